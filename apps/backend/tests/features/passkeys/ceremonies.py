"""Whole ceremonies over HTTP."""

from typing import Any, NamedTuple

import asyncpg
import httpx

from tests.authenticator import Authenticator
from tests.features.auth.logins import Login, start

type Sql = "asyncpg.Connection[asyncpg.Record]"

TRY = "__Host-stylipp_try"
OWN = "/v1/users/me/passkeys"
LOGIN = "/v1/auth/passkey/login"
LOGIN_OPTIONS = "/v1/auth/passkey/options"


async def start_verified(client: httpx.AsyncClient, sql: Sql, **overrides: Any) -> Login:
    """Register, log in and verify the address."""
    login = await start(client, **overrides)
    await sql.execute("UPDATE users SET email_verified_at = now() WHERE email_verified_at IS NULL")
    return login


async def creation_options(
    client: httpx.AsyncClient, login: Login, purpose: str = "sign_in"
) -> dict[str, Any]:
    response = await client.post(f"{OWN}/options", json={"purpose": purpose}, headers=login.bearer)
    assert response.status_code == 200, response.text
    return dict(response.json()["public_key"])


async def post(
    client: httpx.AsyncClient, login: Login, credential: dict[str, Any], **body: Any
) -> httpx.Response:
    return await client.post(OWN, json={"credential": credential} | body, headers=login.bearer)


async def add(
    client: httpx.AsyncClient,
    login: Login,
    authenticator: Authenticator,
    *,
    purpose: str = "sign_in",
    **body: Any,
) -> dict[str, Any]:
    """Add a passkey of the authenticator, and return the response."""
    public_key = await creation_options(client, login, purpose)
    response = await post(client, login, authenticator.create(public_key), **body)
    assert response.status_code == 201, response.text
    return dict(response.json())


class Begun(NamedTuple):
    """A login that has begun: its options, and the cookie of its browser."""

    public_key: dict[str, Any]
    cookie: str

    @property
    def headers(self) -> dict[str, str]:
        return {"Cookie": f"{TRY}={self.cookie}"}


async def begin(client: httpx.AsyncClient, cookie: str | None = None) -> Begun:
    headers = {"Cookie": f"{TRY}={cookie}"} if cookie is not None else {}
    response = await client.post(LOGIN_OPTIONS, headers=headers)
    assert response.status_code == 200, response.text
    name, _, rest = response.headers["set-cookie"].partition("=")
    assert name == TRY
    return Begun(response.json()["public_key"], rest.partition(";")[0])


async def finish(
    client: httpx.AsyncClient, begun: Begun, credential: dict[str, Any]
) -> httpx.Response:
    return await client.post(LOGIN, json={"credential": credential}, headers=begun.headers)


async def log_in_with(
    client: httpx.AsyncClient, authenticator: Authenticator, **changes: Any
) -> httpx.Response:
    begun = await begin(client)
    return await finish(client, begun, authenticator.get(begun.public_key, **changes))


async def events(sql: Sql, type_: str) -> list[Any]:
    """Return the audit events of a type: user, subject and method."""
    rows = await sql.fetch(
        "SELECT user_id, subject_id, method FROM audit_events WHERE type = $1 ORDER BY id", type_
    )
    return [tuple(row) for row in rows]
