"""The TypeScript client, its generator and the web app, compiled and executed. Needs Node, and says so.

They are in one file, because the app compiles against the client that other tests here build.
"""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from src.core.config import REPOSITORY_ROOT
from tests.conftest import Databases
from tests.processes import require_node, serving_api

CLIENT = REPOSITORY_ROOT / "packages" / "api-client"


@pytest.fixture(scope="module")
def npm() -> str:
    require_node()
    return shutil.which("npm") or "npm"


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


@pytest.mark.parametrize("typescript", ["5", "7"])
def test_the_client_and_its_types_compile(npm: str, typescript: str) -> None:
    node("node", "generate.mjs", "test/generator")
    node(npm, "run", "--silent", f"check:{typescript}")


def test_the_client_without_an_api(built: str) -> None:
    node("node", "generate.mjs", "test/generator")
    node("node", "--test", *(str(path) for path in sorted(CLIENT.glob("test/*.test.mjs"))))


@pytest.mark.parametrize(
    "name", ["src/schema.ts", "src/enums.ts", "src/recognized.ts", "schemas.json", "schemas.d.ts"]
)
def test_a_stale_generated_file_is_named(npm: str, tmp_path: Path, name: str) -> None:
    shutil.copy(CLIENT / "test" / "generator" / "openapi.json", tmp_path)
    node("node", "generate.mjs", str(tmp_path))
    node("node", "generate.mjs", str(tmp_path), "--check")
    with (tmp_path / name).open("a") as file:
        file.write(" ")
    with pytest.raises(AssertionError, match=f"{name} is stale; run: make contracts"):
        node("node", "generate.mjs", str(tmp_path), "--check")


def test_the_web_app_and_its_units(built: str) -> None:
    node(built, "run", "--silent", "check", "--workspace=@stylipp/web", "--prefix=../..")
    node(built, "test", "--silent", "--workspace=@stylipp/web", "--prefix=../..")


async def test_the_client_against_a_running_api(
    built: str, databases: Databases, tmp_path: Path
) -> None:
    url = await databases.create_migrated()
    with serving_api(url, tmp_path) as api:
        node("node", "--test", "test/live.mjs", STYLIPP_URL=str(api.base_url))
