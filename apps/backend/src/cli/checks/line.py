"""The line that a check of ``stylipp check`` and ``stylipp storage check`` prints."""

import os
import sys
from enum import StrEnum
from typing import NamedTuple

TIMEOUT_SECONDS = 5.0
"""Time limit for each check; a server that hangs is a failure like one that is unreachable."""


class Mark(StrEnum):
    GOOD = "✓"
    BAD = "✗"
    NOTE = "!"


COLORS = {Mark.GOOD: 32, Mark.BAD: 31, Mark.NOTE: 33}


def sentence(words: str) -> str:
    return words[0].upper() + words[1:]


class Line(NamedTuple):
    """What was checked, the result, and what to do if the check failed."""

    mark: Mark
    name: str
    finding: str
    advice: str = ""

    def print(self) -> None:
        is_colored = sys.stdout.isatty() and "NO_COLOR" not in os.environ
        mark = f"\x1b[{COLORS[self.mark]}m{self.mark}\x1b[0m" if is_colored else self.mark
        print(f"{mark} {self.name:<11} {self.finding}", flush=True)
        for text in self.advice.splitlines():
            print(f"{'':14}{text}")
