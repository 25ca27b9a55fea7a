"""The limits of request bodies, in this process; over sockets they are in tests/test_raw_bodies.py."""

import asyncio
from collections.abc import AsyncIterator, Callable
from uuid import uuid4

import httpx
import pytest
from fastapi import APIRouter, FastAPI
from fastapi.routing import iter_route_contexts

from src.application import create_app
from src.core.config import Settings
from src.core.errors import BODY_LIMIT_BYTES
from src.core.web.raw_bodies import RawBodyDep, raw_body
from stylipp_schemas import UserLogin
from tests import extra_routes
from tests.helpers import assert_error, bearer_of

FRONT_END = "http://localhost:5173"
PNG = {"Content-Type": "image/png", "Origin": FRONT_END}
LIMIT = extra_routes.PICTURE_BYTES


@pytest.fixture
async def client(settings: Settings, app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """A client of an application with the extra routes; `app` empties the tables."""
    application = create_app(settings)
    application.include_router(extra_routes.router)
    async with (
        application.router.lifespan_context(application),
        httpx.AsyncClient(
            transport=httpx.ASGITransport(app=application), base_url="http://test"
        ) as client,
    ):
        yield client


def picture() -> str:
    return f"/v1/tests/pictures/{uuid4()}"


async def in_chunks(size: int) -> AsyncIterator[bytes]:
    for start in range(0, size, 100_000):
        yield b"x" * min(100_000, size - start)


def whole(size: int) -> bytes:
    return b"x" * size


@pytest.mark.parametrize("content", [whole, in_chunks])
async def test_a_route_takes_what_its_limit_allows_and_no_byte_more(
    client: httpx.AsyncClient, content: Callable[[int], bytes | AsyncIterator[bytes]]
) -> None:
    headers = PNG | await bearer_of(client)
    stored = await client.put(picture(), content=content(LIMIT), headers=headers)
    assert stored.json()["message"].startswith(f"image/png {LIMIT} ")
    refused = await client.put(picture(), content=content(LIMIT + 1), headers=headers)
    assert_error(refused, 413, "payload_too_large")
    assert refused.headers["access-control-allow-origin"] == FRONT_END


async def trickled() -> AsyncIterator[bytes]:
    while True:
        yield b"x"
        await asyncio.sleep(0.05)


async def cut_off() -> AsyncIterator[bytes]:
    yield bytes(LIMIT // 2)
    await asyncio.Event().wait()


@pytest.mark.parametrize("content", [trickled, cut_off])
async def test_a_large_content_length_alone_earns_no_time(
    client: httpx.AsyncClient,
    monkeypatch: pytest.MonkeyPatch,
    content: Callable[[], AsyncIterator[bytes]],
) -> None:
    headers = PNG | await bearer_of(client) | {"Content-Length": str(LIMIT)}
    monkeypatch.setattr("src.core.web.body_limit.BODY_SECONDS", 0.3)
    async with asyncio.timeout(30):
        response = await client.put(picture(), content=content(), headers=headers)
    assert_error(response, 408, "request_timeout")


async def test_a_route_may_take_less_than_the_others(client: httpx.AsyncClient) -> None:
    headers = {"Content-Type": "text/plain", "Origin": FRONT_END} | await bearer_of(client)
    response = await client.put("/v1/tests/notes", content=b"x" * 100, headers=headers)
    assert response.json()["message"] == "100"
    for content in (b"x" * 101, in_chunks(101)):
        response = await client.put("/v1/tests/notes", content=content, headers=headers)
        assert_error(response, 413, "payload_too_large")
        assert response.headers["access-control-allow-origin"] == FRONT_END


async def test_the_limit_of_a_route_is_not_that_of_its_neighbors(
    client: httpx.AsyncClient,
) -> None:
    body = b"x" * (BODY_LIMIT_BYTES + 1)
    for method, path in (
        ("POST", picture()),
        ("GET", picture()),
        ("PUT", picture() + "/more"),
        ("PUT", "/v1/tests/pictures/not-a-uuid"),
        ("PUT", "/v1/users/me"),
    ):
        response = await client.request(method, path, content=body, headers=PNG)
        assert_error(response, 413, "payload_too_large")


async def test_the_limit_is_that_of_the_first_route_that_matches(settings: Settings) -> None:
    app = create_app(settings)
    router = APIRouter(max_body_size=LIMIT)  # of all its routes

    @app.put("/things/best", openapi_extra=raw_body("image/png"))
    async def put_best(body: RawBodyDep) -> int:
        return len(await body.read())

    @router.put("/things/{name}", openapi_extra=raw_body("image/png"))
    async def put_any(name: str, body: RawBodyDep) -> int:
        return len(await body.read())

    app.include_router(router)
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        body = b"x" * (BODY_LIMIT_BYTES + 1)
        assert (await client.put("/things/other", content=body, headers=PNG)).json() == len(body)
        response = await client.put("/things/best", content=body, headers=PNG)
        assert_error(response, 413, "payload_too_large")


def parsed_large_bodies(app: FastAPI) -> list[str | None]:
    """Return the routes whose body is larger than usual, and parsed: FastAPI reads it before it
    resolves any dependency, so before the login is checked."""
    return [
        route.path
        for route in iter_route_contexts(app.routes)
        if (getattr(route, "max_body_size", None) or 0) > BODY_LIMIT_BYTES
        and route.body_field is not None
    ]


def test_no_large_body_is_read_before_the_login_is_checked(settings: Settings) -> None:
    app = create_app(settings)
    app.include_router(extra_routes.router)
    assert parsed_large_bodies(app) == []

    @app.post("/planted", max_body_size=BODY_LIMIT_BYTES + 1)
    async def log_in(body: UserLogin) -> None: ...

    assert parsed_large_bodies(app) == ["/planted"]
