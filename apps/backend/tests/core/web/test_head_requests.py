"""HEAD wherever there is a GET, in this process; over sockets in `test_request_checks`."""

import asyncio
import re
from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import asyncpg
import httpx
import pytest
from fastapi import FastAPI, Response
from fastapi.routing import iter_route_contexts
from starlette.background import BackgroundTask
from starlette.responses import JSONResponse, StreamingResponse
from starlette.types import Message

from src.application import create_app
from src.core.config import Settings
from tests.features.admin.admins import make_admin
from tests.helpers import Log, assert_error, bearer_of, client_of
from tests.recorders import count_statements, kinds


def headers_of(response: httpx.Response) -> dict[str, str]:
    varying = {"x-request-id"}
    if response.url.path.endswith("/export"):  # it contains the record of every earlier export
        varying.add("content-length")
    return {name: value for name, value in response.headers.items() if name not in varying}


async def test_every_get_route_answers_head_with_the_same_status_and_headers(
    client: httpx.AsyncClient, app: FastAPI, sql: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    admin = await make_admin(client, sql)
    paths = {
        re.sub("{.*?}", str(uuid4()), str(route.path))
        for route in iter_route_contexts(app.routes)
        if "GET" in (getattr(route, "methods", None) or ())
    }
    assert {"/", "/docs", "/docs/start.js", "/health", "/v1/users/me"} <= paths
    for path in [*paths, "/docs/assets/swagger-ui.css", "/nowhere", "/docs/assets/nothing"]:
        for headers in ({}, admin, await bearer_of(client, email=f"{uuid4()}@example.com")):
            got = await client.get(path, headers=headers)
            response = await client.head(path, headers=headers)
            assert response.status_code == got.status_code, path
            assert headers_of(response) == headers_of(got), path
            assert response.content == b"", path


async def test_a_path_without_get_has_no_head(client: httpx.AsyncClient) -> None:
    response = await client.head("/v1/auth/login")
    assert response.status_code == 405
    assert response.headers["allow"] == "POST"


async def test_a_head_request_does_what_the_get_does_and_is_logged_as_itself(
    client: httpx.AsyncClient, app: FastAPI, log: Log
) -> None:
    headers = await bearer_of(client)
    log.begin += len(log.text().encode())
    with count_statements(app) as statements:
        await client.head("/v1/users/me", headers=headers)
    assert kinds(statements) == "SELECT"
    line = log.request()
    assert (line["method"], line["route"], line["status"]) == ("HEAD", "/v1/users/me", 200)
    assert "user_id" in line


async def test_a_failure_is_the_same_without_its_body(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    app, done = create_app(settings), list[str]()

    @app.get("/broken")
    async def fail() -> None:
        raise RuntimeError

    @app.get("/tagged")
    async def tagged() -> Response:
        return JSONResponse(
            {}, headers={"ETag": '"1"'}, background=BackgroundTask(done.append, "x")
        )

    async with client_of(app) as client:
        response = await client.head("/broken", headers={"Origin": "https://stylipp.com"})
        assert (response.status_code, response.content) == (500, b"")
        assert response.headers["access-control-allow-origin"] == "https://stylipp.com"
        assert response.headers["x-request-id"] in caplog.text
        assert_error(await client.get("/broken"), 500, "internal_error")
        response = await client.head("/tagged")
        assert (response.headers["etag"], response.headers["content-length"]) == ('"1"', "2")
        assert done == ["x"]


@pytest.mark.parametrize(
    ("headers", "pause"), [({}, 3600), ({}, 0), ({"Content-Length": "1000000000"}, 0)]
)
async def test_a_stream_ends_with_its_headers(
    settings: Settings, headers: dict[str, str], pause: float
) -> None:
    """Also where nothing tells it that the client has gone, as since version 2.4 of ASGI."""
    app, sent = create_app(settings), list[Message]()

    async def forever() -> AsyncIterator[str]:
        while True:
            await asyncio.sleep(pause)
            yield "word"

    @app.get("/forever")
    async def stream() -> StreamingResponse:
        return StreamingResponse(forever(), headers=headers)

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    scope: dict[str, Any] = {"type": "http", "method": "HEAD", "path": "/forever"}
    scope |= {"headers": [(b"host", b"test")], "query_string": b"", "http_version": "1.1"}
    scope |= {"scheme": "http", "root_path": "", "client": ("test", 1)}
    scope |= {"asgi": {"version": "3.0", "spec_version": "2.4"}}
    async with asyncio.timeout(10):
        await app(scope, receive, send)
    assert [message["type"] for message in sent] == ["http.response.start", "http.response.body"]
    assert sent[0]["status"] == 200
    assert sent[1] == {"type": "http.response.body", "body": b""}
