"""Logins beside the hash alone and the peers, at equal hash cost and at everyone's defaults."""

import asyncio
import functools
import re
import sys
from typing import Any

import rounds
from arena import Arena
from postgres import cores

CONNECTIONS = 8


async def hash_alone(seconds: float) -> rounds.Result:
    """The limit: argon2-cffi's own benchmark at the product's cost, a process for each core."""
    options = f"-m argon2 -t 2 -m 19456 -p 1 -n {seconds * 30:.0f}".split()
    start = functools.partial(asyncio.create_subprocess_exec, sys.executable, *options)
    processes = [await start(stdout=asyncio.subprocess.PIPE) for _ in range(cores())]
    outputs = [(await process.communicate())[0].decode() for process in processes]
    return {"rate": sum(1000 / float(re.findall(r"([\d.]+)ms per", out)[0]) for out in outputs)}


async def measure(arena: Arena, hash_cost: str) -> dict[str, Any]:
    """8 connections log in to all accounts in turn."""
    seconds = 2 if arena.is_quick else 4 if hash_cost == "equal" else 6
    workers = (1, 2) if hash_cost == "equal" else (1,)
    found = await arena.line_up(*workers, hash_cost=hash_cost)
    requests = [(one, one.logins()) for one in found]
    runners = await rounds.hammers(requests, CONNECTIONS, seconds)
    limit = functools.partial(hash_alone, seconds)
    number = 1 if arena.is_quick else 5 if hash_cost == "equal" else 2
    results = await rounds.interleaved(number, {"hash": limit, **runners}, "/s")
    return {"rounds": results}
