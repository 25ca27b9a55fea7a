"""What changes something: refresh, register, logout; and what every operation asks of PostgreSQL."""

import asyncio
import functools
import itertools
import json
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import load
import rounds
import wire
from arena import Arena
from contestants import EMAILS, PASSWORD, READERS, Contestant, say

CLIENTS = 8
COOKIE = "stylipp_rt"
Operation = Callable[[load.Client], Awaitable[load.Answer | None]]


def register(numbers: Iterator[int]) -> Operation:
    """A new account each time."""
    stamp = time.time_ns()

    async def step(client: load.Client) -> load.Answer:
        body = json.dumps(
            {"email": f"new{stamp}n{next(numbers)}@example.com", "password": PASSWORD}
        )
        return await client.send(load.request("POST", "/v1/auth/register", body=body))

    return step


async def log_in(contestant: Contestant, client: load.Client, email: str) -> str:
    """Return the refresh cookie of a new session."""
    answer = await client.send(contestant.api.login_request(email))
    return answer.cookie(COOKIE)


def refresh(cookie: str) -> Operation:
    """One session that is kept alive: each answer's cookie is sent next."""

    async def step(client: load.Client) -> load.Answer:
        nonlocal cookie
        answer = await client.send(load.request("POST", "/v1/auth/refresh", cookie=cookie))
        if answer.status == 200:
            cookie = answer.cookie(COOKIE)
        return answer

    return step


def log_out(cookies: list[str]) -> Operation:
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


async def run(contestant: Contestant, steps: list[Operation], seconds: float) -> rounds.Result:
    before = contestant.server.cpu_seconds()
    tally = await load.closed_loop(contestant.server.port, steps, seconds)
    cpu = contestant.server.cpu_seconds() - before
    answers = sum(tally.kinds.values())
    ordered = sorted(tally.times)
    return {
        "rate": answers / tally.seconds,
        "cpu_us": cpu * 1e6 / max(1, answers),
        "p50": ordered[len(ordered) // 2] * 1000,
        "errors": sum(n for kind, n in tally.kinds.items() if not kind.startswith("2")),
    }


async def measure(arena: Arena) -> dict[str, Any]:
    contestant = await arena.ours()
    seconds, sessions = (1, 60) if arena.is_quick else (3, 200)

    async def refreshes() -> rounds.Result:
        cookies = await some_cookies(contestant, CLIENTS)
        return await run(contestant, [refresh(cookie) for cookie in cookies], seconds)

    async def registrations() -> rounds.Result:
        return await run(contestant, [register(itertools.count())] * CLIENTS, seconds)

    async def logouts() -> rounds.Result:
        cookies = await some_cookies(contestant, sessions)
        return await run(contestant, [log_out(cookies)] * CLIENTS, 60)

    runners = {"refresh": refreshes, "register": registrations, "logout": logouts}
    results = await rounds.interleaved(1 if arena.is_quick else 3, runners, "/s")
    say("  counting statements ...")
    return {
        "clients": CLIENTS,
        "rounds": results,
        "statements": await count_statements(arena, 10 if arena.is_quick else 40),
    }


async def count_statements(arena: Arena, requests: int) -> dict[str, Any]:
    """Run each operation so many times, one after the other, through a proxy that counts."""
    with tempfile.TemporaryDirectory(prefix="stylipp-bench-", dir="/tmp") as folder:
        async with wire.Proxy(Path(folder), arena.postgres.socket_folder) as proxy:
            url = proxy.address(arena.postgres.url("bench_ours"))
            server = arena.our_server("counted", url, 1)
            try:
                server.start()
                ready = load.request("GET", "/health/ready")
                await asyncio.to_thread(server.wait_until, ready)
                ours = Contestant("counted", server, (await arena.ours()).api)
                return await count(ours, proxy, requests)
            finally:
                await asyncio.to_thread(server.stop)


async def count(ours: Contestant, proxy: wire.Proxy, requests: int) -> dict[str, Any]:
    client = load.Client(ours.server.port)
    token = (await ours.tokens())[0]
    emails = itertools.cycle(EMAILS[len(READERS) :])
    cookies = await some_cookies(ours, requests + 10)

    async def once(raw: Callable[[], bytes], client: load.Client) -> load.Answer:
        return await client.send(raw())

    def read(path: str) -> Operation:
        return functools.partial(once, lambda: load.request("GET", path, token=token))

    operations: dict[str, Operation] = {
        "me": read(ours.api.me),
        "login": functools.partial(once, lambda: ours.api.login_request(next(emails))),
        "refresh": refresh(await log_in(ours, client, next(emails))),
        "register": register(itertools.count()),
        "logout": log_out(cookies),
        "session list": read("/v1/auth/sessions"),
        "export": read("/v1/users/me/export"),
    }
    found = {}
    for name, operation in operations.items():
        seen = []
        for number in range(requests + 5):
            before = len(proxy.trips)
            answer = await operation(client)
            assert answer is not None
            if not 200 <= answer.status < 300:
                raise RuntimeError(f"{name} gives {answer.status}: {answer.body!r}")
            if number >= 5:  # the first ones prepare their statements
                seen.append(proxy.trips[before:])
        found[name] = wire.usual(seen)
    client.close()
    return found
