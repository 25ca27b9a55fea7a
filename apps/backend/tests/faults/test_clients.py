"""Clients that are slow, greedy or broken, over real sockets."""

import asyncio
import contextlib
import gc
import socket
import statistics
import time
from collections.abc import AsyncIterator, Iterator

import httpx
import pytest

from tests.conftest import Databases
from tests.faults.conftest import Report
from tests.faults.load import NO_LIMITS
from tests.helpers import assert_error, bearer_of
from tests.processes import Server, running_api

HOST = b"Host: test\r\n"
JSON = b"POST /v1/auth/login HTTP/1.1\r\n" + HOST + b"Content-Type: application/json\r\n"
DEEP = JSON + b"Content-Length: 30000\r\n\r\n" + b"[" * 30_000
TEN_MEGABYTES = JSON + b"Content-Length: 10000000\r\n\r\n" + b" " * 10_000_000
SLOW_SECONDS = 10
ROUNDS = 3


@pytest.fixture(scope="module")
async def server(
    databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Server]:
    folder = tmp_path_factory.mktemp("clients")
    with running_api(await databases.create_migrated(), folder, **NO_LIMITS) as server:
        yield server
    assert "Traceback" not in server.log.read_text()


@pytest.fixture
async def client(server: Server) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=server.url, timeout=30) as client:
        yield client


def exchange(server: Server, request: bytes, *, half_close: bool = False) -> bytes:
    """Send bytes and return all that comes back, until the end or a moment of silence."""
    with connect(server) as connection:
        connection.sendall(request)
        if half_close:
            connection.shutdown(socket.SHUT_WR)
        connection.settimeout(20)
        received = b""
        try:
            while chunk := connection.recv(65_536):
                received += chunk
                connection.settimeout(0.2)  # for a second answer, which there must not be
        except (TimeoutError, ConnectionResetError):
            pass
        return received


def connect(server: Server) -> socket.socket:
    _, _, port = server.url.rpartition(":")
    return socket.create_connection(("127.0.0.1", int(port)))


def status_of(answer: bytes) -> int:
    """Return the status of the one answer."""
    assert answer.count(b"HTTP/1.1 ") == 1, answer
    return int(answer.split()[1])


