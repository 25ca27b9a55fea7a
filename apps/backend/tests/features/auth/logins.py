"""Logins and what can be done with them, over HTTP."""

from typing import Any

import asyncpg
import httpx

from tests.helpers import (
    assert_error,
    log_in,
    register,
)

COOKIE = "__Host-stylipp_rt"
FRONT_END = "https://stylipp.com"


class Login:
    """One login: its access token and its refresh cookie."""

    def __init__(self, response: httpx.Response) -> None:
        assert response.status_code == 200, response.text
        self.bearer = {"Authorization": f"Bearer {response.json()['access_token']}"}
        self.cookie = cookie_of(response)


def cookie_of(response: httpx.Response) -> str:
    name, _, rest = response.headers["set-cookie"].partition("=")
    assert name == COOKIE
    return str(rest.partition(";")[0])


def is_cleared(response: httpx.Response) -> bool:
    return cookie_of(response) in ("", '""') and "Max-Age=0" in response.headers["set-cookie"]


async def refresh(client: httpx.AsyncClient, cookie: str, **headers: str) -> httpx.Response:
    headers |= {"Cookie": f"{COOKIE}={cookie}"}
    return await client.post("/v1/auth/refresh", headers=headers)


async def start(client: httpx.AsyncClient, **overrides: Any) -> Login:
    await register(client, **overrides)
    return Login(await log_in(client, **overrides))


async def me(client: httpx.AsyncClient, login: Login) -> httpx.Response:
    return await client.get("/v1/users/me", headers=login.bearer)


async def let_grace_pass(sql: "asyncpg.Connection[asyncpg.Record]") -> None:
    await sql.execute("UPDATE sessions SET rotated_at = rotated_at - interval '11 seconds'")


async def assert_ended(client: httpx.AsyncClient, login: Login) -> None:
    assert_error(await me(client, login), 401, "session_expired")
    assert_error(await refresh(client, login.cookie), 401, "session_expired")
