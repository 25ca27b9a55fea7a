"""Logins on a busy host: one client logs in, first alone, then beside four busy loops.

The loops run in the session of the servers: Linux shares processor time among sessions first
(autogroups, sched(7)), so that loops of another session would hide what niceness costs.
"""

import contextlib
import functools
import itertools
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

import load
import rounds
from arena import Arena
from contestants import EMAILS, Contestant


@contextlib.contextmanager
def busy_loops() -> Iterator[None]:
    loops = [
        subprocess.Popen([sys.executable, "-c", "while True: pass"], process_group=0)
        for _ in range(4)
    ]
    try:
        time.sleep(0.5)
        yield
    finally:
        for loop in loops:
            loop.kill()
            loop.wait()


async def log_in(contestant: Contestant, count: int) -> rounds.Result:
    """Measure a server of its own in this process's session."""
    logins = itertools.cycle(contestant.logins())
    first = contestant.api.login_request(EMAILS[0])
    with contestant.program.running(first, patience=2, shares_session=True) as server:
        client = load.Client(server.port)
        await load.latencies(client, itertools.islice(logins, 5))  # warms up
        quiet = await load.latencies(client, itertools.islice(logins, count))
        with busy_loops():
            busy = await load.latencies(client, itertools.islice(logins, count))
        client.close()
    result = {"rate": statistics.median(busy) / statistics.median(quiet)}
    for name, times in (("quiet", quiet), ("busy", busy)):
        result |= {f"{name}_median_ms": statistics.median(times), f"{name}_max_ms": max(times)}
    return result


async def measure(arena: Arena) -> dict[str, Any]:
    """At equal hash cost, one worker each except for Django."""
    count = 10 if arena.is_quick else 40
    runners = {one.name: functools.partial(log_in, one, count) for one in await arena.line_up(1)}
    return {"rounds": await rounds.interleaved(1 if arena.is_quick else 3, runners, "x as long")}
