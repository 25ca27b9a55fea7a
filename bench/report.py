"""Writes `bench/RESULTS.md` and `bench/results.svg` from the raw figures of the last run.

`python bench/report.py` draws them anew without measuring.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import picture
import sections
from contestants import LABELS
from figures import Part
from goals import goals_section
from reading import machine_section, reading_section

RAW = Path(__file__).parent / "results.json"
RESULTS = Path(__file__).parent / "RESULTS.md"
PICTURE = Path(__file__).parent / "results.svg"

INTRODUCTION = """\
# How fast is Stylipp API?

Written by `make bench`; [README.md](README.md) says how to run it and how to read it. Ratios are the
results: each is taken within one round, and given as the median of the rounds with the smallest
and the largest in brackets. Absolute figures are context: they belong to the machine below, where
load generator, servers and PostgreSQL share the cores.

![The main comparisons](results.svg)
"""

SECTIONS: dict[str, Callable[[Part], list[str]]] = {
    "me": sections.me_section,
    "login": sections.login_section,
    "defaults": sections.defaults_section,
    "storm": sections.storm_section,
    "writes": sections.writes_section,
    "growth": sections.growth_section,
    "start": sections.start_section,
    "pooler": sections.pooler_section,
}


def load_raw() -> dict[str, Any]:
    raw: dict[str, Any] = json.loads(RAW.read_text())
    return raw


def render(results: dict[str, Any]) -> str:
    parts = results.get("parts", {})
    lines = [INTRODUCTION, *goals_section(parts)]
    for name, section in SECTIONS.items():
        if name in parts:
            lines += ["", *section(parts[name]), *skips(parts[name])]
    lines += ["", *reading_section(parts), "", *machine_section(results)]
    return "\n".join(lines) + "\n"


def skips(part: Part) -> list[str]:
    found = part.get("skipped_peers", {})
    lines = [f"Not measured: {LABELS[name]} ({reason})." for name, reason in found.items()]
    return ["", *lines] if lines else []


def write(results: dict[str, Any]) -> None:
    RESULTS.write_text(render(results))
    PICTURE.write_text(picture.draw(results.get("parts", {})))
    print(f"Written: {RESULTS} and {PICTURE}", flush=True)


if __name__ == "__main__":
    if not RAW.exists():
        raise SystemExit("There are no figures yet: run make bench.")
    write(load_raw())
