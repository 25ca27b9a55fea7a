"""From raw rounds to figures: medians with their ranges, ratios within each round."""

import statistics
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

Part = dict[str, Any]
Round = Mapping[str, Mapping[str, Any]]


class Spread(NamedTuple):
    """The median of the rounds, the smallest and the largest."""

    median: float
    low: float
    high: float

    def __format__(self, spec: str) -> str:
        median, low, high = (format(value, spec) for value in self)
        return median if low == high else f"{median} [{low}–{high}]"


def spread(values: Iterable[float]) -> Spread | None:
    found = list(values)
    return Spread(statistics.median(found), min(found), max(found)) if found else None


def values(rounds: Sequence[Round], name: str, key: str = "rate") -> Spread | None:
    """One figure of one contestant over the rounds; None if it took no part."""
    return spread(one[name][key] for one in rounds if name in one)


def ratio(rounds: Sequence[Round], above: str, below: str, key: str = "rate") -> Spread | None:
    """`above` as a multiple of `below`, each time within one round."""
    pairs = [(r[above][key], r[below][key]) for r in rounds if above in r and below in r]
    return spread(a / b for a, b in pairs if b)


def names(rounds: Sequence[Round]) -> list[str]:
    return list(dict.fromkeys(name for one in rounds for name in one))


def errors(rounds: Sequence[Round], name: str) -> int:
    return sum(int(one[name].get("errors", 0)) for one in rounds if name in one)


def number(found: Spread | None, spec: str = ".2f") -> str:
    return "–" if found is None else format(found, spec)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Return a table in Markdown."""
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return lines + ["| " + " | ".join(row) + " |" for row in rows]
