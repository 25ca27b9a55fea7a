"""Do readers wait while many log in?

Fifty clients log in without pause; beside them `GET me` is sent at a steady 100 per second, whether
earlier answers have come or not.
"""

import asyncio
import contextlib
import dataclasses
import functools
import itertools
import statistics
import time
from typing import Any

import load
import rounds
from arena import Arena
from contestants import Contestant
from processes import memory

CLIENTS = 50
READS_PER_SECOND = 100


async def log_in_for_ever(
    contestant: Contestant, logins: "itertools.cycle[bytes]", seen: load.Tally, open_: set[float]
) -> None:
    client = load.Client(contestant.server.port)
    try:
        while True:
            started = time.perf_counter()
            open_.add(started)
            kind = "failed"
            with contextlib.suppress(OSError, asyncio.IncompleteReadError):
                answer = await client.send(next(logins))
                kind = str(answer.status)
                if answer.status != 200:
                    with contextlib.suppress(ValueError, KeyError, TypeError):
                        kind += f" {answer.json()['code']}"
            open_.discard(started)
            seen.add(kind, time.perf_counter() - started)
            if kind != "200":  # the Retry-After of a 503
                client.close()
                await asyncio.sleep(1)
    finally:
        client.close()


def describe(reads: load.Tally) -> dict[str, Any]:
    """Percentiles in milliseconds."""
    ordered = sorted(t * 1000 for t in reads.times)
    return {
        "p50_ms": statistics.median(ordered),
        "rate": ordered[int(len(ordered) * 0.99)],
        "unanswered": reads.unanswered,
        "errors": sum(n for kind, n in reads.kinds.items() if kind != "200"),
    }


async def storm(contestant: Contestant, seconds: float) -> rounds.Result:
    """One storm on a server of its own: some servers are busy with it long after its end."""
    first = (await contestant.reads())[0]
    with contestant.program.running(first, patience=1) as server:
        return await storm_on(dataclasses.replace(contestant, server=server), seconds)


async def storm_on(contestant: Contestant, seconds: float) -> rounds.Result:
    server = contestant.server
    reads = await contestant.reads()
    quiet = describe(await load.open_loop(server.port, reads, READS_PER_SECOND, seconds / 3))
    logins, seen, open_ = itertools.cycle(contestant.logins()), load.Tally(), set[float]()
    began = time.perf_counter()
    tasks = [
        asyncio.create_task(log_in_for_ever(contestant, logins, seen, open_))
        for _ in range(CLIENTS)
    ]
    await asyncio.sleep(1.5)
    busy = describe(await load.open_loop(server.port, reads, READS_PER_SECOND, seconds))
    now = time.perf_counter()
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    refused = seen.kinds["503 server_busy"]
    figures = {
        "quiet_p99_ms": quiet["rate"],
        "logins/s": seen.kinds["200"] / (now - began),
        "login_errors": seen.kinds.total() - seen.kinds["200"] - refused,
        "refused": refused / max(1, seen.kinds.total()),
        "longest_login_s": max([*seen.times, *(now - started for started in open_)]),
    }
    return busy | figures | memory(server)


async def measure(arena: Arena) -> dict[str, Any]:
    """At equal hash cost, one worker each except for Django."""
    seconds = 3 if arena.is_quick else 8
    runners = {
        one.name: functools.partial(storm, one, seconds) for one in await arena.line_up(1, 2)
    }
    return {"rounds": await rounds.interleaved(1 if arena.is_quick else 2, runners, "ms p99")}
