"""Logging in without cookies to an account with two-step login: both steps in one request."""

import argon2
import asyncpg
import httpx
import pytest

from tests.features.two_step.second_steps import (
    WRONG_RECOVERY_CODE,
    TwoStep,
    start_two_step,
)
from tests.helpers import EMAIL, PASSWORD, Mailbox, assert_error

type Sql = "asyncpg.Connection[asyncpg.Record]"


@pytest.fixture
async def account(client: httpx.AsyncClient, sql: Sql) -> TwoStep:
    return await start_two_step(client, sql)


async def token(client: httpx.AsyncClient, **form: str) -> httpx.Response:
    form = {"grant_type": "password", "username": EMAIL, "password": PASSWORD} | form
    response = await client.post("/v1/auth/token", data=form)
    assert "set-cookie" not in response.headers
    return response


async def test_a_code_or_a_recovery_code_goes_with_the_password(
    client: httpx.AsyncClient, account: TwoStep, sql: Sql
) -> None:
    assert_error(await token(client), 401, "mfa_required")
    assert_error(await token(client, mfa_code=""), 401, "mfa_required")
    for right in (account.code(), account.recovery_codes[0].lower()):
        response = await token(client, mfa_code=right)
        assert response.status_code == 200, response.text
        bearer = {"Authorization": f"Bearer {response.json()['access_token']}"}
        assert (await client.get("/v1/users/me/export", headers=bearer)).status_code == 200
        assert_error(await token(client, mfa_code=right), 401, "mfa_invalid")
        refresh_token = response.json()["refresh_token"]
        refreshed = await token(client, grant_type="refresh_token", refresh_token=refresh_token)
        assert refreshed.status_code == 200
    rows = await sql.fetch("SELECT method FROM audit_events WHERE type = 'logged_in' ORDER BY id")
    assert [row["method"] for row in rows][1:] == ["password+totp", "password+recovery_code"]


async def test_a_right_code_does_not_replace_the_password(
    client: httpx.AsyncClient, account: TwoStep
) -> None:
    wrong = await token(client, password="not the password", mfa_code=account.code())
    assert_error(wrong, 401, "invalid_credentials")
    assert (await token(client, mfa_code=account.code())).status_code == 200


@pytest.mark.parametrize("wrong", ["12345", "1234567", "１２３４５６", "x", WRONG_RECOVERY_CODE])
async def test_what_is_no_code_is_a_wrong_one(
    client: httpx.AsyncClient, account: TwoStep, wrong: str
) -> None:
    assert_error(await token(client, mfa_code=wrong), 401, "mfa_invalid")


async def test_guesses_are_limited_for_the_account_and_the_owner_hears_of_them(
    client: httpx.AsyncClient, account: TwoStep, mailbox: Mailbox
) -> None:
    await mailbox.receive()
    for _ in range(10):
        assert_error(await token(client, mfa_code=account.wrong_code()), 401, "mfa_invalid")
    assert_error(await token(client, mfa_code=account.code()), 429, "too_many_attempts")
    assert (await token(client, mfa_code=account.recovery_codes[0])).status_code == 200
    assert len(await mailbox.receive()) == 2  # the password is known; a recovery code was used


async def test_both_steps_can_store_what_they_change(
    client: httpx.AsyncClient, account: TwoStep, sql: Sql
) -> None:
    """The first one a hash with the current parameters, the second one the session."""
    weak = "two-step:" + argon2.PasswordHasher(memory_cost=8, parallelism=1).hash(PASSWORD)
    await sql.execute("UPDATE users SET password_hash = $1", weak)
    assert (await token(client, mfa_code=account.code())).status_code == 200
    stored = await sql.fetchval("SELECT password_hash FROM users")
    assert stored != weak
    assert stored.startswith("two-step:")


async def test_without_two_step_login_the_code_is_ignored(
    client: httpx.AsyncClient, sql: Sql
) -> None:
    account = await start_two_step(client, sql)
    off = {"is_on": False}
    response = await client.put("/v1/users/me/two-step", json=off, headers=account.bearer)
    assert response.status_code == 200
    assert (await token(client, mfa_code="anything")).status_code == 200
