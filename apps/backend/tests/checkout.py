"""A copy of the repository, for tests that change it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from src.core.config import REPOSITORY_ROOT


class Checkout:
    """A copy of the repository that commands are run in."""

    def __init__(self, root: Path, **environment: str) -> None:
        self.root = root
        folders = (root / "apps/backend", root / "packages/schemas")
        self.environment = environment | {"PYTHONPATH": ":".join(map(str, folders))}
        ignored = shutil.ignore_patterns(
            *(".git", ".venv", ".tools", ".data", ".ruff_cache", "node_modules", "__pycache__")
        )
        shutil.copytree(REPOSITORY_ROOT, root, ignore=ignored)

    def run(self, *command: str | Path, folder: str = "apps/backend", status: int = 0) -> str:
        finished = subprocess.run(
            command,
            cwd=self.root / folder,
            env=os.environ | self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        assert finished.returncode == status, finished.stdout
        return finished.stdout

    def stylipp(self, *arguments: str, status: int = 0) -> str:
        return self.run(sys.executable, "-m", "src.cli", *arguments, status=status)
