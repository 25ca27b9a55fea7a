"""Limits how many uploads a process receives at once."""

import contextlib
from collections import Counter
from collections.abc import Iterator

from src.core.errors import ServerBusy

UPLOADS_MAX = 16
"""At once, in a process."""
UPLOADS_MAX_EACH = 4
"""At once, in a process, for an account: one alone cannot take all of them."""


class UploadSlots:
    """The uploads that are under way in this process, and what became of the others."""

    def __init__(self) -> None:
        self._under_way: Counter[object] = Counter()
        self.results: Counter[str] = Counter()
        """Uploads that have ended, by their result."""
        self.seconds = 0.0
        """How long they took, together."""
        self.received_bytes = 0

    @contextlib.contextmanager
    def take(self, account: object) -> Iterator[None]:
        """Take one slot of the process and of the account. Raises `ServerBusy`."""
        if self._under_way.total() >= UPLOADS_MAX or self._under_way[account] >= UPLOADS_MAX_EACH:
            raise ServerBusy
        self._under_way[account] += 1
        try:
            yield
        finally:
            self._under_way[account] -= 1
            if not self._under_way[account]:
                del self._under_way[account]
