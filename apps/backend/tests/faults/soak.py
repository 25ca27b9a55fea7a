"""Does the server stay as it is under load? `make soak` runs this for SOAK_SECONDS.

Sixteen people register, log in, read, refresh, change their password, list, export, forget, mistype
and log out; every fourth visit ends with the deletion of the account. Every answer has to be the
expected one.
"""

import asyncio
import contextlib
import os
import time
from collections.abc import AsyncIterator
from pathlib import Path

import httpx

from tests.faults.cluster import Cluster
from tests.faults.conftest import Report
from tests.faults.load import NO_LIMITS, Load, end
from tests.helpers import PASSWORD
from tests.processes import children, running_api

SECONDS = float(os.environ.get("SOAK_SECONDS") or 300)
PEOPLE = 16
NEW_PASSWORD = "tin drum orchard 4"
MEMORY_GROWTH_MB = 10
"""Of a worker, after the first quarter."""
FILES_GROWTH = 10
EXPECTED = "expected"


class Person:
    """One client with a cookie jar, and the expectation for every answer."""

    def __init__(self, client: httpx.AsyncClient, load: Load) -> None:
        self.client = client
        self.load = load
        self.bearer = ""

    async def ask(
        self,
        expected: int,
        method: str,
        path: str,
        body: object = None,
        content: bytes | None = None,
    ) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.bearer}"} if self.bearer else {}
        if content is not None:
            headers["Content-Type"] = "application/json"
        started = time.monotonic()
        try:
            response = await self.client.request(
                method, path, json=body, content=content, headers=headers
            )
        except httpx.TransportError as error:
            self.load.note(f"{method} {path}: {type(error).__name__}", started, is_success=False)
            raise
        is_expected = response.status_code == expected
        wrong = f"{method} {path}: {response.status_code}, not {expected}"
        self.load.note(EXPECTED if is_expected else wrong, started, is_success=is_expected)
        return response

    async def visit(self, email: str, *, deletes: bool) -> None:
        """From the registration to the end of the session."""
        account = {"email": email, "password": PASSWORD}
        await self.ask(201, "POST", "/v1/auth/register", account)
        await self.ask(409, "POST", "/v1/auth/register", account)
        await self.ask(401, "POST", "/v1/auth/login", account | {"password": "wrong one"})
        answer = await self.ask(200, "POST", "/v1/auth/login", account)
        self.bearer = answer.json()["access_token"]
        for _ in range(50):
            await self.ask(200, "GET", "/v1/users/me")
            await asyncio.sleep(0.02)
        for _ in range(3):
            answer = await self.ask(200, "POST", "/v1/auth/refresh")
            self.bearer = answer.json()["access_token"]
        change = {"current_password": PASSWORD, "new_password": NEW_PASSWORD}
        answer = await self.ask(200, "POST", "/v1/users/me/password", change)
        await self.ask(401, "GET", "/v1/users/me")
        self.bearer = answer.json()["access_token"]
        await self.ask(200, "GET", "/v1/auth/sessions")
        await self.ask(200, "GET", "/v1/users/me/export")
        await self.ask(403, "GET", "/v1/users")
        await self.ask(202, "POST", "/v1/auth/password/forgot", {"email": email})
        await self.mistype()
        if deletes:
            body = {"current_password": NEW_PASSWORD}
            await self.ask(200, "POST", "/v1/users/me/delete", body)
        else:
            await self.ask(200, "POST", "/v1/auth/logout")
        await self.ask(401, "GET", "/v1/users/me")
        self.bearer = ""
        await self.ask(401, "POST", "/v1/auth/refresh")

    async def mistype(self) -> None:
        login = "/v1/auth/login"
        await self.ask(404, "GET", "/v1/nothing")
        await self.ask(405, "DELETE", "/v1/users/me")
        await self.ask(422, "POST", "/v1/auth/register", {"email": "x"})
        await self.ask(422, "POST", login, content=b"[" * 10_000)
        await self.ask(413, "POST", login, content=b" " * 100_000)
        await self.ask(422, "POST", login, content=b'{"email": "\\ud800", "password": NaN}')


async def come_and_go(url: str, number: int, load: Load) -> None:
    visit = 0
    while True:
        visit += 1
        async with httpx.AsyncClient(base_url=url, timeout=30) as client:
            with contextlib.suppress(httpx.TransportError, KeyError):
                email = f"p{number}v{visit}@example.com"
                await Person(client, load).visit(email, deletes=visit % 4 == 0)


@contextlib.asynccontextmanager
async def visiting(url: str) -> AsyncIterator[Load]:
    load = Load()
    tasks = [asyncio.create_task(come_and_go(url, n, load)) for n in range(PEOPLE)]
    try:
        yield load
    finally:
        await end(tasks)


def memory_mb(processes: list[int]) -> float:
    pages = sum(int(Path(f"/proc/{p}/statm").read_text().split()[1]) for p in processes)
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def open_files(processes: list[int]) -> int:
    return sum(len(os.listdir(f"/proc/{p}/fd")) for p in processes)


async def test_memory_and_connections_stay_flat(
    cluster: Cluster, folder: Path, report: Report
) -> None:
    samples = []
    with running_api(cluster.url, folder, "--workers", "2", **NO_LIMITS) as server:
        workers = children(server.process.pid)
        async with visiting(server.url) as load:
            for _ in range(20):
                await asyncio.sleep(SECONDS / 20)
                samples.append((memory_mb(workers), open_files(workers)))
                print(f"{load.successes} answers, {samples[-1][0]:.1f} MB, {samples[-1][1]} files")
        assert children(server.process.pid) == workers
    (memory, files), (last_memory, last_files) = samples[4], samples[-1]
    growth = (last_memory - memory) / len(workers)
    report(
        f"{PEOPLE} people for {SECONDS:.0f} s",
        answers=load.successes,
        a_second=round(load.successes / SECONDS),
        unexpected=load.answers.total() - load.answers[EXPECTED],
        longest_answer=f"{load.longest:.1f} s",
        memory_growth_of_a_worker=f"{growth:+.1f} MB",
        growth_of_open_files=f"{last_files - files:+}",
    )
    assert set(load.answers) == {EXPECTED}, load.answers
    assert growth <= MEMORY_GROWTH_MB
    assert last_files - files <= FILES_GROWTH
