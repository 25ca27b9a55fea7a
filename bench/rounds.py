"""Interleaved rounds: A B C, then C B A, so that a slow minute hits everybody alike."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import load
from contestants import LABELS, Contestant, say

Result = dict[str, Any]
Round = dict[str, Result]


async def interleaved(
    rounds: int, runners: Mapping[str, Callable[[], Awaitable[Result]]], unit: str
) -> list[Round]:
    """Run everybody once per round, and print `rate` as it comes."""
    results: list[Round] = []
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
    server = contestant.server
    before = server.cpu_seconds()
    result = load.wrk(server.port, requests, connections, seconds)
    cpu = server.cpu_seconds() - before
    answers = max(1, result["answers"])
    return result | {"rate": result["answers"] / result["seconds"], "cpu_us": cpu * 1e6 / answers}
