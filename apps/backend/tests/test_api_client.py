"""The TypeScript client, compiled and against a running API. Needs Node 20 or newer, and says so."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from src.core.config import REPOSITORY_ROOT
from tests.conftest import Databases
from tests.processes import serving_api

CLIENT = REPOSITORY_ROOT / "packages" / "api-client"


@pytest.fixture(scope="module")
def npm() -> str:
    npm = shutil.which("npm")
    if npm is None or not (REPOSITORY_ROOT / "node_modules").is_dir():
        if os.environ.get("CI"):
            pytest.fail("CI must have Node 20 or newer, and `npm ci` must have run.")
        pytest.skip("Node 20 or newer is not here: the TypeScript client is not tested")
    return npm


@pytest.fixture(scope="module")
def built(npm: str) -> str:
    node(npm, "run", "--silent", "build")
    return npm


def node(*command: str, **environment: str) -> str:
    finished = subprocess.run(
        command,
        cwd=CLIENT,
        env=os.environ | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert finished.returncode == 0, finished.stdout
    return finished.stdout


def test_the_client_and_its_types_compile(npm: str) -> None:
    node(npm, "run", "--silent", "check")


async def test_the_client_against_a_running_api(
    built: str, databases: Databases, tmp_path: Path
) -> None:
    url = await databases.create_migrated()
    with serving_api(url, tmp_path) as api:
        node("node", "--test", "test/live.mjs", STYLIPP_URL=str(api.base_url))
