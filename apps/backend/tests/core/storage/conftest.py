"""The stores that are tested: a folder, and a bucket of a real S3 if there is one."""

from pathlib import Path
from uuid import uuid4

import pytest

from src.core.storage.folder import FolderStorage
from src.core.storage.store import Storage
from tests.object_stores import s3_storage


@pytest.fixture(params=["folder", "s3"])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> Storage:
    """A store; its bucket may contain objects of other tests."""
    if request.param == "folder":
        return FolderStorage(tmp_path / "objects")
    return s3_storage(request.getfixturevalue("s3_url"))


@pytest.fixture
def home() -> str:
    """Prefix below which a test keeps its objects."""
    return f"tests/{uuid4()}"
