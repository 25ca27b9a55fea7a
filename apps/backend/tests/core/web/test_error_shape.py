"""One error shape on every response, and no 500 from any input."""

from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI

from src.application import create_app
from src.core.config import Settings
from tests.helpers import PASSWORD, assert_error, credentials

JSON = {"Content-Type": "application/json"}
FRONT_END = "http://localhost:5173"
ROUTES = ["/v1/auth/register", "/v1/auth/login"]


@pytest.mark.parametrize("path", ROUTES)
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b"1",
        b'"x"',
        b"NaN",
        b"Infinity",
        b"{}",
        b'{"email": NaN, "password": Infinity}',
        b'{"email": "a@example.com", "password": 1e999}',
        b'{"email": "a@example.com", "password": "\\ud800 violet anvil"}',
        b'{"email": "\\udfff@example.com", "password": "violet anvil"}',
        b'{"\\ud800": 1}',
        b'{"email": "a\\u0000@example.com", "password": "violet anvil"}',
        b'{"email": "\xff\xfe"}',
        b"\xff\xfe\x00",
        b"\x00",
        '{"email": "a@example.com"}'.encode("utf-16"),
        b"[" * 60_000,
        b'{"a":' * 10_000,
        b'{"email": ' + b"9" * 5_000 + b"}",
        b'{"email": {"email": {}}, "password": []}',
    ],
)
async def test_malformed_bodies_are_422(client: httpx.AsyncClient, path: str, body: bytes) -> None:
    assert_error(await client.post(path, content=body, headers=JSON), 422, "validation_error")


@pytest.mark.parametrize("path", ROUTES)
@pytest.mark.parametrize(
    "content_type", [None, "", "text/plain", "application/x-www-form-urlencoded", "/", "\xff"]
)
async def test_a_body_that_is_not_json_is_415(
    client: httpx.AsyncClient, path: str, content_type: str | None
) -> None:
    headers = {} if content_type is None else {b"Content-Type": content_type.encode("latin-1")}
    response = await client.post(path, content=b'{"email": "a@example.com"}', headers=headers)
    assert_error(response, 415, "unsupported_media_type")


async def test_json_may_be_spelled_in_several_ways(client: httpx.AsyncClient) -> None:
    for content_type in (
        "application/json; charset=utf-8",
        "Application/JSON",
        "application/x+json",
    ):
        response = await client.post(
            "/v1/auth/login", content=b"{}", headers={"Content-Type": content_type}
        )
        assert_error(response, 422, "validation_error")


@pytest.mark.parametrize("path", [*ROUTES, "/nowhere", "/health"])
async def test_large_bodies_are_413(client: httpx.AsyncClient, path: str) -> None:
    response = await client.post(path, content=b"x" * 10_000_000, headers=JSON)
    assert_error(response, 413, "payload_too_large")


async def test_large_bodies_of_unknown_length_are_413(client: httpx.AsyncClient) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(200):
            yield b" " * 1_000

    response = await client.post("/v1/auth/register", content=chunks(), headers=JSON)
    assert_error(response, 413, "payload_too_large")


async def test_a_body_of_64_kib_is_read(client: httpx.AsyncClient) -> None:
    body = b'{"email": "a@example.com"}'.ljust(64 * 1024)
    response = await client.post("/v1/auth/login", content=body, headers=JSON)
    assert_error(response, 422, "validation_error")


async def test_a_validation_error_says_where_and_repeats_nothing(client: httpx.AsyncClient) -> None:
    response = await client.post("/v1/auth/register", json={"password": PASSWORD, "x": "canary"})
    assert response.json()["detail"] == "body.email: Field required"


async def test_unknown_paths_are_404(client: httpx.AsyncClient) -> None:
    for path in ("/nowhere", "/v1/nothing", "/v1/users/me/x", "/health/", "/%00", "/\ud7ff"):
        response = await client.get(path)
        assert response.status_code == 404, path
        assert_error(response, 404, "not_found")


