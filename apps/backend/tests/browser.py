"""The docs page and the TypeScript client in Chromium; `make test-browser` runs this."""

import os
import shlex
import subprocess
from pathlib import Path

from src.core.config import REPOSITORY_ROOT
from tests.processes import running


def test_in_chromium(open_folder: Path) -> None:
    """The API is in local mode, at a name that is the same site as the pages."""
    tests = sorted((REPOSITORY_ROOT / "packages/api-client/test/browser").glob("*.test.mjs"))
    options = shlex.split(os.environ.get("NODE_TEST_ARGUMENTS", ""))
    with running("stylipp", "serve", log=open_folder / "log", DATA_DIR=str(open_folder)) as server:
        finished = subprocess.run(
            ["node", "--test", "--test-reporter=spec", *options, *tests],
            env=os.environ | {"STYLIPP_URL": f"http://localhost:{server.port}"},
            check=False,
        )
        assert finished.returncode == 0, server.log.read_text()
