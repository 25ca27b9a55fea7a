"""Draws the main comparisons as bars, in SVG, for light and dark pages."""

import math
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any, NamedTuple

from contestants import LABELS
from figures import Part, names, values

WIDTH, LEFT, RIGHT = 780, 270, 110
BAR, GAP, HEAD = 20, 8, 58

STYLE = """
  text { font: 13px system-ui, sans-serif; fill: #1f2328; }
  .title { font-size: 16px; font-weight: 600; }
  .note { font-size: 12px; fill: #59636e; }
  .page { fill: #ffffff; }
  .ours { fill: #1a7f5a; } .limit { fill: #8c959f; } .peer { fill: #b9c3cd; }
  .grid { stroke: #d1d9e0; } .tick { font-size: 11px; fill: #59636e; }
  .strong { font-weight: 600; }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3; } .note { fill: #9198a1; } .page { fill: #0d1117; }
    .grid { stroke: #30363d; } .tick { fill: #9198a1; }
    .ours { fill: #2fbf8a; } .limit { fill: #6e7681; } .peer { fill: #444c56; }
  }
"""


class Bar(NamedTuple):
    name: str
    share: float
    """Of the panel's width, 0 to 1."""
    text: str


def bars(part: Part, only: Sequence[str] | None = None) -> list[Bar]:
    """Rates, the longest bar the highest."""
    rounds = part["rounds"]
    found = {
        name: spread.median
        for name in names(rounds)
        if (only is None or name in only) and (spread := values(rounds, name)) is not None
    }
    most = max(found.values())
    order = sorted(found, key=lambda name: -found[name])
    digits = 0 if most > 500 else 1
    return [Bar(name, found[name] / most, f"{found[name]:,.{digits}f} /s") for name in order]


def storm_bars(part: Part) -> list[Bar]:
    """p99 on a scale where each step is ten times the last; the shortest bar is the best."""
    rounds = part["rounds"]
    found = {name: s.median for name in names(rounds) if (s := values(rounds, name, "p99"))}
    open_ended = {
        name for name in found if (s := values(rounds, name, "unanswered")) and s.high > 0
    }
    return [
        Bar(name, logarithmic(found[name]), worded(found[name], name in open_ended))
        for name in sorted(found, key=lambda name: found[name])
    ]


def logarithmic(milliseconds: float) -> float:
    """The share of the width; the storm's panel goes from 1 ms to 10 s, or to a little more."""
    return min(1.1, math.log10(max(milliseconds, 1.2)) / 4)


def ticks(top: float, bottom: float) -> list[str]:
    """Return the lines of the logarithmic scale."""
    lines = []
    for milliseconds, text in (
        (1, "1 ms"),
        (10, "10 ms"),
        (100, "0.1 s"),
        (1000, "1 s"),
        (10_000, "10 s"),
    ):
        x = LEFT + (0 if milliseconds == 1 else logarithmic(milliseconds)) * (WIDTH - LEFT - RIGHT)
        lines += [
            f'<line class="grid" x1="{x:.1f}" y1="{top:.0f}" x2="{x:.1f}" y2="{bottom:.0f}"/>',
            f'<text class="tick" x="{x:.1f}" y="{bottom + 13:.0f}" text-anchor="middle">{text}</text>',
        ]
    return lines


def worded(milliseconds: float, is_bound: bool) -> str:
    sign = "≥ " if is_bound else ""
    if milliseconds >= 1000:
        return f"{sign}{milliseconds / 1000:.1f} s"
    return f"{sign}{milliseconds:.0f} ms"


def panel(top: float, title: str, note: str, drawn: Sequence[Bar]) -> tuple[list[str], float]:
    """Return the lines of one comparison, and where it ends."""
    lines = [
        f'<text class="title" x="20" y="{top + 20}">{escape(title)}</text>',
        f'<text class="note" x="20" y="{top + 39}">{escape(note)}</text>',
    ]
    y = top + HEAD
    for bar in drawn:
        kind = "ours" if bar.name.startswith("ours") else "peer"
        if bar.name in ("bare", "hash"):
            kind = "limit"
        width = max(2, bar.share * (WIDTH - LEFT - RIGHT))
        weight = ' class="strong"' if kind == "ours" else ""
        middle = y + BAR - 5
        lines += [
            f'<text{weight} x="{LEFT - 10}" y="{middle}" text-anchor="end">'
            f"{escape(LABELS[bar.name])}</text>",
            f'<rect class="{kind}" x="{LEFT}" y="{y}" width="{width:.1f}" height="{BAR}" rx="2"/>',
            f'<text{weight} x="{LEFT + width + 8:.1f}" y="{middle}">{escape(bar.text)}</text>',
        ]
        y += BAR + GAP
    return lines, y + 14


def draw(parts: Mapping[str, Any]) -> str:
    """Return the picture of whatever was measured."""
    panels: list[tuple[str, str, list[Bar]]] = []
    if "me" in parts:
        note = "requests per second, 16 connections; longer is better"
        panels.append(("Who am I? (GET me)", note, bars(parts["me"])))
    if "login" in parts:
        note = "per second, everybody at the same hash cost; longer is better"
        panels.append(("Logging in", note, bars(parts["login"])))
    if "storm" in parts:
        note = (
            "99 % of GET me answers come within, while 50 clients log in; shorter is better, "
            "log scale"
        )
        panels.append(("Do others wait meanwhile?", note, storm_bars(parts["storm"])))
    body: list[str] = []
    y: float = 16
    for title, note, drawn in panels:
        lines, y = panel(y, title, note, drawn)
        body += lines
        if drawn[0].text.endswith((" ms", " s")):
            # Behind the bars; the scale stands below them.
            body = body[: -len(lines)] + ticks(y - len(drawn) * (BAR + GAP) - 18, y - 16) + lines
            y += 14
    y = max(y, 60)
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {y:.0f}" '
            f'width="{WIDTH}" height="{y:.0f}" role="img" aria-label="Stylipp API beside its peers">',
            f"<style>{STYLE}</style>",
            f'<rect class="page" width="{WIDTH}" height="{y:.0f}"/>',
            *body,
            "</svg>",
            "",
        ]
    )
