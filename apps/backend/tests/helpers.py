"""Small things that many tests need."""

import secrets
from typing import Any, Protocol

import httpx

from stylipp_schemas import ErrorResponse

EMAIL = "ada@example.com"
PASSWORD = "violet anvil kettle 7"
SECRET_KEY = "test-" + secrets.token_urlsafe(48)


class ChangeSettings(Protocol):
    """Changes settings of the running application, for one test."""

    def __call__(self, **changes: Any) -> None: ...


def credentials(**overrides: Any) -> dict[str, Any]:
    return {"email": EMAIL, "password": PASSWORD} | overrides


async def register(client: httpx.AsyncClient, **overrides: Any) -> httpx.Response:
    return await client.post("/v1/auth/register", json=credentials(**overrides))


async def log_in(client: httpx.AsyncClient, **overrides: Any) -> httpx.Response:
    return await client.post("/v1/auth/login", json=credentials(**overrides))


async def bearer_of(client: httpx.AsyncClient, **overrides: Any) -> dict[str, str]:
    """Register, log in, and return the header that proves it."""
    assert (await register(client, **overrides)).status_code == 201
    response = await log_in(client, **overrides)
    return {"Authorization": f"Bearer {response.json()['access_token']}"}


def assert_error(response: httpx.Response, status_code: int, code: str) -> None:
    """The response has this status and code, and exactly the one error shape."""
    assert response.status_code == status_code, response.text
    assert response.headers["content-type"] == "application/json"
    assert set(response.json()) == {"detail", "code"}
    assert ErrorResponse.model_validate_json(response.content).code == code
