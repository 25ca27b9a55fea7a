"""Cold start: from the process to the first 200 of `GET me`; memory; what the time goes to."""

import functools
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any

import rounds
from arena import OURS_FOLDER, Arena
from contestants import PEERS, say
from processes import Server, running


async def start_once(like: Server, read: bytes) -> rounds.Result:
    server = like.another()
    began = time.perf_counter()
    with running(server, read):
        seconds = time.perf_counter() - began
        time.sleep(1)  # noqa: ASYNC251  workers that come late are counted too
        return {"rate": seconds, "memory": server.memory()}


async def measure(arena: Arena) -> dict[str, Any]:
    """Each server is started anew in every round, on the database that it has; files are warm."""
    found = [await arena.ours()] + [await arena.peer(peer) for peer in PEERS]
    runners: dict[str, Callable[[], Awaitable[rounds.Result]]] = {}
    for contestant in found:
        if contestant is not None:
            read = (await contestant.reads())[0]
            runners[contestant.name] = functools.partial(start_once, contestant.server, read)
    results = await rounds.interleaved(1 if arena.is_quick else 5, runners, "s")
    return {"rounds": results, "imports": imports(arena)}


def imports(arena: Arena) -> dict[str, Any]:
    """Add up the time that importing takes by top-level package, each module's own time only."""
    environment = arena.our_settings(arena.postgres.url("bench_ours"))
    totals: list[float] = []
    packages: Counter[str] = Counter()
    tries = 3
    for _ in range(tries):
        finished = subprocess.run(
            [
                OURS_FOLDER / "bin" / "python",
                "-X",
                "importtime",
                "-c",
                "import src.cli.main, src.server",
            ],
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
        total = 0
        for line in finished.stderr.splitlines():
            own, _, name = line.removeprefix("import time:").split("|")
            if own.strip().isdecimal():
                package = name.strip().partition(".")[0]
                if package in sys.stdlib_module_names:
                    package = "the standard library"
                packages[package] += int(own)
                total += int(own)
        totals.append(total / 1e6)
    largest = {name: us / tries / 1e6 for name, us in packages.most_common(10)}
    say(f"  imports take {statistics.median(totals):.2f} s; most: {', '.join(list(largest)[:4])}")
    return {"seconds": statistics.median(totals), "packages": largest}
