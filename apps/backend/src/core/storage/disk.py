"""What every use of a disk needs: a thread, a time limit, and files that are closed exactly once."""

import asyncio
import os
from collections.abc import Callable

from src.core.storage.store import CALL_SECONDS, StorageLog


class OpenFile:
    """A descriptor that is closed with the last reference to it.

    So it is open for as long as a thread uses it, although the call that waited for the thread was
    cancelled, and closed although nothing has read it to the end.
    """

    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor

    def __del__(self) -> None:
        os.close(self.descriptor)


async def on_thread[T](log: StorageLog, action: str, function: Callable[[], T]) -> T:
    """Call a function that uses a disk. One that takes too long goes on, as nothing can stop it, and may
    still take effect. Raises `StorageUnavailable` for every error of the system. What succeeds is for the
    caller to log: a full disk still opens files."""
    try:
        async with asyncio.timeout(CALL_SECONDS):
            return await asyncio.to_thread(function)
    except OSError as error:  # a TimeoutError is one, too
        raise log.note_failure(action, error.strerror or "no answer in time") from error
