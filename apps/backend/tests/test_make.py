"""What make's recipes get from the shell that it is started in, and what they make of a checkout."""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from src.core.config import REPOSITORY_ROOT
from src.core.local.embedded import EmbeddedPostgres
from tests.checkout import Checkout
from tests.conftest import wait_until_stopped
from tests.processes import started

HOSTILE = {
    # uv: another environment, other packages, another project
    "UV_PROJECT_ENVIRONMENT": "/nowhere/env",
    "UV_NO_DEV": "1",
    "UV_NO_DEFAULT_GROUPS": "1",
    "UV_NO_GROUP": "dev",
    "UV_NO_SYNC": "1",
    "UV_NO_EDITABLE": "1",
    "UV_NO_INSTALL_WORKSPACE": "1",
    "UV_NO_SOURCES": "1",
    "UV_NO_BUILD": "1",
    "UV_NO_BUILD_ISOLATION": "1",
    "UV_FROZEN": "1",
    "UV_ISOLATED": "1",
    "UV_EXCLUDE_NEWER": "2020-01-01",
    "UV_RESOLUTION": "lowest",
    "UV_PRERELEASE": "allow",
    "UV_PROJECT": "/nowhere",
    "UV_WORKING_DIR": "/nowhere",
    "UV_ENV_FILE": "/nowhere/.env",
    "UV_PYTHON": "3.9",
    "UV_MANAGED_PYTHON": "1",
    "UV_SYSTEM_PYTHON": "1",
    "UV_COMPILE_BYTECODE": "0",
    "VIRTUAL_ENV": "/nowhere/venv",
    # pip: another place, nothing, or something else
    "PIP_USER": "1",
    "PIP_TARGET": "/nowhere/target",
    "PIP_PREFIX": "/nowhere/prefix",
    "PIP_ROOT": "/nowhere/root",
    "PIP_REQUIRE_VIRTUALENV": "1",
    "PIP_DRY_RUN": "1",
    "PIP_CONSTRAINT": "/nowhere/constraints.txt",
    "PIP_NO_BINARY": ":all:",
    "PIP_REQUIRE_HASHES": "1",
    "PIP_PYTHON": "/nowhere/python",
    # Python: another installation, foreign modules, assertions and docstrings removed
    "PYTHONHOME": "/nowhere/python",
    "PYTHONPATH": "/nowhere/src",
    "PYTHONSAFEPATH": "1",
    "PYTHONOPTIMIZE": "2",
    "PYTHONINSPECT": "1",
    "PYTHONWARNINGS": "error",
    "PYTHONIOENCODING": "ascii",
    "PYTEST_PLUGINS": "nowhere",
    "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
    "ALEMBIC_CONFIG": "/nowhere/alembic.ini",
    # Node and npm: only what a server runs, in another place
    "NODE_ENV": "production",
    "NODE_OPTIONS": "--require /nowhere.js",
    "VITE_API_URL": "https://nowhere.example",
    "npm_config_production": "true",
    "npm_config_omit": "dev",
    "npm_config_ignore_scripts": "true",
    "npm_config_global": "true",
    "npm_config_prefix": "/nowhere",
    "npm_config_local_prefix": "/nowhere",
    "npm_config_workspace": "nowhere",
    "npm_config_dry_run": "true",
    "npm_config_package_lock": "false",
    "NPM_CONFIG_WORKSPACES": "false",
    "NPM_CONFIG_BIN_LINKS": "false",
    # git, as in a hook
    "GIT_DIR": "/nowhere/.git",
    "GIT_WORK_TREE": "/nowhere",
    "GIT_INDEX_FILE": "/nowhere/index",
    # bash
    "BASH_ENV": "/nowhere/bashrc",
    "BASH_FUNC_cd%%": "() { echo cd is disabled; exit 1; }",
    "CDPATH": "/",
    "GREP_OPTIONS": "--invert-match",
    "POSIXLY_CORRECT": "1",
    "SHELLOPTS": "noglob",
}
"""Each would change what is installed or run."""

