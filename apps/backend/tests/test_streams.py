"""Server-sent events over real sockets, against the production server with routes that only tests
have."""

import asyncio
import contextlib
import secrets
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import httpx
import pytest
from fastapi import APIRouter
from fastapi.sse import EventSourceResponse

from src import application
from src.application import create_app
from src.core.config import Settings
from src.core.feature import Feature
from src.features.auth.router.dependencies import AuditDep
from src.server import SHUTDOWN_SECONDS
from stylipp_schemas import BaseResponse
from tests.conftest import Connect, Databases
from tests.extra_routes import PAUSES
from tests.helpers import Log, bearer_of
from tests.processes import EXTRA_ROUTES, Server, running_api

type Sql = "asyncpg.Connection[asyncpg.Record]"

ERROR = (
    "event: error",
    'data: {"detail":"The server is busy. Try again in 1 second.","code":"server_busy","problems":null}',
)


@pytest.fixture(scope="module")
async def url(databases: Databases) -> str:
    return await databases.create_migrated()


@pytest.fixture
async def sql(url: str, connect: Connect) -> AsyncIterator[Sql]:
    sql = await connect(url)
    yield sql
    await sql.execute("DELETE FROM audit_events")


@pytest.fixture(scope="module")
async def server(url: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Server]:
    with running_api(url, tmp_path_factory.mktemp("streams"), program=EXTRA_ROUTES) as server:
        yield server


@pytest.fixture
async def mortal_server(url: str, tmp_path: Path) -> AsyncIterator[Server]:
    """A server for one test, which ends it."""
    with running_api(url, tmp_path, program=EXTRA_ROUTES) as server:
        yield server


@contextlib.asynccontextmanager
async def client_of(server: Server) -> AsyncIterator[httpx.AsyncClient]:
    """Give a client with a login."""
    async with httpx.AsyncClient(base_url=server.url, timeout=60) as client:
        email = f"{secrets.token_hex(8)}@example.com"
        client.headers.update(await bearer_of(client, email=email))
        yield client


@pytest.fixture
async def client(server: Server) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(server) as client:
        yield client


async def saved(sql: Sql) -> list[str]:
    rows = await sql.fetch("SELECT type FROM audit_events WHERE type LIKE 'said %'")
    return [row["type"] for row in rows]


def lines_of(response: httpx.Response) -> AsyncIterator[str]:
    """Iterate over the lines of a stream's events. FastAPI sends a comment every 15 s."""
    return (line async for line in response.aiter_lines() if line not in ("", ": ping"))


def data(word: str) -> str:
    return f'data: {{"success":true,"message":"{word}"}}'


async def test_each_event_arrives_when_it_is_sent_and_the_end_is_saved(
    client: httpx.AsyncClient, sql: Sql
) -> None:
    async with client.stream("GET", "/v1/tests/streams/slowly") as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        lines = lines_of(response)
        assert await anext(lines) == data("one")
        assert await saved(sql) == []  # the stream has not ended yet
        assert [line async for line in lines] == [data("two"), data("three")]
    assert await saved(sql) == ["said slowly"]


async def test_an_error_in_a_stream_is_an_event_and_nothing_is_saved(
    client: httpx.AsyncClient, sql: Sql
) -> None:
    response = await client.get("/v1/tests/streams/trouble")
    assert response.status_code == 200
    assert [line for line in response.text.splitlines() if line][-2:] == list(ERROR)
    assert await saved(sql) == []


async def test_a_client_that_hangs_up_stops_the_generator(
    client: httpx.AsyncClient, server: Server, sql: Sql
) -> None:
    ended = "The stream about much too slowly has ended."
    async with client.stream("GET", "/v1/tests/streams/much too slowly") as response:
        await anext(lines_of(response))
        assert ended not in server.log.read_text()
    async with asyncio.timeout(10):  # its next word would come later
        while ended not in server.log.read_text():
            await asyncio.sleep(0.02)
    assert await saved(sql) == []
    assert '"level":"error"' not in server.log.read_text()


async def test_a_head_request_ends_the_stream_at_its_headers(
    client: httpx.AsyncClient, server: Server, sql: Sql
) -> None:
    log = Log(server.log)
    response = await client.head("/v1/tests/streams/much too slowly")
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/event-stream")
    assert response.content == b""
    async with asyncio.timeout(10):  # its next word would come later
        while '"method":"HEAD"' not in log.text():  # written when a request has ended
            await asyncio.sleep(0.02)
    assert (await client.head("/v1/tests/streams/nothing")).status_code == 404
    assert await saved(sql) == []
    assert '"level":"error"' not in log.text()


async def test_a_stream_ends_in_peace_before_the_server_does(
    mortal_server: Server, sql: Sql
) -> None:
    async with (
        client_of(mortal_server) as client,
        client.stream("GET", "/v1/tests/streams/slowly") as response,
    ):
        lines = lines_of(response)
        await anext(lines)
        mortal_server.process.send_signal(signal.SIGTERM)
        assert [line async for line in lines] == [data("two"), data("three")]
    assert await asyncio.to_thread(mortal_server.process.wait, SHUTDOWN_SECONDS) == 0
    assert await saved(sql) == ["said slowly"]


@pytest.mark.slow
async def test_a_stream_that_outlasts_the_shutdown_is_cut(mortal_server: Server, sql: Sql) -> None:
    assert 3 * PAUSES["much too slowly"] > SHUTDOWN_SECONDS
    async with (
        client_of(mortal_server) as client,
        client.stream("GET", "/v1/tests/streams/much too slowly") as response,
    ):
        lines = lines_of(response)
        await anext(lines)
        mortal_server.process.send_signal(signal.SIGTERM)
        assert await anext(lines) == data("two")
        with pytest.raises(httpx.RemoteProtocolError):
            await anext(lines)
    await asyncio.to_thread(mortal_server.process.wait, 10)
    assert await saved(sql) == []


def test_a_stream_with_the_transaction_of_the_request_is_refused_in_one_sentence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """FastAPI runs a generator while that transaction is being committed and closed."""
    router = APIRouter()

    @router.get("/stream", response_class=EventSourceResponse)
    async def stream(audit: AuditDep) -> AsyncIterator[BaseResponse]:
        yield BaseResponse(success=True, message="Done.")

    monkeypatch.setattr(application, "load_features", lambda: [Feature(routers=[router])])
    with pytest.raises(SystemExit, match=r"^stream is a stream and must not take a TransactionDep"):
        create_app(Settings())
