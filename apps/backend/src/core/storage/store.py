"""Object storage: bytes below keys, in a folder or on any S3. Both stores behave the same."""

import logging
import re
from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

from src.core.errors import ServiceUnavailable

logger = logging.getLogger(__name__)

CHUNK_BYTES = 64 * 1024

CALL_SECONDS = 10.0
"""Time limit for each call of the store, and for each chunk of an object."""

LIST_BATCH = 1000
"""How many objects a listing fetches at a time."""


class StorageUnavailable(ServiceUnavailable):
    """The object store does not answer, or is full."""

    code = "storage_unavailable"

    def __init__(self, action: str = "", reason: str = "") -> None:
        super().__init__()
        self.action = action
        self.reason = reason
        """What is wrong, for operators: without secrets."""


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

    where: str
    """How operators know it."""

    async def put(self, key: str, content: bytes) -> None:
        """Store an object durably: when this returns, it survives a power cut. Raises `ObjectExists`."""

    async def read(self, key: str, start: int, end: int) -> AsyncIterator[bytes] | None:
        """Return the bytes from `start` up to and without `end`, in chunks of at most about CHUNK_BYTES;
        fewer if it is shorter, and None if it does not exist or ends before `start`. It is open when this
        returns: deleting it meanwhile does no harm.
        """

    async def delete(self, keys: Sequence[str]) -> None:
        """Delete objects. Those that do not exist are no error."""

    def list(self, prefix: str = "") -> AsyncIterator[StoredObject]:
        """List the objects whose keys begin with the prefix, in no particular order."""


_KEY = re.compile("[a-z0-9_-]+(/[a-z0-9_-]+)*")
_PREFIX = re.compile("([a-z0-9_-]+/)*[a-z0-9_-]*")


def check_key(key: str) -> None:
    if _KEY.fullmatch(key) is None:
        raise ValueError("not a key of an object")


def check_prefix(prefix: str) -> None:
    if _PREFIX.fullmatch(prefix) is None:
        raise ValueError("not a prefix of an object's key")


class StorageLog:
    """Logs what a store fails to do, and when it does it again: an outage is two lines for each kind of
    call, not one for each request. By kind, because a full store still reads."""

    def __init__(self) -> None:
        self._failing: set[str] = set()

    def note_failure(self, action: str, reason: str) -> StorageUnavailable:
        """Return the error to raise."""
        if action not in self._failing:
            self._failing.add(action)
            logger.warning(
                "Cannot %s (%s). Requests that need it get 503 until it works.", action, reason
            )
        return StorageUnavailable(action, reason)

    def note_success(self, action: str) -> None:
        if action in self._failing:
            self._failing.remove(action)
            logger.warning("Can %s again.", action)
