"""An account with two-step login, and a browser that logs in to it, over HTTP."""

import time
from typing import Any

import asyncpg
import httpx
import pyotp

from tests.authenticator import Authenticator
from tests.helpers import assert_error, bearer_of, credentials

type Sql = "asyncpg.Connection[asyncpg.Record]"

TICKET = "__Host-stylipp_mfa"
DEVICE = "__Host-stylipp_dev"
ATTEMPT = "__Host-stylipp_try"
WRONG_RECOVERY_CODE = "000000-000000-000000-000000"


class TwoStep:
    """An account with an authenticator app, ten recovery codes, and the session that set them up."""

    def __init__(self, bearer: dict[str, str], secret: str) -> None:
        self.bearer = bearer
        self.secret = secret
        self.recovery_codes: list[str] = []

    def code(self, steps: int = 0) -> str:
        """Return what the app shows so many steps from now."""
        return pyotp.TOTP(self.secret).at(int(time.time()) + 30 * steps)

    def wrong_code(self) -> str:
        """Return a code that no step near now has."""
        near = {self.code(steps) for steps in range(-3, 4)}
        return next(code for code in map("{:06}".format, range(8)) if code not in near)


async def start_two_step(client: httpx.AsyncClient, sql: Sql, **overrides: Any) -> TwoStep:
    """Register, and set up an authenticator app. Its current code can still be used."""
    bearer = await bearer_of(client, **overrides)
    await sql.execute("UPDATE users SET email_verified_at = now()")
    response = await client.post("/v1/users/me/totp", headers=bearer)
    assert response.status_code == 201, response.text
    account = TwoStep(bearer, response.json()["secret"])
    body = {"code": account.code()}
    response = await client.post("/v1/users/me/totp/confirm", json=body, headers=bearer)
    assert response.status_code == 200, response.text
    account.recovery_codes = response.json()["codes"]
    await forget_steps(sql)
    return account


async def forget_steps(sql: Sql) -> None:
    """Let codes be used again, instead of waiting for the next one."""
    await sql.execute("UPDATE totp_secrets SET last_step = NULL")


async def add_passkey(
    client: httpx.AsyncClient, bearer: dict[str, str], *, purpose: str = "sign_in"
) -> Authenticator:
    """Add a passkey to the account of a session that has just proven itself."""
    response = await client.post(
        "/v1/users/me/passkeys/options", json={"purpose": purpose}, headers=bearer
    )
    assert response.status_code == 200, response.text
    passkey = Authenticator()
    credential = passkey.create(response.json()["public_key"])
    response = await client.post(
        "/v1/users/me/passkeys", json={"credential": credential}, headers=bearer
    )
    assert response.status_code == 201, response.text
    return passkey


class Browser:
    """Keeps cookies: the client of the tests has no TLS and would not send ours."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client
        self.cookies: dict[str, str] = {}

    async def post(
        self, path: str, body: dict[str, Any] | None = None, **headers: str
    ) -> httpx.Response:
        # Always, or the client would add those that other browsers got from a real server.
        headers["Cookie"] = "; ".join(f"{name}={v}" for name, v in self.cookies.items())
        response = await self.client.post(path, json=body, headers=headers)
        for header in response.headers.get_list("set-cookie"):
            name, _, rest = header.partition("=")
            self.cookies[name] = rest.partition(";")[0]
            if "Max-Age=0" in header:
                del self.cookies[name]
        return response

    async def log_in(self, **overrides: Any) -> httpx.Response:
        return await self.post("/v1/auth/login", credentials(**overrides))

    async def begin(self, **overrides: Any) -> None:
        """Do the first step."""
        assert_error(await self.log_in(**overrides), 401, "mfa_required")
        assert any(name.endswith("_mfa") for name in self.cookies)

    async def options(self, **headers: str) -> httpx.Response:
        return await self.post("/v1/auth/mfa/options", None, **headers)

    async def verify(self, **body: Any) -> httpx.Response:
        return await self.post("/v1/auth/mfa/verify", body)

    async def use_passkey(self, passkey: Authenticator, **changes: Any) -> httpx.Response:
        """Do the second step with a passkey."""
        options = (await self.options()).json()["passkey"]["public_key"]
        return await self.verify(credential=passkey.get(options, **changes))
