"""Proving again that it is you."""

from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import httpx
import pytest
from fastapi import FastAPI

from src.core.setting_types import Limit
from tests.features.auth.logins import Login, start
from tests.features.two_step.second_steps import (
    DEVICE,
    WRONG_RECOVERY_CODE,
    Browser,
    TwoStep,
    add_passkey,
    forget_steps,
    start_two_step,
)
from tests.helpers import PASSWORD, ChangeSettings, assert_error, log_in

type Sql = "asyncpg.Connection[asyncpg.Record]"
type Headers = dict[str, str]

EXPORT = "/v1/users/me/export"
WRONG_PASSWORD = "not the password"


async def prove(client: httpx.AsyncClient, bearer: Headers, **body: Any) -> httpx.Response:
    return await client.post("/v1/auth/reauthenticate", json=body, headers=bearer)


async def passkey_options(client: httpx.AsyncClient, bearer: Headers) -> dict[str, Any]:
    response = await client.post("/v1/auth/reauthenticate/options", headers=bearer)
    assert response.status_code == 200, response.text
    assert "set-cookie" not in response.headers
    public_key: dict[str, Any] = response.json()["public_key"]
    return public_key


async def forget_proofs(sql: Sql) -> None:
    await sql.execute(
        "UPDATE sessions SET first_factor_at = first_factor_at - interval '1 hour',"
        " second_factor_at = second_factor_at - interval '1 hour'"
    )


async def assert_recent(client: httpx.AsyncClient, bearer: Headers, *, is_recent: bool) -> None:
    response = await client.get(EXPORT, headers=bearer)
    if is_recent:
        assert response.status_code == 200, response.text
    else:
        assert_error(response, 403, "reauthentication_required")


async def methods(sql: Sql, type_: str = "reauthenticated") -> list[str | None]:
    rows = await sql.fetch("SELECT method FROM audit_events WHERE type = $1 ORDER BY id", type_)
    return [row["method"] for row in rows]


async def test_the_password_proves_it_for_ten_minutes(client: httpx.AsyncClient, sql: Sql) -> None:
    login = await start(client)
    await forget_proofs(sql)
    await assert_recent(client, login.bearer, is_recent=False)
    assert_error(
        await prove(client, login.bearer, password=WRONG_PASSWORD), 401, "invalid_credentials"
    )
    await assert_recent(client, login.bearer, is_recent=False)
    response = await prove(client, login.bearer, password=PASSWORD)
    assert response.status_code == 200
    left = datetime.fromisoformat(response.json()["valid_until"]) - datetime.now(UTC)
    assert timedelta(seconds=590) < left < timedelta(seconds=610)
    await assert_recent(client, login.bearer, is_recent=True)
    assert await methods(sql) == ["password"]


@pytest.mark.parametrize("kind", ["code", "recovery_code", "passkey", "passkey without PIN"])
async def test_with_two_step_login_a_second_factor_proves_it(
    client: httpx.AsyncClient, sql: Sql, kind: str
) -> None:
    account = await start_two_step(client, sql)
    passkey = await add_passkey(client, account.bearer)
    await forget_proofs(sql)
    await assert_recent(client, account.bearer, is_recent=False)
    if kind == "code":
        body: dict[str, Any] = {"code": account.code()}
    elif kind == "recovery_code":
        body = {"recovery_code": account.recovery_codes[0]}
    else:
        options = await passkey_options(client, account.bearer)
        assert options["user_verification"] == "preferred"
        assert len(options["allow_credentials"]) == 1
        body = {"credential": passkey.get(options, user_verified=kind == "passkey")}
    assert (await prove(client, account.bearer, **body)).status_code == 200
    await assert_recent(client, account.bearer, is_recent=True)
    names = {"code": "totp", "passkey without PIN": "passkey"}
    assert await methods(sql) == [names.get(kind, kind)]
    again = await prove(client, account.bearer, **body)
    assert_error(again, 401, "passkey_invalid" if "credential" in body else "mfa_invalid")


