"""Accounts with two-step login, over HTTP."""

import time
from typing import NamedTuple

import asyncpg
import httpx
import pyotp

from tests.features.auth.logins import Login, start

type Sql = "asyncpg.Connection[asyncpg.Record]"

ME = "/v1/users/me"


def code_of(secret: str, steps: int = 0) -> str:
    """Return the code of the current step, or of one before or after it."""
    return str(pyotp.HOTP(secret).at(int(time.time()) // 30 + steps))


class TwoStep(NamedTuple):
    """A login, its authenticator app and the recovery codes. The app's current code is used: the next
    one is `code_of(secret, 1)`, which stays right if a step begins meanwhile."""

    login: Login
    secret: str
    codes: list[str]

    @property
    def bearer(self) -> dict[str, str]:
        return self.login.bearer


async def start_verified(client: httpx.AsyncClient, sql: Sql, **overrides: str) -> Login:
    """Register, log in, and verify the address."""
    login = await start(client, **overrides)
    await sql.execute("UPDATE users SET email_verified_at = now()")
    return login


async def enrol(client: httpx.AsyncClient, bearer: dict[str, str]) -> str:
    """Return a secret that is not confirmed yet."""
    response = await client.post(f"{ME}/totp", headers=bearer)
    assert response.status_code == 201, response.text
    return str(response.json()["secret"])


async def confirm(client: httpx.AsyncClient, bearer: dict[str, str], code: str) -> httpx.Response:
    return await client.post(f"{ME}/totp/confirm", json={"code": code}, headers=bearer)


async def switch(
    client: httpx.AsyncClient, bearer: dict[str, str], *, is_on: bool
) -> httpx.Response:
    return await client.put(f"{ME}/two-step", json={"is_on": is_on}, headers=bearer)


async def set_up(client: httpx.AsyncClient, sql: Sql) -> TwoStep:
    """Log in and confirm an authenticator app."""
    login = await start_verified(client, sql)
    secret = await enrol(client, login.bearer)
    response = await confirm(client, login.bearer, code_of(secret))
    assert response.status_code == 200, response.text
    return TwoStep(login, secret, response.json()["codes"])


async def add_passkey(sql: Sql, rp_id: str = "stylipp.com") -> None:
    """Give every account a passkey that nothing can log in with."""
    await sql.execute(
        """
        INSERT INTO passkeys (id, user_id, rp_id, can_sign_in, credential_id, public_key, sign_count,
                              aaguid, transports, is_backup_eligible, is_backed_up, name)
        SELECT gen_random_uuid(), id, $1, true, uuid_send(gen_random_uuid()), '', 0,
               gen_random_uuid(), '{}', false, false, 'Key' FROM users
        """,
        rp_id,
    )


async def trust_device(sql: Sql, device: bytes = b"device") -> None:
    """Trust a device of every account for an hour."""
    await sql.execute(
        "INSERT INTO trusted_devices SELECT id, $1, auth_epoch, now() + interval '1 hour' FROM users",
        device,
    )


async def events(sql: Sql) -> list[str]:
    """Return the types of all audit events, oldest first."""
    return [row[0] for row in await sql.fetch("SELECT type FROM audit_events ORDER BY id")]