INTENDED = {
    "UV_CACHE_DIR": "/var/cache/uv",
    "UV_DEFAULT_INDEX": "https://mirror.example.com/simple",
    "UV_INDEX_COMPANY_PASSWORD": "x",
    "UV_OFFLINE": "1",
    "PIP_INDEX_URL": "https://mirror.example.com/simple",
    "PIP_CERT": "/etc/ssl/company.pem",
    "npm_config_registry": "https://mirror.example.com/npm",
    "npm_config_//mirror.example.com/:_authToken": "x",
    "NPM_CONFIG_USERCONFIG": "/etc/npmrc",
    "NODE_EXTRA_CA_CERTS": "/etc/ssl/company.pem",
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTEST_ADDOPTS": "--exitfirst",
    "DATABASE_URL": "postgresql://u@db.example.com/d",
    "HTTPS_PROXY": "http://proxy.example.com",
}
"""Where packages come from, and what only this project reads."""

ARGUMENTS = ("HOST", "PORT", "args", "count", "m", "seconds", "only", "quick", "BASE")
"""Of make's command line. A shell may export variables with such short names."""


def make(*arguments: str, **environment: str) -> str:
    """Run make in this repository with targets that change nothing."""
    return subprocess.run(
        ["make", "--no-print-directory", *arguments],
        cwd=REPOSITORY_ROOT,
        env=os.environ | {"MAKEFLAGS": ""} | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=True,
    ).stdout


def test_recipes_get_only_what_is_meant_for_them() -> None:
    print_environment = ("--eval", "environment:; @env", "environment")
    names = {line.partition("=")[0] for line in make(*print_environment, **HOSTILE).splitlines()}
    assert names & set(HOSTILE) == set()
    lines = make(*print_environment, **INTENDED).splitlines()
    assert {f"{name}={value}" for name, value in INTENDED.items()} <= set(lines)


def test_arguments_are_taken_from_makes_command_line_only() -> None:
    exported = dict.fromkeys(ARGUMENTS, "x86_64-conda-linux-gnu")
    targets = ("run", "test", "test-busy", "soak", "revision", "bench", "contracts-check")
    said = make("--dry-run", *targets, **exported)
    assert "conda" not in said
    assert '--host "127.0.0.1" --port "8000"' in said
    assert '--host "::1" --port "1"' in make("--dry-run", "run", "HOST=::1", "PORT=1", **exported)


def without_uv(path: str) -> str:
    return ":".join(folder for folder in path.split(":") if not Path(folder, "uv").exists())


@pytest.fixture(scope="module")
def checkout() -> Iterator[Checkout]:
    """A copy of the repository without git and without executable bits, in a folder whose name has to
    be quoted, for commands in a shell without uv and with all hostile variables."""
    folder = Path(tempfile.mkdtemp(prefix="stylipp-test-", dir="/tmp"))
    folder.chmod(0o755)  # root's PostgreSQL runs as another account
    checkout = Checkout(folder / "it's a copy (ö)")
    for path in checkout.root.rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o644)
    shutil.rmtree(checkout.root / "packages/api-client/dist", ignore_errors=True)
    checkout.environment = HOSTILE | {"PATH": without_uv(os.environ["PATH"]), "MAKEFLAGS": ""}
    yield checkout
    wait_until_stopped(EmbeddedPostgres(checkout.root / ".data"))
    shutil.rmtree(folder)


def assert_everything_runs(checkout: Checkout) -> None:
    root = str(checkout.root)
    bare = {"PATH": os.environ["PATH"]}
    for program in ("alembic", "mypy", "pytest", "ruff", "stylipp"):
        subprocess.run([f"{root}/.venv/bin/{program}", "--version"], env=bare, check=True)
    where = [f"{root}/.venv/bin/python", "-c", "import src; print(src.__path__[0])"]
    assert subprocess.check_output(where, env=bare, text=True).startswith(root)
    first_line = (checkout.root / ".venv/bin/pytest").read_text().partition("# -*-")[0]
    assert root.replace("'", "") in first_line.replace("'", "").replace('"', "")
    subprocess.run(["bash", f"{root}/scripts/node-setup", "--check"], check=True)


