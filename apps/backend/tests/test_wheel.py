"""The wheels that docs/operations.md builds, with and without the web app."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from src.core.config import REPOSITORY_ROOT
from tests.checkout import Checkout
from tests.web_builds import FILES, write_build

FOUND = """
from src.core.config import Settings
from src.core.web.web_build import find_build, read_build
folder = find_build(Settings(WEB_APP="auto"))
print(folder, folder and len(read_build(folder).pages))
"""


def build_wheel(checkout: Checkout, folder: Path, *options: str) -> Path:
    """Build the backend's wheel, and unpack it as an installation does; return the packages' folder."""
    tools = f"{REPOSITORY_ROOT}/.tools/bin:{os.environ['PATH']}"  # uv may be there
    packages = folder / "site-packages"
    command = ("env", f"PATH={tools}", "bash", "scripts/setup", "build", *options)
    checkout.run(*command, "-o", folder, "--package", "stylipp-backend", folder=".")
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(packages)
    return packages


def found_in(packages: Path) -> str:
    return subprocess.run(
        [sys.executable, "-c", FOUND],
        cwd=packages.parent,
        env=os.environ | {"PYTHONPATH": str(packages)},
        capture_output=True,
        check=True,
        text=True,
    ).stdout.strip()


@pytest.mark.slow
@pytest.mark.parametrize("options", [(), ("--wheel",)], ids=["from the sdist", "directly"])
def test_a_wheel_has_the_web_app_if_it_was_built_before(
    tmp_path: Path, options: tuple[str, ...]
) -> None:
    checkout = Checkout(tmp_path / "checkout")
    web_app = checkout.root / "apps/backend/src/web_app"
    shutil.rmtree(web_app, ignore_errors=True)
    without = build_wheel(checkout, tmp_path / "without", *options)
    assert not (without / "src" / "web_app").exists()
    assert found_in(without) == "None None"
    write_build(web_app)
    packages = build_wheel(checkout, tmp_path / "with", *options)
    for name, content in FILES.items():
        assert (packages / "src" / "web_app" / name).read_bytes() == content
    assert found_in(packages) == f"{packages}/src/web_app 4"
