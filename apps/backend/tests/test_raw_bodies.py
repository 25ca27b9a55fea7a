"""Large bodies over real sockets, against the production server with routes that only tests have."""

import asyncio
import socket
import time
from collections.abc import AsyncIterator, Iterator
from uuid import uuid4

import httpx
import pytest

from src.core.errors import BODY_BYTES_PER_SECOND, BODY_SECONDS
from tests.conftest import Databases
from tests.extra_routes import PICTURE_BYTES
from tests.helpers import Log, assert_error, bearer_of
from tests.processes import EXTRA_ROUTES, Server, running_api

CHUNK = b"x" * 16_384


@pytest.fixture(scope="module")
async def server(
    databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Server]:
    folder = tmp_path_factory.mktemp("bodies")
    url = await databases.create_migrated()
    with running_api(url, folder, program=EXTRA_ROUTES, RATE_LIMIT_ENABLED="false") as server:
        yield server
    assert "Traceback" not in server.log.read_text()
    assert '"level":"error"' not in server.log.read_text()


@pytest.fixture
async def client(server: Server) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=server.url, timeout=30) as client:
        yield client


@pytest.fixture
def connection(server: Server) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as connection:
        yield connection


def head(length: int | None, headers: dict[str, str]) -> bytes:
    """Return the head of an upload; without a length, the body comes in chunks."""
    size = {"Transfer-Encoding": "chunked"} if length is None else {"Content-Length": str(length)}
    lines = [f"{k}: {v}" for k, v in (headers | size | {"Content-Type": "image/png"}).items()]
    path = f"/v1/tests/pictures/{uuid4()}"
    return "\r\n".join([f"PUT {path} HTTP/1.1", "Host: test", *lines, "", ""]).encode()


def send_slowly(connection: socket.socket, chunk: bytes) -> None:
    """Send as many chunks as a picture may have."""
    for _ in range(PICTURE_BYTES // len(chunk)):
        connection.sendall(chunk)
        time.sleep(0.001)


async def test_a_picture_of_ten_mebibytes_is_never_whole_in_memory(
    client: httpx.AsyncClient,
) -> None:
    headers = await bearer_of(client, email="ada@example.com") | {"Content-Type": "image/jpeg"}
    path = f"/v1/tests/pictures/{uuid4()}"
    response = await client.put(path, content=bytes(PICTURE_BYTES), headers=headers)
    kind, size, largest = response.json()["message"].split()
    assert (kind, int(size)) == ("image/jpeg", PICTURE_BYTES)
    assert int(largest) < 1_000_000


@pytest.mark.parametrize("expect", [{}, {"Expect": "100-continue"}])
@pytest.mark.parametrize("length", [PICTURE_BYTES, None])
def test_a_stranger_gets_the_401_before_anything_of_the_body_is_read(
    connection: socket.socket, length: int | None, expect: dict[str, str]
) -> None:
    connection.sendall(head(length, {"Authorization": "Bearer wrong"} | expect))
    answer = connection.recv(65_536)  # to the head alone
    assert answer.startswith(b"HTTP/1.1 401 ")
    assert b"token_invalid" in answer


@pytest.mark.parametrize("length", [PICTURE_BYTES, None])
def test_a_stranger_cannot_go_on_sending(connection: socket.socket, length: int | None) -> None:
    """What is accepted after the 401 has only reached the kernel."""
    chunk = CHUNK if length is not None else b"%x\r\n%s\r\n" % (len(CHUNK), CHUNK)
    connection.sendall(head(length, {}))
    assert connection.recv(65_536).startswith(b"HTTP/1.1 401 ")
    with pytest.raises((BrokenPipeError, ConnectionResetError)):
        send_slowly(connection, chunk)


async def test_a_client_with_a_login_is_asked_for_the_body(
    client: httpx.AsyncClient, connection: socket.socket
) -> None:
    login = await bearer_of(client, email="grace@example.com")
    connection.sendall(head(3, login | {"Expect": "100-continue"}))
    assert connection.recv(65_536).startswith(b"HTTP/1.1 100 ")
    connection.sendall(b"abc")
    assert b"image/png 3 3" in connection.recv(65_536)


async def test_more_than_the_limit_of_the_route_is_413(client: httpx.AsyncClient) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(PICTURE_BYTES // len(CHUNK) + 1):
            yield CHUNK

    login = await bearer_of(client, email="linus@example.com")
    for content in (bytes(PICTURE_BYTES + 1), chunks()):
        response = await client.put(
            f"/v1/tests/pictures/{uuid4()}",
            content=content,
            headers=login | {"Content-Type": "image/png", "Origin": "http://localhost:5173"},
        )
        assert_error(response, 413, "payload_too_large")
        assert response.headers["access-control-allow-origin"] == "http://localhost:5173"


async def test_a_client_that_hangs_up_in_an_upload_is_499(
    client: httpx.AsyncClient, server: Server, connection: socket.socket
) -> None:
    login = await bearer_of(client, email="alan@example.com")
    log = Log(server.log)
    connection.sendall(head(1000, login) + b"abc")
    await asyncio.sleep(0.2)
    connection.close()
    async with asyncio.timeout(5):
        while not (statuses := [r["status"] for r in log.lines("request") if r["method"] == "PUT"]):
            await asyncio.sleep(0.02)
    assert statuses == [499]


@pytest.mark.slow
async def test_a_body_has_a_second_more_for_each_100_kb_that_have_arrived(
    client: httpx.AsyncClient, server: Server
) -> None:
    login = await bearer_of(client, email="slow@example.com")
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as connection:
        started = time.monotonic()
        connection.sendall(head(PICTURE_BYTES, login) + bytes(2 * BODY_BYTES_PER_SECOND))
        connection.settimeout(0.5)
        answer = b""
        while not answer and time.monotonic() - started < 30:
            connection.sendall(b"x")
            try:
                answer = connection.recv(65_536)
            except TimeoutError:
                continue
        seconds = time.monotonic() - started
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b"request_timeout" in answer
    assert BODY_SECONDS + 2 <= seconds < BODY_SECONDS + 4
