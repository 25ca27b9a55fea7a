import asyncio
from typing import Any

import asyncpg
import bcrypt
import httpx
import pytest
from argon2.low_level import verify_secret
from fastapi import FastAPI

from src.core.passwords import PasswordHasher
from stylipp_schemas import TokenResponse
from tests.helpers import EMAIL, PASSWORD, ChangeSettings, assert_error, log_in, register
from tests.recorders import count_statements, kinds


async def test_a_login_returns_a_token_of_the_account(client: httpx.AsyncClient) -> None:
    registered = await register(client)
    response = await log_in(client, email="ADA@example.com")
    assert response.status_code == 200
    assert list(response.json()) == ["access_token", "token_type", "account_id"]
    token = TokenResponse.model_validate_json(response.content)
    assert token.token_type == "bearer"
    me = await client.get("/v1/users/me", headers={"Authorization": f"Bearer {token.access_token}"})
    assert me.json()["id"] == registered.json()["id"] == str(token.account_id)


async def test_a_login_is_eight_round_trips(client: httpx.AsyncClient, app: FastAPI) -> None:
    """The account, two of the limits; then the session, the end of the oldest, the audit log."""
    await register(client)
    with count_statements(app) as statements:
        assert (await log_in(client)).status_code == 200
    assert kinds(statements) == "SELECT WITH UPDATE BEGIN INSERT UPDATE INSERT COMMIT"


async def test_unknown_address_and_wrong_password_look_the_same(client: httpx.AsyncClient) -> None:
    await register(client)
    wrong = await log_in(client, password="not the password")
    unknown = await log_in(client, email="nobody@example.com")
    assert_error(wrong, 401, "invalid_credentials")
    assert wrong.content == unknown.content
    assert list(wrong.headers) == list(unknown.headers)
    assert wrong.headers["www-authenticate"] == "Bearer"


async def test_unknown_address_and_wrong_password_cost_the_same(
    client: httpx.AsyncClient, app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Equal statements and equal hashes; `make bench only=enumeration` measures the time."""
    await register(client)
    hashes: list[bytes] = []

    def verify_and_count(stored: bytes, *rest: Any) -> bool:
        hashes.append(stored.rpartition(b"$")[0].rpartition(b"$")[0])  # the parameters
        return verify_secret(stored, *rest)

    # Where Argon2 does its work; a malformed hash never gets that far.
    monkeypatch.setattr("argon2._password_hasher.verify_secret", verify_and_count)
    with count_statements(app) as wrong:
        await log_in(client, password="not the password")
    with count_statements(app) as unknown:
        await log_in(client, email="nobody@example.com", password="not the password")
    assert wrong == unknown
    assert len(wrong) == 3  # the credentials, the limits, the audit log
    assert hashes == [b"$argon2id$v=19$m=19456,t=2,p=1"] * 2


async def test_a_disabled_account_is_revealed_only_after_the_correct_password(
    client: httpx.AsyncClient, sql: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    await register(client)
    await sql.execute("UPDATE users SET disabled_at = now()")
    assert_error(await log_in(client), 403, "account_disabled")
    assert_error(await log_in(client, password="wrong one"), 401, "invalid_credentials")


@pytest.mark.parametrize("password", [PASSWORD, "long " * 30, "Grüße an alle"])
async def test_a_bcrypt_hash_logs_in_and_becomes_argon2id(
    client: httpx.AsyncClient, sql: "asyncpg.Connection[asyncpg.Record]", password: str
) -> None:
    await register(client)
    old = bcrypt.hashpw(password.encode()[:72], bcrypt.gensalt(4)).decode()
    await sql.execute("UPDATE users SET password_hash = $1", old)
    assert_error(await log_in(client, password="wrong one"), 401, "invalid_credentials")
    assert (await log_in(client, password=password)).status_code == 200
    stored = await sql.fetchval("SELECT password_hash FROM users")
    assert stored.startswith("$argon2id$")
    assert (await log_in(client, password=password)).status_code == 200


@pytest.mark.parametrize("stored", ["", "$2b$", "$2b$12$short", "$argon2id$", "plain text", "!"])
async def test_an_invalid_stored_hash_matches_no_password(
    client: httpx.AsyncClient, sql: "asyncpg.Connection[asyncpg.Record]", stored: str
) -> None:
    await register(client)
    await sql.execute("UPDATE users SET password_hash = $1", stored)
    assert_error(await log_in(client), 401, "invalid_credentials")
    assert_error(await log_in(client, password=""), 401, "invalid_credentials")


async def test_a_storm_of_logins_ends_in_200_or_server_busy(
    client: httpx.AsyncClient, change_settings: ChangeSettings
) -> None:
    change_settings(RATE_LIMIT_ENABLED=False)
    await register(client)
    responses = await asyncio.gather(*(log_in(client) for _ in range(150)))
    assert {r.status_code for r in responses} == {200, 503}
    for response in responses:
        if response.status_code == 503:
            assert_error(response, 503, "server_busy")
            assert int(response.headers["retry-after"]) >= 1
    assert (await log_in(client)).status_code == 200


async def test_no_connection_is_held_while_a_password_is_hashed(
    client: httpx.AsyncClient, app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    held: list[int] = []
    database = app.state.database
    for method in ("hash", "verify"):
        original = getattr(PasswordHasher, method)

        async def look_and_run(
            self: PasswordHasher, *args: str, _original: object = original
        ) -> object:
            pool = database._pool
            in_use = pool.get_size() - pool.get_idle_size() if pool is not None else 0
            held.append(database.engine.pool.checkedout() + in_use)
            return await _original(self, *args)  # type: ignore[operator]

        monkeypatch.setattr(PasswordHasher, method, look_and_run)
    await register(client)
    await log_in(client)
    assert held == [0, 0]


async def test_password_rules_do_not_apply_to_logins(
    client: httpx.AsyncClient, sql: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    """Accounts from before a rule existed can still log in."""
    await register(client)
    old = bcrypt.hashpw(b"x", bcrypt.gensalt(4)).decode()
    await sql.execute("UPDATE users SET password_hash = $1 WHERE email = $2", old, EMAIL)
    assert (await log_in(client, password="x")).status_code == 200


async def test_a_login_that_races_a_password_change_does_not_survive_it(
    client: httpx.AsyncClient, app: FastAPI, sql: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    """The password is changed after it was verified and before the session starts."""
    await register(client)
    password_hash = await sql.fetchval("SELECT password_hash FROM users")
    hasher = app.state.wiring.hasher
    verify = hasher.verify

    async def verify_and_change(password: str, stored: str | None) -> bool:
        is_right = await verify(password, stored)
        await sql.execute("UPDATE users SET auth_epoch = auth_epoch + 1, password_hash = 'new'")
        return bool(is_right)

    hasher.verify = verify_and_change
    try:
        assert_error(await log_in(client), 401, "invalid_credentials")
    finally:
        del hasher.verify
    assert await sql.fetchval("SELECT count(*) FROM sessions") == 0
    await sql.execute("UPDATE users SET password_hash = $1", password_hash)
    assert (await log_in(client)).status_code == 200
