"""Ids of events, which begin with their time."""

from datetime import datetime
from uuid import UUID

MILLISECONDS_MAX = 2**48 - 1


def first_id(at: datetime, shift_seconds: int = 0) -> UUID:
    """Return the smallest id of version 7 with this time, moved by so many seconds (RFC 9562 §5.7)."""
    milliseconds = int((at.timestamp() + shift_seconds) * 1000)
    return UUID(int=min(max(0, milliseconds), MILLISECONDS_MAX) << 80 | 0x7 << 76 | 0b10 << 62)