@pytest.mark.parametrize(
    ("request_", "status_code"),
    [
        # Two lengths, or a length and chunks, are how requests are smuggled past a proxy.
        (JSON + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{} ", 400),
        (JSON + b"Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n", 400),
        (JSON + b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n", 400),
        (JSON + b"Content-Length: +2\r\n\r\n{}", 400),
        (JSON + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n"
         b"GET /health HTTP/1.1\r\n" + HOST + b"\r\n", 422),
        (b"GET /health HTTP/1.1\r\n" + HOST + b"X-A: a\r\n folded\r\n\r\n", 400),
        (b"GET /health HTTP/1.1\r\n" + HOST + b"X-A: a\0b\r\n\r\n", 400),
        (b"GET /health HTTP/1.1\r\n" + HOST + b"X-A: 1\r\n" * 99 + b"\r\n", 200),
        (b"GET /health HTTP/1.1\r\n" + HOST + b"X-A: 1\r\n" * 100 + b"\r\n", 431),
        (b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\n" + HOST + b"\r\n", 414),
        (b"BREW /health HTTP/1.1\r\n" + HOST + b"\r\n", 405),
        (b"HEAD /health HTTP/1.1\r\n" + HOST + b"\r\n", 200),
        (b"\x16\x03\x01\x00\xa5\x01\x00\x00\r\n\r\n", 400),
        (DEEP, 422),
        (JSON + b"Content-Length: 10000000\r\nExpect: 100-continue\r\n\r\n", 413),
        (b"GET /health HTTP/1.1\r\n" + HOST + b"Connection: Upgrade\r\nUpgrade: websocket\r\n"
         b"Sec-WebSocket-Key: x3JJHMbDL1EzLkh9GBhXDw==\r\nSec-WebSocket-Version: 13\r\n\r\n", 200),
    ],
    ids=lambda value: repr(value[:24]) if isinstance(value, bytes) else None,
)  # fmt: skip
def test_a_request_that_is_out_of_order_gets_one_answer(
    server: Server, request_: bytes, status_code: int
) -> None:
    answer = exchange(server, request_)
    assert status_of(answer) == status_code
    assert b"granian" not in answer


async def test_an_unknown_method_has_the_one_error_shape(client: httpx.AsyncClient) -> None:
    response = await client.request("BREW", "/health")
    assert_error(response, 405, "method_not_allowed")
    assert response.headers["allow"] == "GET, HEAD"


async def test_ten_megabytes_are_refused_declared_or_not(
    client: httpx.AsyncClient, server: Server
) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(160):
            yield b" " * 65_536

    for content in (b" " * 10_000_000, chunks()):
        headers = {"Content-Type": "application/json"}
        response = await client.post("/v1/auth/login", content=content, headers=headers)
        assert_error(response, 413, "payload_too_large")
    assert (await client.get("/health")).status_code == 200


def test_a_body_that_breaks_off_does_nothing(server: Server) -> None:
    body = b'{"email": "half@example.com", "password": "violet anvil kettle 7"}'
    head = JSON.replace(b"login", b"register") + b"Content-Length: %d\r\n\r\n" % len(body)
    assert b" 201 " not in exchange(server, head + body[:-1], half_close=True)
    assert b" 201 " in exchange(server, head + body)


async def test_forwarded_addresses_are_left_to_the_application(client: httpx.AsyncClient) -> None:
    """The server must not put X-Forwarded-For in the place of the peer: TRUSTED_PROXIES decides."""
    headers = await bearer_of(client) | {"X-Forwarded-For": "203.0.113.7"}
    login = {"email": "ada@example.com", "password": "violet anvil kettle 7"}
    await client.post("/v1/auth/login", json=login, headers=headers)
    sessions = (await client.get("/v1/auth/sessions", headers=headers)).json()["items"]
    assert {session["ip"] for session in sessions} == {"127.0.0.1"}


def seconds_until_closed(server: Server, first: bytes, drip: bytes) -> tuple[float, bytes]:
    """Send `first`, then a drip each half second; return when the server has had enough, and what
    it said."""
    said = b""
    with connect(server) as connection:
        connection.sendall(first)
        connection.settimeout(0.5)
        started = time.monotonic()
        while time.monotonic() - started < 2 * SLOW_SECONDS:
            try:
                connection.sendall(drip)
                chunk = connection.recv(65_536)
                said += chunk
                if not chunk:
                    break
            except TimeoutError:
                continue
            except OSError:
                break
        return time.monotonic() - started, said


def p99(times: list[float]) -> float:
    return sorted(times)[int(len(times) * 0.99)] * 1000


async def read_for(client: httpx.AsyncClient, headers: dict[str, str], seconds: float) -> float:
    """Read one's own account at a steady 50 per second; return the p99 in milliseconds."""
    times: list[float] = []

    async def read() -> None:
        started = time.monotonic()
        response = await client.get("/v1/users/me", headers=headers)
        times.append(time.monotonic() - started)
        assert response.status_code == 200

    begin = time.monotonic()
    async with asyncio.TaskGroup() as group:
        for number in range(int(seconds * 50)):
            await asyncio.sleep(max(0, begin + number / 50 - time.monotonic()))
            group.create_task(read())
    return p99(times)


@contextlib.contextmanager
def idle_connections(server: Server, number: int) -> Iterator[None]:
    """Open connections that begin a request and say no more."""
    with contextlib.ExitStack() as stack:
        for _ in range(number):
            stack.enter_context(connect(server)).sendall(b"GET /health HT")
        yield


async def misbehave(server: Server) -> None:
    """Each second ten megabytes, deep JSON, and a request whose sender closes its half."""
    while True:
        await asyncio.to_thread(exchange, server, TEN_MEGABYTES)
        await asyncio.to_thread(exchange, server, DEEP)
        await asyncio.to_thread(exchange, server, JSON + b"\r\n", half_close=True)
        await asyncio.sleep(0.4)


@pytest.mark.slow
async def test_slow_clients_are_ended_and_keep_nobody_waiting(
    server: Server, client: httpx.AsyncClient, report: Report
) -> None:
    headers = await bearer_of(client, email="good@example.com")
    gc.collect()
    gc.freeze()  # or what is measured is how long this process stands still for its own garbage
    await read_for(client, headers, 1)
    request = b"GET /health HTTP/1.1\r\n" + HOST
    body = JSON + b"Content-Length: 1000\r\n\r\n{"
    slow = [(request, b"X-A: 1\r\n"), (request, b""), (b"", b""), (body, b" ")]
    outcomes: list[tuple[float, bytes]] = []
    rounds: list[tuple[float, float]] = []
    # In turn, because the machine is shared: what it does to one it soon does to the other.
    for _ in range(ROUNDS):
        alone = await read_for(client, headers, 6)
        with idle_connections(server, 300):
            ends = [asyncio.to_thread(seconds_until_closed, server, *first) for first in slow]
            others = asyncio.gather(*ends)
            crowd = asyncio.create_task(misbehave(server))
            rounds.append((alone, await read_for(client, headers, 6)))
            crowd.cancel()
            outcomes += await others
    gc.unfreeze()
    ratio = statistics.median(beside / alone for alone, beside in rounds)
    report(
        "300 idle connections, slow, greedy and broken clients",
        closed_after=f"{max(seconds for seconds, _ in outcomes):.1f} s",
        p99_alone=", ".join(f"{alone:.1f}" for alone, _ in rounds) + " ms",
        p99_beside=", ".join(f"{beside:.1f}" for _, beside in rounds) + " ms",
        ratio=f"{ratio:.2f}",
    )
    for seconds, _ in outcomes:
        assert seconds < SLOW_SECONDS + 1.5
    answer = outcomes[-1][1]
    assert status_of(answer) == 408
    assert b'"code":"request_timeout"' in answer
    # Generous: the machine is shared. The figures are what counts.
    assert ratio < 5
