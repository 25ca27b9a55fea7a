"""One line in the log for each request, however it ends, and nothing in it that was sent."""

import re
from typing import Any
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI
from starlette.types import Message

from src.application import create_app
from src.core.config import Settings
from src.core.errors import BODY_LIMIT_BYTES
from src.core.postgres.address import parse_database_url
from tests.helpers import EMAIL, PASSWORD, Log, bearer_of, log_in, register

JSON = {"Content-Type": "application/json"}


async def test_a_request_is_one_line(client: httpx.AsyncClient, log: Log) -> None:
    headers = await bearer_of(client)
    log.begin += len(log.text().encode())
    me = await client.get("/v1/users/me?token=hunter2", headers=headers)
    line = log.request()
    assert line.pop("timestamp").endswith("Z")
    assert 0 < line.pop("duration_ms") < 10_000
    assert line == {
        "event": "request",
        "level": "info",
        "method": "GET",
        "route": "/v1/users/me",
        "status": 200,
        "user_id": me.json()["id"],
        "request_id": me.headers["x-request-id"],
    }
    assert "hunter2" not in log.text()


@pytest.mark.parametrize(
    ("method", "path", "body", "route", "status"),
    [
        ("GET", "/v1/users/me", b"", "/v1/users/me", 401),
        ("GET", "/hunter2?hunter2", b"", "-", 404),
        ("PUT", "/v1/users/me", b"", "/v1/users/me", 405),
        ("HUNTER2", "/v1/users/me", b"", "/v1/users/me", 405),
        ("POST", "/v1/auth/login", b"x" * (BODY_LIMIT_BYTES + 1), "-", 413),
        ("POST", "/v1/auth/login", b'{"hunter2": 1}', "/v1/auth/login", 422),
        ("POST", "/v1/auth/login", b"hunter2", "/v1/auth/login", 422),
        ("GET", "/openapi.json", b"", "-", 200),
        ("GET", "/docs", b"", "/docs", 200),
        ("GET", "/docs/assets/hunter2.js", b"", "-", 404),
    ],
)
async def test_a_refusal_is_one_line_that_repeats_nothing(
    client: httpx.AsyncClient,
    log: Log,
    method: str,
    path: str,
    body: bytes,
    route: str,
    status: int,
) -> None:
    response = await client.request(method, path, content=body, headers=JSON)
    assert response.status_code == status
    line = log.request()
    assert (line["route"], line["status"]) == (route, status)
    assert line["method"] == (method if method != "HUNTER2" else "-")
    assert "user_id" not in line
    assert "hunter2" not in log.text().lower()


async def test_a_login_shows_neither_address_nor_password(
    client: httpx.AsyncClient, log: Log
) -> None:
    await register(client)
    await log_in(client)
    assert [line["status"] for line in log.lines("request")] == [201, 200]
    assert EMAIL not in log.text()
    assert PASSWORD not in log.text()


async def test_the_route_is_the_path_in_the_document(
    client: httpx.AsyncClient, app: FastAPI, log: Log
) -> None:
    """Routes are a tree, and what one says of itself lacks a prefix that it got by inclusion."""
    documented = set(app.openapi()["paths"])
    for path in documented:
        await client.put(re.sub(r"{\w+}", str(uuid4()), path))
    assert {line["route"] for line in log.lines("request")} == documented


async def test_probes_are_logged_at_debug_unless_they_fail(
    client: httpx.AsyncClient, log: Log
) -> None:
    await client.get("/health")
    await client.get("/health/ready")
    await client.delete("/health")
    assert [line["level"] for line in log.lines("request")] == ["debug", "debug", "info"]


async def test_a_bug_is_a_line_and_a_traceback_without_its_message(
    settings: Settings, client: httpx.AsyncClient, production_log: Log
) -> None:
    log = production_log
    app = create_app(settings)

    @app.get("/broken/{item}")
    async def fail(item: str) -> None:
        raise ValueError(item)

    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as own:
        response = await own.get("/broken/hunter2")
    assert response.status_code == 500
    traceback, line = [line for line in log.lines() if "request_id" in line]
    assert (line["route"], line["status"], line["level"]) == ("/broken/{item}", 500, "warning")
    assert traceback["level"] == "error"
    assert "raise ValueError(item)\nValueError" in traceback["exception"]
    assert {response.headers["x-request-id"]} == {traceback["request_id"], line["request_id"]}
    assert "hunter2" not in log.text()


async def test_an_unreachable_database_is_logged_with_the_request(
    settings: Settings, log: Log, app: FastAPI
) -> None:
    own = create_app(settings)
    async with own.router.lifespan_context(own):
        own.state.database.address = parse_database_url("postgresql://u:hunter2@127.0.0.1:1/d")
        await own.state.database.dispose()
        transport = httpx.ASGITransport(app=own)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            response = await client.post("/v1/auth/login", json={"email": EMAIL, "password": "x"})
    assert response.status_code == 503
    lines = [line for line in log.lines() if "request_id" in line]
    assert {line["request_id"] for line in lines} == {response.headers["x-request-id"]}
    assert any("Cannot connect" in line["event"] for line in lines)
    assert "hunter2" not in log.text()


async def exchange(app: FastAPI, *messages: Message, **changes: Any) -> list[Message]:
    """Send a request as a server does."""
    waiting, sent = list(messages), list[Message]()
    scope: dict[str, Any] = {
        "type": "http",
        "method": "POST",
        "path": "/v1/auth/login",
        "raw_path": b"/v1/auth/login",
        "root_path": "",
        "query_string": b"",
        "http_version": "1.1",
        "headers": [
            (b"host", b"test"),
            (b"content-type", b"application/json"),
            (b"content-length", b"50"),
        ],
        "client": ("127.0.0.1", 1),
    }

    async def receive() -> Message:
        return waiting.pop(0)

    async def send(message: Message) -> None:
        sent.append(message)

    await app(scope | changes, receive, send)
    return sent


async def test_a_client_that_hangs_up_in_its_body_is_499(app: FastAPI, log: Log) -> None:
    part = {"type": "http.request", "body": b'{"email":', "more_body": True}
    await exchange(app, part, {"type": "http.disconnect"})
    line = log.request()
    assert (line["route"], line["status"]) == ("/v1/auth/login", 499)


async def test_an_invalid_request_id_is_not_logged(client: httpx.AsyncClient, log: Log) -> None:
    response = await client.get("/nowhere", headers={"X-Request-ID": "hunter2" * 100})
    assert log.request()["request_id"] == response.headers["x-request-id"]
    assert "hunter2" not in log.text()
    given = "0af7651916cd43dd8448eb211c80319c"
    log.begin += len(log.text().encode())
    await client.get("/nowhere", headers={"X-Request-ID": given})
    assert log.request()["request_id"] == given
