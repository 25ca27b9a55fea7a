"""Which versions of Node the repository accepts, and what it says about others."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from src.core.config import REPOSITORY_ROOT

RANGE = "^20.19 || >=22.12"

INSTALLED = (
    *("node_modules/typescript/bin/tsc", "node_modules/typescript-7/bin/tsc"),
    *("node_modules/.bin/openapi-typescript", "node_modules/.bin/redocly"),
    *("node_modules/@stylipp/api-client/package.json", "node_modules/openapi-fetch/package.json"),
    *("node_modules/playwright-core/package.json", "node_modules/zod/package.json"),
    "node_modules/oidc-provider/package.json",
    *("node_modules/@stylipp/web/package.json", "node_modules/react-dom/package.json"),
    *("node_modules/vite/package.json", "node_modules/wouter/package.json"),
    "packages/api-client/dist/index.js",
)
"""What scripts/node-setup looks for after the installation."""


def set_up(
    folder: Path,
    version: str | None,
    npm: str = "",
    linked: str | None = None,
    **environment: str,
) -> tuple[bool, int, str]:
    """Run scripts/node-setup in a folder of its own, on a PATH with that version of Node, and with a
    `linked` one that it has installed before. It cannot install another."""
    install = "; ".join(f"mkdir -p {Path(path).parent}; echo > {path}" for path in INSTALLED)
    for place, found in {folder / "bin": version, folder / ".venv" / "node": linked}.items():
        for name, text in {"node": f"echo {found}", "npm": npm or install}.items():
            if found is not None:
                place.mkdir(parents=True, exist_ok=True)
                (place / name).write_text(f"#!/bin/sh\n{text}\n")
                (place / name).chmod(0o755)
    for tool in ("bash", "dirname", "grep", "ln", "mkdir", "rm", "sh", "touch"):
        (folder / "tools").mkdir(exist_ok=True)
        (folder / "tools" / tool).symlink_to(f"/bin/{tool}")
    (folder / "scripts").mkdir()
    script = folder / "scripts" / "node-setup"
    script.write_bytes((REPOSITORY_ROOT / "scripts" / "node-setup").read_bytes())
    finished = subprocess.run(
        ["/bin/bash", script],
        env={"PATH": f"{folder}/bin:{folder}/tools"} | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    is_ready = (folder / "node_modules" / ".ready").exists()
    return is_ready, finished.returncode, finished.stdout


@pytest.mark.parametrize("version", ["v20.19.0", "v20.20.2", "v22.12.0", "v23.0.0", "v24.1.0"])
def test_a_node_in_the_range_is_accepted(tmp_path: Path, version: str) -> None:
    assert set_up(tmp_path, version, CI="1")[:2] == (True, 0)


def test_packages_that_npm_left_out_are_named(tmp_path: Path) -> None:
    is_ready, status, said = set_up(tmp_path, "v24.1.0", npm="mkdir -p node_modules")
    assert (is_ready, status) == (False, 1)
    assert f"{INSTALLED[0]} is missing" in said


@pytest.mark.parametrize("version", ["v18.20.4", "v20.18.3", "v21.7.3", "v22.11.0", None])
def test_another_node_is_named_beside_the_range(tmp_path: Path, version: str | None) -> None:
    is_ready, status, said = set_up(tmp_path, version)
    assert (is_ready, status) == (False, 0)
    assert f"needs Node {RANGE}" in said
    assert f"found {version or 'none'}, and uv could not install one" in said


@pytest.mark.parametrize("version", ["v18.20.4", None])
def test_the_node_of_the_lock_file_takes_the_place_of_one_that_does_not_suit(
    tmp_path: Path, version: str | None
) -> None:
    assert set_up(tmp_path, version, linked="v24.19.0", CI="1")[:2] == (True, 0)


def test_a_node_that_suits_is_preferred_to_that_of_the_lock_file(tmp_path: Path) -> None:
    assert set_up(tmp_path, "v22.12.0", linked="v24.19.0")[:2] == (True, 0)
    assert not (tmp_path / ".venv" / "node").exists()


def test_what_npm_says_about_its_failure_is_one_sentence(tmp_path: Path) -> None:
    npm = "echo npm error code E503; echo npm error request to npm.example failed; exit 1"
    is_ready, status, said = set_up(tmp_path, "v24.1.0", npm=npm)
    assert (is_ready, status) == (False, 1)
    assert said.splitlines()[1:] == [
        "npm could not install the packages of package-lock.json: request to npm.example failed"
        " (see .tools/npm.log)"
    ]


def test_ci_fails_without_node(tmp_path: Path) -> None:
    assert set_up(tmp_path, "v18.20.4", CI="1")[:2] == (False, 1)


def checkout(folder: Path, node: str, *, is_set_up: bool) -> dict[str, str]:
    """Copy what `make contracts` runs to a folder, with that program as `node` first on PATH.

    Return the environment. `stylipp openapi` prints a new document.
    """
    for name in ("Makefile", "scripts/contracts", "scripts/node-setup", "scripts/test-browser"):
        (folder / name).parent.mkdir(exist_ok=True)
        shutil.copy(REPOSITORY_ROOT / name, folder / name)
    client = folder / "packages" / "api-client"
    client.mkdir(parents=True)
    for path in (folder / "package-lock.json", client / "package.json"):
        path.write_text("{}")
    (client / "openapi.json").write_text("old")
    programs = {"bin/node": node, "bin/npm": "exit 1", ".venv/bin/stylipp": "echo new"}
    for name, text in programs.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(f"#!/bin/sh\n{text}\n")
        (folder / name).chmod(0o755)
    if is_set_up:
        for name in INSTALLED:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).touch()
        mark = subprocess.check_output(["bash", "-c", 'echo "$OSTYPE $HOSTTYPE"'], text=True)
        (folder / "node_modules" / ".ready").write_text(mark)
    # `make test` hands its own options down.
    ours = {"CI", "MAKEFLAGS", "MAKELEVEL", "MFLAGS"}
    environment = {name: value for name, value in os.environ.items() if name not in ours}
    return environment | {"PATH": f"{folder}/bin:{os.environ['PATH']}"}


def call(folder: Path, environment: dict[str, str], *command: str) -> tuple[int, str]:
    finished = subprocess.run(
        command,
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return finished.returncode, finished.stdout


@pytest.mark.parametrize("is_set_up", [True, False])
@pytest.mark.parametrize("target", ["contracts", "contracts-check", "test-browser"])
def test_what_needs_node_says_so_once_and_changes_nothing(
    tmp_path: Path, target: str, is_set_up: bool
) -> None:
    environment = checkout(tmp_path, "echo v18.20.4", is_set_up=is_set_up)
    # The Python packages count as installed.
    command = ("make", "--old-file=.venv/.ready", target, "BASE=main")
    status, said = call(tmp_path, environment, *command)
    progress, sentence, *rest = said.splitlines()
    assert progress.startswith("Installing Node")
    assert f"needs Node {RANGE}" in sentence
    assert "found v18.20.4" in sentence
    assert [line.partition(" ")[0] for line in rest] == ["make:"]
    assert status != 0
    assert (tmp_path / "packages" / "api-client" / "openapi.json").read_text() == "old"


def test_a_chromium_that_is_missing_is_named_and_nothing_is_installed(tmp_path: Path) -> None:
    environment = checkout(tmp_path, "echo v20.19.0", is_set_up=True) | {"CHROMIUM": "/nope"}
    said = call(tmp_path, environment, "bash", "scripts/test-browser", "chromium")
    assert said == (1, "CHROMIUM is '/nope', which is not a program.\n")
    environment["CHROMIUM"] = f"{tmp_path}/bin/node"
    assert call(tmp_path, environment, "bash", "scripts/test-browser", "chromium") == (0, "")


def test_lint_names_a_node_that_became_too_old(tmp_path: Path) -> None:
    environment = checkout(tmp_path, "echo v18.20.4", is_set_up=True)
    (tmp_path / "packages" / "api-client" / "openapi.json").write_text("new")
    status, said = call(tmp_path, environment, "scripts/contracts", "check")
    assert (status, said.count("found v18.20.4"), said.count("\n")) == (1, 1, 1)


def test_a_generator_that_fails_is_seen_and_leaves_the_old_document(tmp_path: Path) -> None:
    node = '[ "$1" != --version ] || exec echo v20.19.0; echo The generator failed.; exit 1'
    environment = checkout(tmp_path, node, is_set_up=True)
    status, said = call(tmp_path, environment, "scripts/contracts", "write")
    assert (status, said) == (1, "The generator failed.\n")
    assert (tmp_path / "packages" / "api-client" / "openapi.json").read_text() == "old"


def test_the_range_is_the_same_everywhere() -> None:
    for path in ("package.json", "packages/api-client/package.json"):
        assert json.loads((REPOSITORY_ROOT / path).read_text())["engines"] == {"node": RANGE}
    for path in ("README.md", "packages/api-client/README.md"):
        assert f"Node `{RANGE}`" in (REPOSITORY_ROOT / path).read_text()
