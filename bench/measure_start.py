"""Cold start: from the process to the first 200 of `GET me`; memory a second later."""

import functools
import time
from typing import Any

import rounds
from arena import Arena
from processes import Program, memory


async def start_once(program: Program, read: bytes) -> rounds.Result:
    began = time.perf_counter()
    with program.running(read) as server:
        seconds = time.perf_counter() - began
        time.sleep(1)  # noqa: ASYNC251  late workers count too
        return {"rate": seconds} | memory(server)


async def measure(arena: Arena) -> dict[str, Any]:
    """Each server is started anew in every round, on its existing database; files are warm."""
    runners = {
        one.name: functools.partial(start_once, one.program, (await one.reads())[0])
        for one in await arena.line_up(1)
    }
    return {"rounds": await rounds.interleaved(1 if arena.is_quick else 5, runners, "s")}
