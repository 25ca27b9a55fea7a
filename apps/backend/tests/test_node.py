"""Which versions of Node the repository accepts, and what it says about others."""

import json
import subprocess
from pathlib import Path

import pytest

from src.core.config import REPOSITORY_ROOT

RANGE = "^20.19 || >=22.12"


def set_up(folder: Path, version: str | None, **environment: str) -> tuple[bool, int, str]:
    """Run scripts/node-setup in a folder of its own, on a PATH with that version of Node."""
    for name, text in {"node": f"echo {version}", "npm": "mkdir -p node_modules"}.items():
        if version is not None:
            (folder / "bin").mkdir(exist_ok=True)
            (folder / "bin" / name).write_text(f"#!/bin/sh\n{text}\n")
            (folder / "bin" / name).chmod(0o755)
    for tool in ("bash", "dirname", "mkdir", "rm", "sh", "touch"):
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


@pytest.mark.parametrize("version", ["v18.20.4", "v20.18.3", "v21.7.3", "v22.11.0", None])
def test_another_node_is_named_beside_the_range(tmp_path: Path, version: str | None) -> None:
    is_ready, status, said = set_up(tmp_path, version)
    assert (is_ready, status) == (False, 0)
    assert f"needs Node {RANGE}" in said
    assert f"found {version or 'none'}" in said


def test_ci_fails_without_node(tmp_path: Path) -> None:
    assert set_up(tmp_path, "v18.20.4", CI="1")[:2] == (False, 1)


def test_the_range_is_the_same_everywhere() -> None:
    for path in ("package.json", "packages/api-client/package.json"):
        assert json.loads((REPOSITORY_ROOT / path).read_text())["engines"] == {"node": RANGE}
    for path in ("README.md", "packages/api-client/README.md"):
        assert f"Node `{RANGE}`" in (REPOSITORY_ROOT / path).read_text()
