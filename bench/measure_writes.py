"""Rates of what changes something: refresh, register, logout."""

import asyncio
import itertools
import json
import time
from typing import Any

import load
import rounds
from arena import Arena
from contestants import EMAILS, PASSWORD, READERS, Contestant
from processes import cpu_seconds

CLIENTS = 8
COOKIE = "stylipp_rt"
NEW_ACCOUNTS = 3_000
"""More than the server can register in three seconds."""


async def log_in(contestant: Contestant, client: load.Client, email: str) -> str:
    """Return the refresh cookie of a new session."""
    return (await client.send(contestant.api.login_request(email))).cookie(COOKIE)


def refresh(cookie: str) -> load.Step:
    """One session that is kept alive: each answer's cookie is sent next."""

    async def step(client: load.Client) -> load.Answer:
        nonlocal cookie
        answer = await client.send(load.request("POST", "/v1/auth/refresh", cookie=cookie))
        if answer.status == 200:
            cookie = answer.cookie(COOKIE)
        return answer

    return step


def log_out(cookies: list[str]) -> load.Step:
    """Ends one session after the other, as a browser does: with its cookie."""

    async def step(client: load.Client) -> load.Answer | None:
        if not cookies:
            return None
        return await client.send(load.request("POST", "/v1/auth/logout", cookie=cookies.pop()))

    return step


async def some_cookies(contestant: Contestant, count: int) -> list[str]:
    emails, cookies = itertools.cycle(EMAILS[len(READERS) :]), list[str]()
    numbers = iter(range(count))

    async def collect(client: load.Client) -> None:
        for _ in numbers:
            cookies.append(await log_in(contestant, client, next(emails)))
        client.close()

    await asyncio.gather(*(collect(load.Client(contestant.server.port)) for _ in range(CLIENTS)))
    return cookies


async def run(contestant: Contestant, steps: list[load.Step], seconds: float) -> rounds.Result:
    before = cpu_seconds(contestant.server)
    tally = await load.closed_loop(contestant.server.port, steps, seconds)
    cpu = cpu_seconds(contestant.server) - before
    answers = sum(tally.kinds.values())
    ordered = sorted(tally.times)
    return {
        "rate": answers / tally.seconds,
        "server_CPU_µs": cpu * 1e6 / max(1, answers),
        "p50_ms": ordered[len(ordered) // 2] * 1000,
        "errors": sum(n for kind, n in tally.kinds.items() if not kind.startswith("2")),
    }


async def measure(arena: Arena) -> dict[str, Any]:
    contestant = await arena.ours()
    seconds, sessions = (1, 60) if arena.is_quick else (3, 200)

    async def refreshes() -> rounds.Result:
        cookies = await some_cookies(contestant, CLIENTS)
        return await run(contestant, [refresh(cookie) for cookie in cookies], seconds)

    async def registrations() -> rounds.Result:
        bodies = [
            json.dumps({"email": f"new{time.time_ns()}@example.com", "password": PASSWORD})
            for _ in range(NEW_ACCOUNTS)
        ]
        requests = [load.request("POST", "/v1/auth/register", body=body) for body in bodies]
        return await rounds.hammer(contestant, requests, CLIENTS, seconds)

    async def logouts() -> rounds.Result:
        cookies = await some_cookies(contestant, sessions)
        return await run(contestant, [log_out(cookies)] * CLIENTS, 60)

    runners = {"refresh": refreshes, "register": registrations, "logout": logouts}
    return {"rounds": await rounds.interleaved(1 if arena.is_quick else 3, runners, "/s")}
