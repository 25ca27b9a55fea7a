"""The docs page, the TypeScript client and the web app in Chromium; scripts/test-browser runs this."""

import os
import shlex
import subprocess
from pathlib import Path

import pytest

from src.core.config import REPOSITORY_ROOT
from tests.processes import running

CLIENT = REPOSITORY_ROOT / "packages" / "api-client" / "test" / "browser"
APP = REPOSITORY_ROOT / "apps" / "web" / "test" / "browser"


def run_node(folder: Path, *arguments: str | Path) -> None:
    """Run Node beside the API in local mode, at a name that is the same site as the tests' pages.
    Mails are in `STYLIPP_DATA_DIR`/mail."""
    with running(
        "stylipp", "serve", log=folder / "log", DATA_DIR=str(folder), WEB_APP="auto"
    ) as server:
        finished = subprocess.run(
            ["node", *arguments],
            env=os.environ
            | {
                "STYLIPP_URL": f"http://localhost:{server.port}",
                "STYLIPP_DATA_DIR": str(folder),
            },
            check=False,
        )
        if finished.returncode != 0:
            pytest.fail(server.log.read_text(), pytrace=False)


def test_in_chromium(open_folder: Path) -> None:
    tests = [*sorted(CLIENT.glob("*.test.mjs")), *sorted(APP.glob("*.test.mjs"))]
    options = shlex.split(os.environ.get("NODE_TEST_ARGUMENTS", ""))
    run_node(
        open_folder, "--test", "--test-reporter=spec", "--test-concurrency=2", *options, *tests
    )


def test_lighthouse(open_folder: Path) -> None:
    run_node(open_folder, REPOSITORY_ROOT / "scripts" / "lighthouse.mjs")


def test_pictures(open_folder: Path) -> None:
    run_node(open_folder, REPOSITORY_ROOT / "scripts" / "pictures.mjs")
