"""Logins: against the hash alone, against peers at equal hash cost and at everybody's defaults."""

import asyncio
import functools
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import purehash
import rounds
from arena import Arena
from contestants import PEERS, Contestant
from postgres import cores

CONNECTIONS = 8


async def hash_alone(seconds: float) -> rounds.Result:
    """The limit, in a process of its own like every server."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        str(Path(purehash.__file__)),
        str(cores()),
        str(seconds),
        stdout=asyncio.subprocess.PIPE,
    )
    output, _ = await process.communicate()
    return {"rate": float(output)}


async def measure(arena: Arena, hash_cost: str) -> dict[str, Any]:
    """8 connections log in at all accounts in turn."""
    seconds = 2 if arena.is_quick else 4 if hash_cost == "equal" else 6
    found: list[Contestant | None] = [await arena.ours()]
    if hash_cost == "equal":
        found.append(await arena.ours(2))
    found += [await arena.peer(peer, hash_cost) for peer in PEERS]
    runners: dict[str, Callable[[], Awaitable[rounds.Result]]] = {
        "hash": functools.partial(hash_alone, seconds)
    }
    for contestant in found:
        if contestant is None:
            continue
        logins = contestant.logins()
        await rounds.hammer(contestant, logins, CONNECTIONS, 1)  # warms up
        runners[contestant.name] = functools.partial(
            rounds.hammer, contestant, logins, CONNECTIONS, seconds
        )
    number = 1 if arena.is_quick else 5 if hash_cost == "equal" else 2
    results = await rounds.interleaved(number, runners, "/s")
    return {
        "connections": CONNECTIONS,
        "parameters": purehash.parameters(),
        "rounds": results,
    }


async def measure_equal(arena: Arena) -> dict[str, Any]:
    return await measure(arena, "equal")


async def measure_default(arena: Arena) -> dict[str, Any]:
    return await measure(arena, "default")
