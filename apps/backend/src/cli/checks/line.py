"""The line that a check of ``stylipp check`` prints."""

from enum import StrEnum
from typing import NamedTuple

TIMEOUT_SECONDS = 5.0
"""Time limit for each check; a server that hangs is a failure like one that is unreachable."""


class Mark(StrEnum):
    GOOD = "✓"
    BAD = "✗"
    NOTE = "!"


def sentence(words: str) -> str:
    return words[0].upper() + words[1:]


class Line(NamedTuple):
    """What was checked, the result, and what to do if the check failed."""

    mark: Mark
    name: str
    finding: str
    advice: str = ""
