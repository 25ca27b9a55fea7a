"""What makes the load: `wrk` for closed loops, and an asyncio client where an answer decides what is
sent next, or where a request must leave when it is due."""

import asyncio
import gc
import json
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

SCRIPT = Path(__file__).parent / "wrk.lua"


def request(
    method: str,
    path: str,
    *,
    token: str | None = None,
    body: str | None = None,
    kind: str = "application/json",
    cookie: str | None = None,
) -> bytes:
    """Return an HTTP/1.1 request, as both generators send it."""
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", "Accept: application/json"]
    if token is not None:
        lines.append(f"Authorization: Bearer {token}")
    if cookie is not None:
        lines.append(f"Cookie: {cookie}")
    if body is not None:
        lines += [f"Content-Type: {kind}", f"Content-Length: {len(body.encode())}"]
    elif method != "GET":
        lines.append("Content-Length: 0")
    return ("\r\n".join(lines) + "\r\n\r\n" + (body or "")).encode()


def wrk(port: int, requests: Sequence[bytes], connections: int, seconds: float) -> dict[str, Any]:
    """Send the requests in turn over a number of connections, without pause; times in milliseconds."""
    with tempfile.NamedTemporaryFile("wb", suffix=".requests") as file:
        file.write(b"\0".join(requests))
        file.flush()
        command = ["wrk", "-t1", f"-c{connections}", f"-d{max(1, round(seconds))}s"]
        command += ["--timeout", "60s", "-s", str(SCRIPT), f"http://127.0.0.1:{port}"]
        finished = subprocess.run(
            [*command, "--", file.name], capture_output=True, text=True, check=False
        )
    last = finished.stdout.strip().rpartition("\n")[2]
    if finished.returncode != 0 or not last.startswith("{"):
        raise RuntimeError(f"wrk failed: {finished.stderr.strip() or last}")
    result: dict[str, Any] = json.loads(last)
    return result


class Answer(NamedTuple):
    status: int
    head: bytes
    body: bytes

    def cookie(self, name: str) -> str:
        """Return `name=value` of a cookie that the answer sets."""
        for line in self.head.split(b"\r\n"):
            if line.lower().startswith(b"set-cookie: " + name.lower().encode() + b"="):
                return line[12:].partition(b";")[0].decode()
        raise KeyError(name)

    def json(self) -> Any:
        return json.loads(self.body)


class Client:
    """One connection, opened anew when the server has closed it."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def send(self, raw: bytes) -> Answer:
        # Servers close a connection that was idle for some seconds (uvicorn: 5).
        if self._streams is not None and self._streams[0].at_eof():
            self.close()
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self.port)
        reader, writer = self._streams
        writer.write(raw)
        head = await reader.readuntil(b"\r\n\r\n")
        lower = head.lower()
        length = lower.partition(b"\r\ncontent-length:")[2].partition(b"\r\n")[0]
        body = await reader.readexactly(int(length)) if length else b""
        if b"\r\nconnection: close" in lower:
            self.close()
        elif not length:
            raise RuntimeError(f"no Content-Length in {head!r}")
        return Answer(int(head[9:12]), head, body)

    def close(self) -> None:
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None


async def latencies(client: Client, requests: Iterable[bytes], expected: int = 200) -> list[float]:
    """Send one request after the other; return the milliseconds of each."""
    times = []
    for raw in requests:
        began = time.perf_counter()
        answer = await client.send(raw)
        times.append((time.perf_counter() - began) * 1000)
        if answer.status != expected:
            raise RuntimeError(f"{raw[:60]!r} gives {answer.status}: {answer.body[:200]!r}")
    return times


@dataclass
class Tally:
    """Answers by kind, and how long each took in seconds."""

    seconds: float = 0
    times: list[float] = field(default_factory=list)
    kinds: Counter[str] = field(default_factory=Counter)
    unanswered: int = 0

    def add(self, kind: str, seconds: float) -> None:
        self.kinds[kind] += 1
        self.times.append(seconds)


Step = Callable[[Client], Awaitable[Answer | None]]


async def closed_loop(port: int, steps: Sequence[Step], seconds: float) -> Tally:
    """Let one client for each step repeat it; a step that returns None has no more to do."""
    tally = Tally()
    began = time.perf_counter()

    async def repeat(step: Step) -> None:
        client = Client(port)
        try:
            while time.perf_counter() - began < seconds:
                started = time.perf_counter()
                answer = await step(client)
                if answer is None:
                    return
                tally.add(str(answer.status), time.perf_counter() - started)
        finally:
            client.close()

    await asyncio.gather(*(repeat(step) for step in steps))
    tally.seconds = time.perf_counter() - began
    return tally


async def open_loop(
    port: int, requests: Sequence[bytes], per_second: float, seconds: float, patience: float = 2
) -> Tally:
    """Send requests at a steady rate, whether earlier answers have come or not.

    A time counts from when the request was due, so that a client that is held up does not hide
    the wait ("coordinated omission"). What is unanswered `patience` after the end counts with its
    age.
    """
    tally, idle, clients = Tally(seconds=seconds), list[Client](), list[Client]()
    open_since: dict[int, float] = {}

    async def one(number: int, due: float) -> None:
        open_since[number] = due
        client = idle.pop() if idle else Client(port)
        clients.append(client)
        kind = "failed"
        try:
            kind = str((await client.send(requests[number % len(requests)])).status)
            idle.append(client)
        except (OSError, asyncio.IncompleteReadError):
            client.close()
        del open_since[number]
        tally.add(kind, time.perf_counter() - due)

    gc.collect()
    gc.disable()  # a collection here would count as the server's
    began = time.perf_counter()
    tasks = []
    for number in range(int(seconds * per_second)):
        due = began + number / per_second
        await asyncio.sleep(max(0, due - time.perf_counter()))
        tasks.append(asyncio.create_task(one(number, due)))
    await asyncio.wait(tasks, timeout=patience)
    now = time.perf_counter()
    gc.enable()
    tally.unanswered = len(open_since)
    tally.times += [now - due for due in open_since.values()]
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    for client in clients:
        client.close()
    return tally
