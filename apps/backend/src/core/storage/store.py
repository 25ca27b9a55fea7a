"""Object storage: bytes below keys, in a folder or on any S3. Both stores behave the same."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

from src.core.config import Settings
from src.core.errors import ServiceUnavailable

CHUNK_BYTES = 64 * 1024


class StorageUnavailable(ServiceUnavailable):
    """The object store does not answer, or is full."""

    code = "storage_unavailable"


class ObjectExists(Exception):
    """There is an object with this key already. Keys are never used twice, so this is a bug."""


class StoredObject(NamedTuple):
    """What a listing shows of an object."""

    key: str
    size: int
    modified_at: datetime


class Storage(Protocol):
    """A store of objects, which are written once and never changed.

    A key is segments of ``[a-z0-9_-]`` with slashes between them. Every method raises
    `StorageUnavailable` if the store does not answer in time.
    """

    async def put(self, key: str, content: bytes) -> None:
        """Store an object durably: when this returns, it survives a power cut. Raises `ObjectExists`."""

    async def read(self, key: str, start: int, end: int) -> AsyncIterator[bytes] | None:
        """Return the bytes from `start` up to and without `end`, in chunks of at most about CHUNK_BYTES;
        None if there is no such object. It is open when this returns: deleting it meanwhile does no harm.
        """

    async def delete(self, keys: Sequence[str]) -> None:
        """Delete objects. Those that do not exist are no error."""

    def list(self, prefix: str = "") -> AsyncIterator[StoredObject]:
        """List the objects whose keys begin with the prefix, in no particular order."""


def open_storage(settings: Settings) -> Storage:
    """Return the store of the settings. Opens nothing until its first use."""
    raise NotImplementedError