async def test_with_two_step_login_a_password_is_not_enough(
    client: httpx.AsyncClient, sql: Sql
) -> None:
    account = await start_two_step(client, sql)
    await forget_proofs(sql)
    response = await prove(client, account.bearer, password=PASSWORD)
    assert_error(response, 401, "mfa_required")
    assert "set-cookie" not in response.headers
    wrong = await prove(client, account.bearer, password=WRONG_PASSWORD)
    assert_error(wrong, 401, "invalid_credentials")
    await assert_recent(client, account.bearer, is_recent=False)
    assert await methods(sql) == []


async def test_without_two_step_login_a_passkey_must_verify_its_user(
    client: httpx.AsyncClient, sql: Sql
) -> None:
    login = await start(client)
    await sql.execute("UPDATE users SET email_verified_at = now()")
    passkey = await add_passkey(client, login.bearer)
    await forget_proofs(sql)
    options = await passkey_options(client, login.bearer)
    unverified = passkey.get(options, user_verified=False)
    response = await prove(client, login.bearer, credential=unverified)
    assert_error(response, 401, "passkey_invalid")
    await assert_recent(client, login.bearer, is_recent=False)
    response = await prove(client, login.bearer, credential=passkey.get(options))
    assert response.status_code == 200
    await assert_recent(client, login.bearer, is_recent=True)


async def test_an_account_without_a_password_proves_itself_with_a_passkey(
    client: httpx.AsyncClient, sql: Sql
) -> None:
    login = await start(client)
    await sql.execute("UPDATE users SET email_verified_at = now()")
    passkey = await add_passkey(client, login.bearer)
    await sql.execute("UPDATE users SET password_hash = NULL")
    await forget_proofs(sql)
    assert_error(await prove(client, login.bearer, password=PASSWORD), 401, "invalid_credentials")
    credential = passkey.get(await passkey_options(client, login.bearer))
    assert (await prove(client, login.bearer, credential=credential)).status_code == 200
    await assert_recent(client, login.bearer, is_recent=True)


async def test_a_passkey_of_another_account_or_session_proves_nothing(
    client: httpx.AsyncClient, sql: Sql
) -> None:
    account = await start_two_step(client, sql)
    passkey = await add_passkey(client, account.bearer)
    other = await start_two_step(client, sql, email="other@example.com")
    theirs = await add_passkey(client, other.bearer)
    browser = Browser(client)
    await browser.begin()
    again = Login(await browser.verify(code=account.code()))
    of_first = await passkey_options(client, account.bearer)
    for headers, credential in (
        (account.bearer, theirs.get(of_first)),
        (other.bearer, passkey.get(await passkey_options(client, other.bearer))),
        (again.bearer, passkey.get(of_first)),
    ):
        response = await prove(client, headers, credential=credential)
        assert_error(response, 401, "passkey_invalid")
    removed = passkey.get(of_first)
    await sql.execute("DELETE FROM passkeys")
    # Not `passkey_unknown`, upon which browsers delete the passkey: only a login says so.
    response = await prove(client, account.bearer, credential=removed)
    assert_error(response, 401, "passkey_invalid")


async def test_an_account_without_second_factors_has_none_that_is_right(
    client: httpx.AsyncClient, sql: Sql
) -> None:
    login = await start(client)
    for body in ({"code": "123456"}, {"recovery_code": WRONG_RECOVERY_CODE}):
        assert_error(await prove(client, login.bearer, **body), 401, "mfa_invalid")


async def test_wrong_proofs_are_counted_for_the_session(
    client: httpx.AsyncClient, sql: Sql
) -> None:
    account = await start_two_step(client, sql)
    browser = Browser(client)
    await browser.begin()
    other = Login(await browser.verify(code=account.code()))
    await forget_steps(sql)
    wrong = [
        {"password": WRONG_PASSWORD},
        {"code": account.wrong_code()},
        {"recovery_code": WRONG_RECOVERY_CODE},
    ]
    for number in range(10):
        response = await prove(client, account.bearer, **wrong[number % 3])
        assert response.status_code == 401
    for body in (
        {"password": PASSWORD},
        {"code": account.code()},
        {"recovery_code": account.recovery_codes[0]},
    ):
        assert_error(await prove(client, account.bearer, **body), 429, "too_many_attempts")
    assert (await prove(client, other.bearer, code=account.code())).status_code == 200
    assert len(await methods(sql, "mfa_failed")) == 6
    assert await sql.fetchval("SELECT sum(count) FROM audit_events WHERE type = 'mfa_refused'") == 2


