"""Does the server stay as it is while it works?

Sixteen people use the API for five minutes (or as many seconds as the argument says): they register,
log in, read, refresh, change their password, list, export, forget, mistype, log out; some delete
their account. Every answer has to be the one that is expected. Memory may grow by 10 MB for each
worker after the first quarter, and open files by 10.
"""

import asyncio
import collections
import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx

from server import serving

SECONDS = 300
PEOPLE = 16
WORKERS = 2
REPORT_SECONDS = 10
MEMORY_GROWTH_MB = 10
FILES_GROWTH = 10
PASSWORDS = ("violet anvil kettle 7", "tin drum orchard 4")


class Tally:
    """What has been answered."""

    def __init__(self) -> None:
        self.requests: collections.Counter[str] = collections.Counter()
        self.unexpected: collections.Counter[str] = collections.Counter()
        self.times: list[float] = []


class Person:
    """One client with a cookie jar, and the expectation for every answer."""

    def __init__(self, client: httpx.AsyncClient, tally: Tally) -> None:
        self.client = client
        self.tally = tally
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
        started = time.perf_counter()
        try:
            response = await self.client.request(
                method, path, json=body, content=content, headers=headers
            )
        except httpx.TransportError as error:
            self.tally.unexpected[f"{method} {path}: {type(error).__name__}"] += 1
            raise
        self.tally.times.append(time.perf_counter() - started)
        self.tally.requests[f"{method} {path}"] += 1
        if response.status_code != expected:
            answer = f"{response.status_code}, not {expected}"
            self.tally.unexpected[f"{method} {path}: {answer}"] += 1
        return response

    async def log_in(self, email: str, password: str) -> None:
        body = {"email": email, "password": password}
        answer = await self.ask(200, "POST", "/v1/auth/login", body)
        self.bearer = answer.json()["access_token"]

    async def live(self, email: str, *, deletes: bool) -> None:
        """One visit, from the registration to the end of the session."""
        old, new = PASSWORDS
        await self.ask(201, "POST", "/v1/auth/register", {"email": email, "password": old})
        await self.ask(409, "POST", "/v1/auth/register", {"email": email, "password": old})
        await self.ask(401, "POST", "/v1/auth/login", {"email": email, "password": "wrong one"})
        await self.log_in(email, old)
        for _ in range(50):
            await self.ask(200, "GET", "/v1/users/me")
            await asyncio.sleep(0.02)
        for _ in range(3):
            answer = await self.ask(200, "POST", "/v1/auth/refresh")
            self.bearer = answer.json()["access_token"]
        before = self.bearer
        change = {"current_password": old, "new_password": new}
        answer = await self.ask(200, "POST", "/v1/users/me/password", change)
        self.bearer = before
        await self.ask(401, "GET", "/v1/users/me")
        self.bearer = answer.json()["access_token"]
        await self.ask(200, "GET", "/v1/auth/sessions")
        await self.ask(200, "GET", "/v1/users/me/export")
        await self.ask(403, "GET", "/v1/users")
        await self.ask(202, "POST", "/v1/auth/password/forgot", {"email": email})
        await self.mistype()
        if deletes:
            await self.ask(200, "POST", "/v1/users/me/delete", {"current_password": new})
        else:
            await self.ask(200, "POST", "/v1/auth/logout")
        await self.ask(401, "GET", "/v1/users/me")
        self.bearer = ""
        await self.ask(401, "POST", "/v1/auth/refresh")

    async def mistype(self) -> None:
        await self.ask(404, "GET", "/v1/nothing")
        await self.ask(405, "DELETE", "/v1/users/me")
        await self.ask(422, "POST", "/v1/auth/register", {"email": "x"})
        await self.ask(422, "POST", "/v1/auth/login", content=b"[" * 10_000)
        await self.ask(413, "POST", "/v1/auth/login", content=b" " * 100_000)
        await self.ask(
            422, "POST", "/v1/auth/login", content=b'{"email": "\\ud800", "password": NaN}'
        )


