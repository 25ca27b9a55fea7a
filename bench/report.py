"""Writes the tables of `RESULTS.md` and the picture `results.svg` from the figures of the last run.

`python bench/report.py` writes them again without measuring.
"""

import json
import re
import statistics
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from contestants import LABELS, PEERS, TEMPLATE_4
from src.core.config import REPOSITORY_ROOT

RAW = REPOSITORY_ROOT / ".data" / "bench" / "results.json"
FOLDER = Path(__file__).parent
Part = dict[str, Any]

INTRODUCTION = """\
# How fast is Stylipp API?

Written by `make bench`; [README.md](README.md) explains the tables and what they do not show. A
figure is the median of the rounds [smallest–largest]; a ratio is taken within one round.

![The main comparisons](results.svg)

## Goals

"""
RATES = "ours/this this/{} rate server_CPU_µs p50_ms p99_ms"
TABLES = {
    "me": ("`GET me`, 16 connections", "per second", RATES.format("bare")),
    "login": ("Login at equal hash cost, 8 connections", "per second", RATES.format("hash")),
    "defaults": ("Login at each one's own hash cost", "per second", RATES.format("hash")),
    "storm": (
        "`GET me`, 100 per second, while 50 clients log in",
        "p99 ms",
        "rate quiet_p99_ms p50_ms unanswered logins/s refused longest_login_s worker's_PSS_MB",
    ),
    "busy": (
        "Login on a busy host: one client, four busy loops beside the server",
        "busy / quiet",
        "rate quiet_median_ms quiet_max_ms busy_median_ms busy_max_ms",
    ),
    "writes": ("Writes, 8 connections", "per second", "rate server_CPU_µs p50_ms"),
    "enumeration": ("Known and unknown addresses", "unknown / known", "rate known_ms unknown_ms"),
    "growth": ("As tables grow, median ms", "", ""),
    "start": ("Cold start", "seconds", "ours/this rate processes worker's_PSS_MB all_PSS_MB"),
    "photos": (
        "Photos of 12 megapixels and 3 MB, 8 accounts",
        "uploads/s",
        "ours/this this/pillow rate upload_p50_ms quiet_p99_ms p99_ms grown_MB",
    ),
    "pooler": ("`GET me` through PgBouncer, 16 connections", "per second", RATES.format("ours")),
}
"""Of each part the title, what its `rate` is, and the columns: figures, or ratios of rates
(`this` is the row's)."""


class Spread(NamedTuple):
    """The median of the rounds, the smallest and the largest."""

    median: float
    low: float
    high: float

    def __str__(self) -> str:
        median, low, high = (short(value) for value in self)
        return median if low == high else f"{median} [{low}–{high}]"


Measured = Callable[[Part], Spread | None]


def spread(found: Sequence[float]) -> Spread | None:
    return Spread(statistics.median(found), min(found), max(found)) if found else None


def values(part: Part, name: str, key: str = "rate") -> Spread | None:
    """One figure of one contestant over the rounds; None if it took no part."""
    return spread([one[name][key] for one in part["rounds"] if key in one.get(name, {})])


def ratio(part: Part, above: str, below: str, key: str = "rate") -> Spread | None:
    """`above` as a multiple of `below`, each time within one round."""
    rounds = [one for one in part["rounds"] if above in one and below in one]
    return spread([one[above][key] / one[below][key] for one in rounds if one[below][key]])


