"""What was wanted, beside what was measured."""

from collections.abc import Iterator, Mapping
from typing import Any

from contestants import LABELS, PEERS, TEMPLATE_4
from figures import Part, Spread, number, ratio, spread, table, values

Row = tuple[str, str, str, str]
LIST_MILLISECONDS = 10
DEEPEST_TIMES = 5
SAME_COST = 2
"""A page costs the same, whatever the history, if it takes no more than so many times as long."""


def verdict(value: float, required: float, goal: float, *, is_lower_better: bool = False) -> str:
    if required == goal:
        is_met = value <= goal if is_lower_better else value >= goal
        return "met" if is_met else "**not met**"
    if is_lower_better:
        value, required, goal = -value, -required, -goal
    return "goal met" if value >= goal else "required met" if value >= required else "**not met**"


def me_goals(part: Part) -> Iterator[Row]:
    rounds = part["rounds"]
    if found := ratio(rounds, "ours", "bare"):
        wanted = "≥ 0.30, goal 0.45"
        yield "`GET me` / bare limit", wanted, number(found), verdict(found.median, 0.30, 0.45)
    if found := ratio(rounds, "ours_new", "bare"):
        wanted = "≥ 0.30, goal 0.45"
        what = "the same, each token seen for the first time"
        yield what, wanted, number(found), verdict(found.median, 0.30, 0.45)
    for peer in (*PEERS, TEMPLATE_4):
        if found := ratio(rounds, "ours", peer.name):
            what = f"`GET me` / {LABELS[peer.name]}"
            yield what, "≥ 2.5, goal 4", number(found), verdict(found.median, 2.5, 4)
        else:
            yield f"`GET me` / {LABELS[peer.name]}", "≥ 2.5, goal 4", "–", "not measured"


def login_goals(part: Part) -> Iterator[Row]:
    if found := ratio(part["rounds"], "ours", "hash"):
        wanted = "≥ 0.70, goal 0.85"
        yield "login / the hash alone", wanted, number(found), verdict(found.median, 0.70, 0.85)


def storm_goals(part: Part) -> Iterator[Row]:
    rounds = [one["ours"] for one in part["rounds"] if "ours" in one]
    found = values(part["rounds"], "ours", "p99")
    if found is None:
        return
    done = verdict(found.median, 50, 25, is_lower_better=True)
    yield "`GET me` p99 while 50 clients log in", "≤ 50 ms, goal 25", f"{found:.1f} ms", done
    others = {kind for one in rounds for kind in one["logins"]} - {"200", "503 server_busy"}
    yield (
        "what those logins get",
        "200 or 503 `server_busy`",
        ", ".join(sorted({kind for one in rounds for kind in one["logins"]})),
        "**not met**" if others else "met",
    )
    longest = max(one["longest_login"] for one in rounds)
    done = verdict(longest, 5, 5, is_lower_better=True)
    yield "the longest of those logins", "≤ 5 s", f"{longest:.2f} s", done


def slowest(measured: Mapping[str, Any], beginning: str) -> float | None:
    """Milliseconds; infinitely many if one of them failed."""
    found = [
        one.get("ms", float("inf")) for key, one in measured.items() if key.startswith(beginning)
    ]
    return max(found) if found else None


def growth_goals(part: Part) -> Iterator[Row]:
    for size, measured in part["users"].items():
        users = f"at {int(size):,} users"
        first = slowest(measured, "first page, 100")
        for what in ("first page", "search"):
            took = slowest(measured, what)
            if took is not None and int(size) >= 1_000_000:
                done = verdict(took, LIST_MILLISECONDS, LIST_MILLISECONDS, is_lower_better=True)
                yield f"{what} {users}", f"≤ {LIST_MILLISECONDS} ms", f"{took:.1f} ms", done
        deepest = slowest(measured, "deepest")
        if first and deepest and int(size) >= 1_000_000:
            done = verdict(deepest / first, DEEPEST_TIMES, DEEPEST_TIMES, is_lower_better=True)
            what = f"deepest page / first page {users}"
            yield what, f"≤ {DEEPEST_TIMES}", f"{deepest / first:.1f}", done
    for kind, what, small in (("sessions", "session list", "10"), ("events", "export", "1000")):
        history = part["histories"][kind]
        most = max(history, key=int)
        a, b = (history[count][what].get("ms", float("inf")) for count in (most, small))
        done = verdict(a / b, SAME_COST, SAME_COST, is_lower_better=True)
        text = f"{what}, {int(most):,} {kind} ever / {int(small):,}"
        yield text, f"≤ {SAME_COST}", f"{a / b:.2f}", done


def start_goals(part: Part) -> Iterator[Row]:
    rounds = part["rounds"]
    if found := ratio(rounds, "ours", "fastapi_users"):
        done = verdict(found.median, 1.1, 1.0, is_lower_better=True)
        yield "cold start / fastapi-users", "≤ 1.1, goal < 1", number(found), done
    else:
        yield "cold start, memory / fastapi-users", "≤ 1.1, goal < 1", "–", "not measured"
    if found := memory_ratio(rounds):
        done = verdict(found.median, 1.1, 1.0, is_lower_better=True)
        yield "memory of a worker (PSS), idle / fastapi-users", "≤ 1.1, goal < 1", number(
            found
        ), done


def storm_memory_goals(part: Part) -> Iterator[Row]:
    if found := memory_ratio(part["rounds"]):
        done = verdict(found.median, 1.1, 1.0, is_lower_better=True)
        what = "memory of a worker (PSS), after the storm / fastapi-users"
        yield what, "≤ 1.1, goal < 1", number(found), done


def memory_ratio(rounds: list[Any], of: str = "largest_pss") -> Spread | None:
    """Ours beside fastapi-users: of a worker, or `pss` of all processes."""
    return spread(
        one["ours"]["memory"][of] / one["fastapi_users"]["memory"][of]
        for one in rounds
        if "ours" in one and "fastapi_users" in one
    )


GOALS = (
    ("me", me_goals),
    ("login", login_goals),
    ("storm", storm_goals),
    ("growth", growth_goals),
    ("start", start_goals),
    ("storm", storm_memory_goals),
)


def goals_section(parts: Mapping[str, Part]) -> list[str]:
    rows = [row for name, goals in GOALS if name in parts for row in goals(parts[name])]
    return ["## Goals", "", *table(("what", "wanted", "measured", ""), rows)]