@pytest.mark.slow
def test_a_hostile_shell_installs_and_runs_everything(checkout: Checkout, tmp_path: Path) -> None:
    checkout.run("make", "setup", folder=".")
    assert_everything_runs(checkout)
    environment = os.environ | checkout.environment | {"HOST": "x86_64-conda-linux-gnu"}
    command = ("make", "run", "PORT={port}")
    with started(command, environment, tmp_path / "log", cwd=checkout.root) as server:
        assert httpx.get(f"{server.url}/health/ready").status_code == 200
    checkout.run("make", "lint", folder=".")


DAMAGE = (
    ".venv/bin/pytest",
    ".venv/bin/python",
    ".venv/lib/python*/site-packages/_editable_impl_*.pth",
    "packages/api-client/dist",
)


@pytest.mark.slow
@pytest.mark.parametrize("pattern", DAMAGE)
def test_what_was_removed_is_installed_again(checkout: Checkout, pattern: str) -> None:
    checkout.run("make", "setup", folder=".")
    found = list(checkout.root.glob(pattern))
    assert found
    for path in found:
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    checkout.run("make", "setup", folder=".")
    assert_everything_runs(checkout)


@pytest.mark.slow
def test_a_checkout_that_was_copied_runs_its_own_code(checkout: Checkout) -> None:
    checkout.run("make", "setup", folder=".")
    original, checkout.root = checkout.root, checkout.root.with_name("copy")
    try:
        shutil.copytree(original, checkout.root, symlinks=True)
        checkout.run("make", "setup", folder=".")
        assert_everything_runs(checkout)
    finally:
        checkout.root = original


@pytest.mark.slow
def test_what_is_there_is_not_installed_again(checkout: Checkout) -> None:
    checkout.run("make", "setup", folder=".")
    assert "Installing" not in checkout.run("make", "setup", folder=".")
    (checkout.root / "uv.lock").touch()
    assert "Installing Python" in checkout.run("make", "setup", folder=".")


def path_without(folder: Path, *programs: str) -> str:
    """Return a PATH with all programs of PATH except those."""
    folder.mkdir()
    for place in os.environ["PATH"].split(":"):
        for program in Path(place).glob("*"):
            link = folder / program.name
            if program.name not in programs and not link.is_symlink():
                link.symlink_to(program)
    return str(folder)


@pytest.mark.slow
def test_without_node_and_without_a_registry_the_api_runs_alone_and_says_why(
    checkout: Checkout, tmp_path: Path
) -> None:
    checkout.run("make", "setup", folder=".")
    offline = {
        "PATH": path_without(tmp_path / "bin", "node", "npm", "uv"),
        "UV_OFFLINE": "1",
        "UV_CACHE_DIR": str(tmp_path / "cache"),
        "MAKEFLAGS": "",  # within another make, it would print the directory, too
        "MAKELEVEL": "0",
    }
    shutil.rmtree(checkout.root / "apps/web/dist", ignore_errors=True)
    environment = os.environ | checkout.environment | offline
    begun = time.monotonic()
    log = tmp_path / "log"
    with started(("make", "run", "PORT={port}"), environment, log, cwd=checkout.root) as server:
        assert httpx.get(f"{server.url}/health/ready").status_code == 200
    assert time.monotonic() - begun < 60
    progress, sentence, started_api, *_ = log.read_text().splitlines()
    assert progress.startswith("Installing Node")
    assert "needs Node ^20.19 || >=22.12" in sentence
    assert "uv could not install one (Network connectivity is disabled" in sentence
    assert started_api.startswith("Stylipp")


@pytest.mark.slow
def test_without_node_that_of_the_lock_file_builds_and_checks(
    checkout: Checkout, tmp_path: Path
) -> None:
    path = path_without(tmp_path / "bin", "node", "npm", "uv")
    shutil.rmtree(checkout.root / "apps/web/dist", ignore_errors=True)
    environment = checkout.environment
    checkout.environment = {"PATH": path, "MAKEFLAGS": ""}
    try:
        checkout.run("make", "setup", folder=".")
        checkout.run("bash", "scripts/web-build", folder=".")
        checkout.run("bash", "scripts/contracts", "check", folder=".")
        (checkout.root / "uv.lock").touch()
        assert "Installing Node" not in checkout.run("make", "setup", folder=".")
    finally:
        checkout.environment = environment
    assert (checkout.root / "apps/web/dist/index.html").exists()
