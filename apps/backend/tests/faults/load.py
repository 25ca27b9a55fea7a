"""Clients that write without pause while something breaks, and the judgment afterwards."""

import asyncio
import collections
import contextlib
import itertools
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable

import asyncpg
import httpx

from tests.helpers import log_in, register

NO_LIMITS = {"RATE_LIMIT_ENABLED": "false"}
"""Settings of a server that lets one address register as often as it likes."""

PAUSE_SECONDS = 0.05
"""After a refusal. Retry-After asks for a second; here it would blur the time to heal."""


class Load:
    """What clients have seen."""

    def __init__(self) -> None:
        self.acknowledged: set[str] = set()
        """Addresses whose registration was answered with 201."""
        self.answers: collections.Counter[str] = collections.Counter()
        self.longest = 0.0
        self.successes = 0
        self.newest_success = 0.0, 0.0
        """When the request was sent, and when it was answered."""
        self.unrefreshable: list[str] = []

    def note(self, name: str, started: float, *, is_success: bool) -> None:
        self.answers[name] += 1
        now = time.monotonic()
        self.longest = max(self.longest, now - started)
        if is_success:
            self.successes += 1
            self.newest_success = max(self.newest_success, (started, now))

    async def succeed(self, times: int) -> None:
        """Wait until so many more requests have succeeded."""
        async with asyncio.timeout(60):
            wanted = self.successes + times
            while self.successes < wanted:
                await asyncio.sleep(0.005)

    async def succeed_after(self, moment: float, patience: float = 30) -> float:
        """Wait for the first success of a request that was sent after `moment`; return how long
        after it was answered."""
        async with asyncio.timeout(patience):
            while self.newest_success[0] < moment:
                await asyncio.sleep(0.005)
        return self.newest_success[1] - moment

    async def judge(self, url: str) -> "dict[str, object]":
        """Nothing that was acknowledged is lost, and no answer was a 500. Return the figures."""
        connection = await asyncpg.connect(url)
        stored = {row[0] for row in await connection.fetch("SELECT email FROM users")}
        await connection.close()
        lost = self.acknowledged - stored
        figures: dict[str, object] = {
            "acknowledged": len(self.acknowledged),
            "lost": len(lost),
            "503": self.answers["503"],
            "500": self.answers["500"],
            "cut": self.answers["cut"],
            "longest answer": f"{self.longest:.1f} s",
        }
        assert lost == set()
        assert set(self.answers) <= {"200", "201", "409", "503", "cut"}, self.answers
        assert len(self.acknowledged) > 0
        return figures


@contextlib.asynccontextmanager
async def writing(url: str, clients: int = 8) -> AsyncIterator[Load]:
    """Register accounts without pause, each once; what was not answered is asked for again."""
    load = Load()
    numbers = itertools.count()
    tasks = [asyncio.create_task(_register_for_ever(url, load, numbers)) for _ in range(clients)]
    try:
        yield load
    finally:
        await end(tasks)


async def _register_for_ever(url: str, load: Load, numbers: Iterable[int]) -> None:
    async with httpx.AsyncClient(base_url=url, timeout=30) as client:
        for number in numbers:
            email = f"writer{number}@example.com"
            while True:
                started = time.monotonic()
                try:
                    response = await register(client, email=email)
                except httpx.TransportError:
                    load.note("cut", started, is_success=False)
                else:
                    # 409 after a cut connection: it was stored, but the client did not get the answer.
                    is_success = response.status_code in (201, 409)
                    load.note(str(response.status_code), started, is_success=is_success)
                    if response.status_code == 201:
                        load.acknowledged.add(email)
                    if is_success:
                        break
                await asyncio.sleep(PAUSE_SECONDS)


@contextlib.asynccontextmanager
async def refreshing(url: str, sessions: int = 8) -> AsyncIterator[Load]:
    """Refresh so many sessions without pause; what was not answered is asked for again."""
    load = Load()
    async with httpx.AsyncClient(base_url=url, timeout=30) as client:
        cookies = []
        for number in range(sessions):
            email = f"reader{number}@example.com"
            assert (await register(client, email=email)).status_code == 201
            cookies.append((await log_in(client, email=email)).cookies["stylipp_rt"])
            load.acknowledged.add(email)
            client.cookies.clear()
    tasks = [asyncio.create_task(_refresh_for_ever(url, load, cookie)) for cookie in cookies]
    try:
        yield load
    finally:
        await end(tasks)


async def _refresh_for_ever(url: str, load: Load, cookie: str) -> None:
    async with httpx.AsyncClient(base_url=url, timeout=30) as client:
        while True:
            started = time.monotonic()
            try:
                response = await client.post(
                    "/v1/auth/refresh", headers={"Cookie": f"stylipp_rt={cookie}"}
                )
            except httpx.TransportError:
                load.note("cut", started, is_success=False)
                await asyncio.sleep(PAUSE_SECONDS)
                continue
            client.cookies.clear()
            load.note(str(response.status_code), started, is_success=response.is_success)
            if response.is_success:
                cookie = response.cookies["stylipp_rt"]
            elif response.status_code == 401:
                load.unrefreshable.append(response.text)
                return
            await asyncio.sleep(PAUSE_SECONDS)


async def end(tasks: list["asyncio.Task[None]"]) -> None:
    """Cancel the tasks; raise what ended one of them before."""
    for task in tasks:
        task.cancel()
    for outcome in await asyncio.gather(*tasks, return_exceptions=True):
        if isinstance(outcome, Exception):
            raise outcome


async def wait_until(condition: Callable[[], Awaitable[object]], seconds: float = 30) -> None:
    """Wait, at most so long."""
    async with asyncio.timeout(seconds):
        while not await condition():
            await asyncio.sleep(0.01)