async def come_and_go(url: str, number: int, tally: Tally) -> None:
    visit = 0
    while True:
        visit += 1
        async with httpx.AsyncClient(base_url=url, timeout=30) as client:
            person = Person(client, tally)
            with contextlib.suppress(httpx.TransportError, KeyError):
                await person.live(f"p{number}v{visit}@example.com", deletes=visit % 4 == 0)


def workers() -> list[int]:
    """Return the process ids of the server's workers: the children of our child."""
    return [grandchild for child in _children(os.getpid()) for grandchild in _children(child)]


def _children(parent: int) -> Iterator[int]:
    listed = subprocess.run(
        ["/bin/ps", "-o", "pid=,comm=", "--ppid", str(parent)], stdout=subprocess.PIPE, text=True
    ).stdout
    for line in listed.splitlines():
        process, name = line.split(maxsplit=1)
        if name != "ps":
            yield int(process)


def memory_mb(processes: list[int]) -> float:
    pages = sum(int(Path(f"/proc/{p}/statm").read_text().split()[1]) for p in processes)
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def open_files(processes: list[int]) -> int:
    return sum(len(os.listdir(f"/proc/{p}/fd")) for p in processes)


async def soak(url: str, seconds: float) -> bool:
    tally, processes = Tally(), workers()
    assert len(processes) == WORKERS, processes
    people = [asyncio.create_task(come_and_go(url, n, tally)) for n in range(PEOPLE)]
    begin, samples = time.monotonic(), []
    done = 0
    print(f"{PEOPLE} people for {seconds:.0f} s, {WORKERS} workers")
    print("   after   requests    per s   p99 ms   memory MB   open files   unexpected")
    while time.monotonic() - begin < seconds:
        await asyncio.sleep(min(REPORT_SECONDS, seconds / 8))
        passed = time.monotonic() - begin
        times, tally.times = sorted(tally.times), []
        memory, files = memory_mb(processes), open_files(processes)
        samples.append((passed, memory, files))
        total = sum(tally.requests.values())
        print(
            f"  {passed:5.0f}s {total:10} {(total - done) * len(samples) / passed:8.0f}"
            f" {times[int(len(times) * 0.99)] * 1000:8.0f} {memory:11.1f} {files:12}"
            f" {sum(tally.unexpected.values()):12}",
            flush=True,
        )
        done = total
    for person in people:
        person.cancel()
    await asyncio.gather(*people, return_exceptions=True)
    return judge(tally, samples, processes, seconds)


def judge(
    tally: Tally, samples: list[tuple[float, float, int]], processes: list[int], seconds: float
) -> bool:
    """Print the table; whether all is as it should be."""
    warm = [sample for sample in samples if sample[0] >= seconds / 4]
    memory_growth = (warm[-1][1] - warm[0][1]) / len(processes)
    files_growth = warm[-1][2] - warm[0][2]
    total = sum(tally.requests.values())
    has_same_workers = workers() == processes
    print(f"\n| | after {seconds:.0f} s | bound |\n|---|---|---|")
    print(f"| requests | {total:,} ({total / seconds:.0f} a second) | |")
    print(f"| unexpected answers | {sum(tally.unexpected.values())} | 0 |")
    print(f"| memory of a worker, growth | {memory_growth:+.1f} MB | {MEMORY_GROWTH_MB} MB |")
    print(f"| open files and connections, growth | {files_growth:+} | {FILES_GROWTH} |")
    print(f"| workers replaced | {'none' if has_same_workers else 'some'} | none |")
    for kind, count in tally.unexpected.most_common():
        print(f"unexpected: {count} x {kind}")
    return (
        not tally.unexpected
        and memory_growth <= MEMORY_GROWTH_MB
        and files_growth <= FILES_GROWTH
        and has_same_workers
    )


def main() -> None:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else SECONDS
    with serving(WORKERS, RATE_LIMIT_ENABLED="false") as url:
        is_fine = asyncio.run(soak(url, seconds))
    if not is_fine:
        raise SystemExit("Not as it should be.")


if __name__ == "__main__":
    main()
