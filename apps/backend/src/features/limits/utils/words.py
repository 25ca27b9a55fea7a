"""Waits as people read them."""

import math

LENGTHS = (("hour", 3600), ("minute", 60))


def in_words(seconds: int) -> str:
    """Return a wait such as `1 second`, `90 seconds` or `5 minutes`. It is rounded up: a client that
    waits for so long does not come too early."""
    for unit, length in LENGTHS:
        if seconds > length * 1.5:
            return f"{math.ceil(seconds / length)} {unit}s"
    return "1 second" if seconds == 1 else f"{seconds} seconds"