@pytest.mark.parametrize(
    ("method", "path", "allow"),
    [
        ("DELETE", "/health", "GET, HEAD"),
        ("POST", "/health/ready", "GET, HEAD"),
        ("GET", "/v1/auth/login", "POST"),
        ("PUT", "/v1/users/me", "GET, HEAD, PATCH"),
        ("TRACE", "/v1/users/me", "GET, HEAD, PATCH"),
        ("POST", "/docs", "GET, HEAD"),
        ("DELETE", "/docs/assets/swagger-ui.css", "GET, HEAD"),
    ],
)
async def test_405_names_every_allowed_method(
    client: httpx.AsyncClient, method: str, path: str, allow: str
) -> None:
    response = await client.request(method, path)
    assert_error(response, 405, "method_not_allowed")
    assert response.headers["allow"] == allow


@pytest.mark.parametrize("origin", [FRONT_END, "https://stylipp.com"])
async def test_both_front_ends_may_call(client: httpx.AsyncClient, origin: str) -> None:
    preflight = await client.options(
        "/v1/auth/login",
        headers={
            "Origin": origin,
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "authorization, content-type",
        },
    )
    assert preflight.status_code == 200
    assert preflight.headers["access-control-allow-origin"] == origin
    assert preflight.headers["access-control-allow-credentials"] == "true"
    response = await client.post("/v1/auth/login", json=credentials(), headers={"Origin": origin})
    assert response.headers["access-control-allow-origin"] == origin
    exposed = response.headers["access-control-expose-headers"]
    assert {"ETag", "Retry-After", "X-Request-ID", "WWW-Authenticate"} <= set(exposed.split(", "))


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"])
async def test_front_ends_may_use_every_method_and_conditional_requests(
    client: httpx.AsyncClient, method: str
) -> None:
    preflight = await client.options(
        "/v1/users/me",
        headers={
            "Origin": FRONT_END,
            "Access-Control-Request-Method": method,
            "Access-Control-Request-Headers": "authorization,content-type,if-match,if-none-match",
        },
    )
    assert preflight.status_code == 200
    assert method in preflight.headers["access-control-allow-methods"].split(", ")


@pytest.mark.parametrize(
    "origin",
    ["https://evil.example.com", "http://stylipp.com", "https://stylipp.com.evil.com", "null"]
    + ["https://a.stylipp.com", "http://localhost:5174", "https://STYLIPP.com"],
)
async def test_no_other_page_may_call(client: httpx.AsyncClient, origin: str) -> None:
    headers = {"Origin": origin, "Access-Control-Request-Method": "POST"}
    preflight = await client.options("/v1/auth/login", headers=headers)
    assert_error(preflight, 403, "origin_not_allowed")
    assert "access-control-allow-origin" not in preflight.headers
    response = await client.get("/health", headers={"Origin": origin})
    assert "access-control-allow-origin" not in response.headers


async def test_every_response_carries_the_security_headers(client: httpx.AsyncClient) -> None:
    for path in ("/health", "/nowhere", "/v1/users/me", "/docs", "/openapi.json", "/"):
        headers = (await client.get(path)).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["content-security-policy"].startswith("default-src 'none'")
        assert "max-age" in headers["strict-transport-security"]


async def test_local_mode_does_not_require_https() -> None:
    transport = httpx.ASGITransport(app=create_app(Settings()))
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        assert "strict-transport-security" not in (await client.get("/health")).headers


async def test_a_bug_is_a_500_that_a_browser_can_read(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    app: FastAPI = create_app(settings)

    @app.get("/broken")
    async def fail() -> None:
        raise RuntimeError("a secret detail")

    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        response = await client.get("/broken", headers={"Origin": FRONT_END})
    assert_error(response, 500, "internal_error")
    request_id = response.headers["x-request-id"]
    assert request_id in response.json()["detail"]
    assert request_id in caplog.text
    assert "a secret detail" not in response.text
    assert response.headers["access-control-allow-origin"] == FRONT_END