def short(value: float) -> str:
    """Return three digits or more, and no fraction of what is counted."""
    digits = 0 if value >= 100 or value == int(value) else 1 if value >= 10 else 2
    return f"{value:,.{digits}f}"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Return a table in Markdown."""
    return ["| " + " | ".join(line) + " |" for line in (head, ["---"] * len(head), *rows)] + [""]


def rounds_table(part: Part, rate: str, columns: Sequence[str]) -> list[str]:
    """Return a row for each contestant."""
    rows = []
    for name in dict.fromkeys(name for one in part["rounds"] for name in one):
        failed = sum(one.get(name, {}).get("errors", 0) for one in part["rounds"])
        row = [LABELS.get(name, name) + (f" (⚠ {failed} errors)" if failed else "")]
        for column in columns:
            above, _, below = column.replace("this", name).partition("/")
            is_ratio = above in LABELS and below in LABELS
            found = ratio(part, above, below) if is_ratio else values(part, name, column)
            row.append(str(found or "–"))
        rows.append(row)
    head = [rate if column == "rate" else column.replace("_", " ") for column in columns]
    return table(["", *head], rows)


def growth_tables(part: Part) -> list[str]:
    """One table for each thing that grows, a column for each size."""
    lines = []
    for what, sizes in part["sizes"].items():
        operations = max(sizes.values(), key=len)
        rows = [
            [name, *(short(one[name]) if name in one else "–" for one in sizes.values())]
            for name in operations
        ]
        lines += table(["", *(f"{int(size):,} {what}" for size in sizes)], rows)
    return lines


def between(above: str, below: str, key: str = "rate") -> Measured:
    return lambda part: ratio(part, above, below, key)


def figure(key: str, name: str = "ours") -> Measured:
    return lambda part: values(part, name, key)


def worst(key: str) -> Measured:
    return lambda part: spread([max(values(part, "ours", key) or (float("inf"),))])


def grown(what: str, operation: str, size: str = "", other: str = "") -> Measured:
    """The slowest such operation at the largest size, as a multiple of the other at its size."""

    def slowest(operations: dict[str, float], beginning: str) -> float:
        return max(ms for name, ms in operations.items() if name.startswith(beginning))

    def found(part: Part) -> Spread | None:
        sizes = part["sizes"][what]
        largest = sizes[max(sizes, key=int)]
        divisor = slowest(sizes.get(size, largest), other) if other else 1
        return spread([slowest(largest, operation) / divisor])

    return found


WORKERS = between("ours", "fastapi_users", "worker's_PSS_MB")
# A second number is what is wanted beyond what is required.
GOALS: tuple[tuple[str, str, str, Measured], ...] = (
    ("me", "`GET me` / bare limit", "≥ 0.55", between("ours", "bare")),
    ("me", "the same, each token new", "≥ 0.30, goal 0.45", between("ours_new", "bare")),
    *(
        ("me", f"`GET me` / {peer.label}", "≥ 2.5, goal 4", between("ours", peer.name))
        for peer in (*PEERS, TEMPLATE_4)
    ),
    ("login", "login / the hash alone", "≥ 0.70, goal 0.85", between("ours", "hash")),
    ("storm", "p99 of `GET me` while 50 clients log in", "≤ 50 ms, goal 25", figure("rate")),
    ("storm", "logins with neither 200 nor 503 `server_busy`", "≤ 0", worst("login_errors")),
    ("storm", "the longest of those logins", "≤ 5 s", worst("longest_login_s")),
    ("busy", "busy / quiet, ours / Litestar", "≤ 2", between("ours", "litestar")),
    (
        "enumeration",
        "login, unknown / known, distance from 1",
        "≤ 0.1",
        figure("difference", "login"),
    ),
    ("enumeration", "forgot, the same", "≤ 0.1", figure("difference", "forgot")),
    ("growth", "first page, most users", "≤ 10 ms", grown("users", "first page")),
    ("growth", "search, most users", "≤ 10 ms", grown("users", "search")),
    ("growth", "filters, most users", "≤ 10 ms", grown("users", "filter")),
    ("growth", "audit log, most users", "≤ 10 ms", grown("users", "audit")),
    ("growth", "deepest / first page", "≤ 5", grown("users", "deepest", "", "first page, 100")),
    ("growth", "session list, 100,000 / 10 ever", "≤ 2", grown("sessions", "list", "10", "list")),
    (
        "growth",
        "export, 100,000 / 1,000 events",
        "≤ 2",
        grown("events", "export", "1000", "export"),
    ),
    ("photos", "upload / the same Pillow work alone", "≥ 0.75", between("ours", "pillow")),
    ("photos", "upload / the usual way", "≥ 2", between("ours", "photos")),
    ("photos", "p99 of `GET me` beside 8 uploaders", "≤ 50 ms", figure("p99_ms")),
    ("photos", "the same / without them", "≤ 2", figure("busy/quiet")),
    (
        "photos",
        "memory that 20 × 10 MB at once add to two workers",
        "≤ 32 MB",
        figure("grown_MB", "ours_2"),
    ),
    ("photos", "thumbnail / `GET /health`", "≥ 0.5", figure("thumbnail/health")),
    ("photos", "list at row 100,000 / first page", "≤ 1.5", figure("deepest/first")),
    ("start", "cold start / fastapi-users", "≤ 1.1, goal 1", between("ours", "fastapi_users")),
    ("start", "worker's PSS, idle / fastapi-users", "≤ 1.1, goal 1", WORKERS),
    ("storm", "worker's PSS after the storm / fastapi-users", "≤ 1.1, goal 1", WORKERS),
)


def goal(part: Part, what: str, wanted: str, measured: Measured) -> list[str]:
    found = measured(part)
    if found is None:
        return [what, wanted, "–", "not measured"]
    sign = 1 if wanted.startswith("≥") else -1
    met = [sign * found.median >= sign * float(n) for n in re.findall(r"[\d.]+", wanted)]
    verdict = "met" if all(met) else "required met" if met[0] else "**not met**"
    return [what, wanted, str(found), verdict]


def render(results: dict[str, Any]) -> str:
    parts: dict[str, Part] = results["parts"]
    goals = [goal(parts[p], what, wanted, found) for p, what, wanted, found in GOALS if p in parts]
    lines = table(["", "wanted", "measured", ""], goals)
    for name, (title, rate, columns) in TABLES.items():
        if part := parts.get(name):
            tables = rounds_table(part, rate, columns.split()) if rate else growth_tables(part)
            missing = [f"Not measured: {LABELS[k]} ({v}).\n" for k, v in part["skipped"].items()]
            lines += [f"## {title}\n", *tables, *missing]
            lines.append(f"{part['at']}, commit {part['revision']}, {part['seconds']:.0f} s.\n")
    lines += ["## Measured on\n", results["machine"] + "\n"]
    for label, versions in results["versions"].items():
        lines.append(f"* {label}: {', '.join(versions)}")
    return INTRODUCTION + "\n".join(lines) + "\n"


SVG = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 780 {height}" role="img">
<title>Stylipp API beside its peers</title>
<style>
  text {{ font: 13px system-ui, sans-serif; fill: #1f2328; }} .title {{ font-weight: 600; }}
  .page {{ fill: #ffffff; }} .ours {{ fill: #1a7f5a; }} .peer {{ fill: #b9c3cd; }}
  @media (prefers-color-scheme: dark) {{
    text {{ fill: #e6edf3; }} .page {{ fill: #0d1117; }}
    .ours {{ fill: #2fbf8a; }} .peer {{ fill: #444c56; }}
  }}
</style>
<rect class="page" width="780" height="{height}"/>
{body}
</svg>
"""
BAR = """\
<text x="270" y="{y}" text-anchor="end">{label}</text>
<rect class="{kind}" x="280" y="{y}" width="{width:.0f}" height="18" transform="translate(0 -14)"/>
<text x="{end:.0f}" y="{y}">{median:,.0f}</text>"""
PANELS = (
    ("me", "GET me, requests per second: longer is better"),
    ("login", "Logins per second at equal hash cost: longer is better"),
    ("storm", "p99 of GET me in ms while 50 clients log in: shorter is better"),
)


def draw(parts: dict[str, Part]) -> str:
    """Return bars of the main comparisons."""
    body, y = [], 30
    for part, title in PANELS:
        body.append(f'<text class="title" x="20" y="{y}">{title}</text>')
        found = {name: values(parts[part], name) for name in parts[part]["rounds"][0]}
        medians = {name: one.median for name, one in found.items() if one is not None}
        for name, median in medians.items():
            y += 26
            width = max(2, 400 * median / max(medians.values()))
            kind = "ours" if name.startswith("ours") else "peer"
            bar = {"y": y, "label": LABELS[name], "kind": kind, "width": width, "median": median}
            body.append(BAR.format(**bar, end=288 + width))
        y += 46
    return SVG.format(height=y - 20, body="\n".join(body))


def write(results: dict[str, Any]) -> None:
    (FOLDER / "RESULTS.md").write_text(render(results))
    (FOLDER / "results.svg").write_text(draw(results["parts"]))
    print("Written: bench/RESULTS.md and bench/results.svg", flush=True)


if __name__ == "__main__":
    if not RAW.exists():
        raise SystemExit("There are no figures yet: run make bench.")
    write(json.loads(RAW.read_text()))
