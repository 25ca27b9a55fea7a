"""Secrets that local mode generates and stores in files that only their owner can read."""

import contextlib
import os
import secrets
import tempfile
from pathlib import Path


def read_or_create_secret(path: Path) -> str:
    """Return the secret in the file; generate one of 48 random bytes if the file does not exist.

    Processes that start together all get the same one: the file appears complete or not at all.
    """
    if not path.exists():
        descriptor, draft = tempfile.mkstemp(dir=path.parent, prefix=".draft-")  # mode 0600
        try:
            with os.fdopen(descriptor, "w") as file:
                file.write(secrets.token_urlsafe(48))
            with contextlib.suppress(FileExistsError):  # another process was faster
                os.link(draft, path)
        finally:
            os.unlink(draft)
    return path.read_text()
