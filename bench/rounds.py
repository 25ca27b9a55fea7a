"""Interleaved rounds: A B C, then C B A, so that a slow minute affects all contestants alike."""

import functools
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import load
from contestants import LABELS, Contestant, say
from processes import cpu_seconds

Result = dict[str, Any]
Runners = Mapping[str, Callable[[], Awaitable[Result]]]


async def interleaved(rounds: int, runners: Runners, unit: str) -> list[dict[str, Result]]:
    """Run every contestant once per round, and print `rate` as it comes."""
    results: list[dict[str, Result]] = []
    for number in range(rounds):
        names = list(runners) if number % 2 == 0 else list(runners)[::-1]
        results.append({})
        for name in names:
            result = await runners[name]()
            results[-1][name] = result
            mark = f"   ERRORS: {result['errors']}" if result.get("errors") else ""
            label = LABELS.get(name, name)
            say(f"  round {number + 1}/{rounds}  {label:34} {result['rate']:9.1f} {unit}{mark}")
    return results


async def hammer(
    contestant: Contestant, requests: list[bytes], connections: int, seconds: float
) -> Result:
    """Measure a closed loop with wrk, and what it cost the server's processes."""
    before = cpu_seconds(contestant.server)
    result = load.wrk(contestant.server.port, requests, connections, seconds)
    cpu = cpu_seconds(contestant.server) - before
    answers = max(1, result["answers"])
    return result | {
        "rate": result["answers"] / result["seconds"],
        "server_CPU_µs": cpu * 1e6 / answers,
    }


async def hammers(
    requests: list[tuple[Contestant, list[bytes]]], connections: int, seconds: float
) -> Runners:
    """Warm every contestant up; return what measures each."""
    for contestant, raw in requests:
        await hammer(contestant, raw, connections, 1)
    return {
        contestant.name: functools.partial(hammer, contestant, raw, connections, seconds)
        for contestant, raw in requests
    }
