"""Limits how many uploads a process receives at once."""

import asyncio
import contextlib
import time
from collections import Counter
from collections.abc import Iterator
from uuid import UUID

from starlette.exceptions import HTTPException  # noqa: TID251 - told apart, not raised

from src.core.errors import AppError, ServerBusy

UPLOADS_MAX = 16
"""At once, in a process."""
UPLOADS_MAX_EACH = 4
"""At once, in a process, for an account: one alone cannot take all of them."""


class Slot:
    """An upload that is under way."""

    result = "failed"
    """Unless it says otherwise."""


class UploadSlots:
    """The uploads of this process: those that are under way, and what became of the others."""

    def __init__(self) -> None:
        self._under_way: Counter[UUID] = Counter()
        self.results: Counter[str] = Counter()
        """Uploads that have ended: `stored`, `repeated`, the code of the error, `aborted` by the client or
        its slowness, or `failed`."""
        self.seconds = 0.0
        """How long they took, together."""
        self.received_bytes = 0
        self.missing_pictures = 0
        """How often a picture was asked for that the store does not have, although its photo is there."""

    @contextlib.contextmanager
    def take(self, user_id: UUID) -> Iterator[Slot]:
        """Take a slot of the process and of the account for an upload. Raises `ServerBusy`."""
        started, slot = time.monotonic(), Slot()
        self._under_way[user_id] += 1
        try:
            if self._under_way[user_id] > UPLOADS_MAX_EACH or self._under_way.total() > UPLOADS_MAX:
                raise ServerBusy
            yield slot
        except AppError as error:
            slot.result = error.code
            raise
        except (HTTPException, asyncio.CancelledError):  # of the body
            slot.result = "aborted"
            raise
        finally:
            self._under_way[user_id] -= 1
            self._under_way += Counter()  # forgets those that have none
            self.results[slot.result] += 1
            self.seconds += time.monotonic() - started