async def test_codes_are_also_counted_for_the_account_over_a_longer_time(
    client: httpx.AsyncClient, sql: Sql, change_settings: ChangeSettings
) -> None:
    account = await start_two_step(client, sql)
    passkey = await add_passkey(client, account.bearer)
    known = Browser(client)
    await known.begin()
    response = await known.verify(code=account.code(), remember_device=True)
    assert response.status_code == 200
    device = {"Cookie": f"{DEVICE}={known.cookies[DEVICE]}"}
    await forget_steps(sql)
    change_settings(RATE_LIMIT_MFA_DAY=Limit(3, 2880))
    for number in range(4):
        # New sessions, which the password alone starts from a trusted device, do not help.
        session = Login(await known.log_in())
        response = await prove(client, session.bearer | device, code=account.wrong_code())
        assert response.status_code == (401 if number < 3 else 429)
    stranger = Browser(client)
    await stranger.begin()
    for number in range(4):
        session = Login(await known.log_in())
        response = await prove(client, session.bearer, code=account.wrong_code())
        assert response.status_code == (401 if number < 3 else 429)
    assert_error(await stranger.verify(code=account.code()), 429, "too_many_attempts")
    options = await passkey_options(client, session.bearer)
    assert (await prove(client, session.bearer, credential=passkey.get(options))).status_code == 200
    right = await prove(client, session.bearer, recovery_code=account.recovery_codes[0])
    assert right.status_code == 200


async def test_a_proof_counts_in_its_session_only(client: httpx.AsyncClient, sql: Sql) -> None:
    first = await start(client)
    second = Login(await log_in(client))
    await forget_proofs(sql)
    assert (await prove(client, first.bearer, password=PASSWORD)).status_code == 200
    await assert_recent(client, first.bearer, is_recent=True)
    await assert_recent(client, second.bearer, is_recent=False)


async def test_a_session_that_has_ended_proves_nothing(client: httpx.AsyncClient) -> None:
    login = await start(client)
    assert (await client.post("/v1/auth/logout", headers=login.bearer)).status_code == 200
    assert_error(await prove(client, login.bearer, password=PASSWORD), 401, "session_expired")
    response = await client.post("/v1/auth/reauthenticate/options", headers=login.bearer)
    assert_error(response, 401, "session_expired")


@pytest.mark.parametrize(
    "body",
    [{}, {"password": PASSWORD, "code": "123456"}, {"code": "12345"}, {"code": "１２３４５６"}],
)
async def test_what_is_no_proof_is_refused(client: httpx.AsyncClient, body: dict[str, str]) -> None:
    login = await start(client)
    assert_error(await prove(client, login.bearer, **body), 422, "validation_error")


SENSITIVE = [
    ("GET", EXPORT, None),
    ("POST", "/v1/users/me/totp", None),
    ("POST", "/v1/users/me/totp/confirm", {"code": "123456"}),
    ("DELETE", "/v1/users/me/totp", None),
    ("PUT", "/v1/users/me/two-step", {"is_on": False}),
    ("POST", "/v1/users/me/recovery-codes", None),
    ("POST", "/v1/users/me/passkeys/options", {"purpose": "sign_in"}),
    ("DELETE", "/v1/users/me/passkeys/{id}", None),
]


@pytest.mark.parametrize(("method", "path", "body"), SENSITIVE)
async def test_sensitive_operations_go_on_after_the_proof(
    client: httpx.AsyncClient, app: FastAPI, sql: Sql, method: str, path: str, body: Any
) -> None:
    account: TwoStep = await start_two_step(client, sql)
    await add_passkey(client, account.bearer)
    path = path.format(id=await sql.fetchval("SELECT id FROM passkeys"))
    await forget_proofs(sql)
    response = await client.request(method, path, json=body, headers=account.bearer)
    assert_error(response, 403, "reauthentication_required")
    assert (await prove(client, account.bearer, code=account.code())).status_code == 200
    response = await client.request(method, path, json=body, headers=account.bearer)
    if path.endswith("/confirm"):
        assert_error(response, 400, "totp_not_started")
    else:
        assert response.is_success, response.text
