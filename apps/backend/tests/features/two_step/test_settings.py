"""Setting up two-step login, over HTTP."""

import asyncio
import base64
from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import asyncpg
import httpx
import pytest
from fastapi import FastAPI

from tests.conftest import dump
from tests.features.auth.logins import Login, assert_ended, me
from tests.features.two_step.two_step import (
    ME,
    add_passkey,
    code_of,
    confirm,
    enrol,
    events,
    set_up,
    start_verified,
    switch,
    trust_device,
)
from tests.helpers import ChangeSettings, Mailbox, assert_error, bearer_of, log_in

type Sql = "asyncpg.Connection[asyncpg.Record]"

SENSITIVE = [
    ("POST", "/totp", None),
    ("POST", "/totp/confirm", {"code": "123456"}),
    ("DELETE", "/totp", None),
    ("PUT", "/two-step", {"is_on": True}),
    ("PUT", "/two-step", {"is_on": False}),
    ("POST", "/recovery-codes", None),
]


@pytest.mark.parametrize(("method", "path", "body"), SENSITIVE)
async def test_the_settings_want_a_recent_proof(
    client: httpx.AsyncClient, sql: Sql, method: str, path: str, body: dict[str, object] | None
) -> None:
    login = await start_verified(client, sql)
    await enrol(client, login.bearer)
    await sql.execute("UPDATE sessions SET first_factor_at = now() - interval '601 seconds'")
    response = await client.request(method, ME + path, json=body, headers=login.bearer)
    assert_error(response, 403, "reauthentication_required")
    # With two-step login, a password is no proof.
    await sql.execute("UPDATE sessions SET first_factor_at = now()")
    await sql.execute("UPDATE users SET two_step_at = now()")
    response = await client.request(method, ME + path, json=body, headers=login.bearer)
    assert_error(response, 403, "reauthentication_required")


async def test_an_app_needs_a_verified_address(client: httpx.AsyncClient) -> None:
    bearer = await bearer_of(client)
    response = await client.post(f"{ME}/totp", headers=bearer)
    assert_error(response, 403, "email_not_verified")


async def test_a_confirmed_app_switches_two_step_login_on(
    client: httpx.AsyncClient, sql: Sql, mailbox: Mailbox
) -> None:
    login = await start_verified(client, sql)
    other = Login(await log_in(client))
    await mailbox.receive()
    response = await client.post(f"{ME}/totp", headers=login.bearer)
    assert response.status_code == 201
    body = response.json()
    query = parse_qs(urlsplit(body["uri"]).query)
    assert query == {"secret": [body["secret"]], "issuer": ["Stylipp"]}
    stored = await sql.fetchrow("SELECT created_at, expires_at FROM totp_secrets")
    assert stored is not None
    assert stored["expires_at"] - stored["created_at"] == timedelta(minutes=10)
    assert datetime.fromisoformat(body["expires_at"]) == stored["expires_at"]
    assert await sql.fetchval("SELECT two_step_at IS NULL FROM users")

    response = await confirm(client, login.bearer, code_of(body["secret"]))
    assert response.status_code == 200
    codes = response.json()["codes"]
    assert len(set(codes)) == 10
    assert await sql.fetchval("SELECT count(*) FROM recovery_codes") == 10
    assert await sql.fetchval("SELECT is_confirmed AND expires_at IS NULL FROM totp_secrets")
    user = await sql.fetchrow("SELECT two_step_at, password_hash FROM users")
    assert user is not None
    assert user["two_step_at"] is not None
    assert user["password_hash"].startswith("two-step:$argon2")
    # Every other session ends, and this one has proven its second factor.
    await assert_ended(client, other)
    assert (await me(client, login)).status_code == 200
    assert (await client.post(f"{ME}/totp", headers=login.bearer)).status_code == 201
    assert_error(await log_in(client), 401, "mfa_required")
    assert (await events(sql))[-4:] == [
        "totp_confirmed",
        "two_step_on",
        "other_sessions_ended",
        "recovery_codes_made",
    ]
    assert [mail["Subject"] for mail in await mailbox.receive()] == ["Two-step login is on"]


async def test_nothing_secret_is_stored(client: httpx.AsyncClient, sql: Sql) -> None:
    two_step = await set_up(client, sql)
    rows = (await dump(sql)).lower()
    assert base64.b32decode(two_step.secret).hex() not in rows
    assert two_step.secret.lower() not in rows
    for code in two_step.codes:
        assert code.lower() not in rows
        assert code.replace("-", "").lower() not in rows


async def test_a_new_start_replaces_the_secret_that_waits(
    client: httpx.AsyncClient, sql: Sql
) -> None:
    login = await start_verified(client, sql)
    first = await enrol(client, login.bearer)
    second = await enrol(client, login.bearer)
    assert first != second
    assert_error(await confirm(client, login.bearer, code_of(first)), 401, "mfa_invalid")
    assert (await confirm(client, login.bearer, code_of(second))).status_code == 200


async def test_there_must_be_a_secret_to_confirm(client: httpx.AsyncClient, sql: Sql) -> None:
    login = await start_verified(client, sql)
    assert_error(await confirm(client, login.bearer, "123456"), 400, "totp_not_started")
    secret = await enrol(client, login.bearer)
    await sql.execute("UPDATE totp_secrets SET expires_at = now() - interval '1 second'")
    assert_error(await confirm(client, login.bearer, code_of(secret)), 400, "totp_not_started")
    assert await sql.fetchval("SELECT two_step_at IS NULL FROM users")


@pytest.mark.parametrize(
    "code", ["12345", "1234567", "１２３４５６", "12345a", "123456\n", "", None]
)
async def test_a_code_that_is_none_takes_no_try(
    client: httpx.AsyncClient, sql: Sql, change_settings: ChangeSettings, code: str | None
) -> None:
    login = await start_verified(client, sql)
    secret = await enrol(client, login.bearer)
    before = await sql.fetchval("SELECT count(*) FROM rate_limits")
    response = await client.post(f"{ME}/totp/confirm", json={"code": code}, headers=login.bearer)
    assert_error(response, 422, "validation_error")
    assert await sql.fetchval("SELECT count(*) FROM rate_limits") == before
    assert (await confirm(client, login.bearer, code_of(secret))).status_code == 200


async def test_wrong_codes_are_limited(client: httpx.AsyncClient, sql: Sql) -> None:
    login = await start_verified(client, sql)
    secret = await enrol(client, login.bearer)
    wrong = code_of(secret, 1000)
    for _ in range(10):
        assert_error(await confirm(client, login.bearer, wrong), 401, "mfa_invalid")
    assert_error(await confirm(client, login.bearer, wrong), 429, "too_many_attempts")


async def test_a_right_code_takes_no_try(client: httpx.AsyncClient, sql: Sql) -> None:
    login = await start_verified(client, sql)
    for _ in range(12):
        secret = await enrol(client, login.bearer)
        assert (await confirm(client, login.bearer, code_of(secret))).status_code == 200


async def test_replacing_an_app_ends_the_other_sessions_and_keeps_the_codes(
    client: httpx.AsyncClient, sql: Sql, mailbox: Mailbox
) -> None:
    two_step = await set_up(client, sql)
    await mailbox.receive()
    await trust_device(sql)
    # As if it had logged in with a second factor.
    await sql.execute("""
        INSERT INTO sessions (id, user_id, auth_epoch, secret, last_seen_at, idle_expires_at,
                              expires_at)
        SELECT gen_random_uuid(), user_id, auth_epoch, secret, now(), expires_at, expires_at
        FROM sessions
    """)
    listed = await client.get("/v1/auth/sessions", headers=two_step.bearer)
    assert listed.json()["total"] == 2
    secret = await enrol(client, two_step.bearer)
    assert secret != two_step.secret
    response = await confirm(client, two_step.bearer, code_of(secret))
    assert response.json()["codes"] == []
    listed = await client.get("/v1/auth/sessions", headers=two_step.bearer)
    assert listed.json()["total"] == 1
    assert await sql.fetchval("SELECT count(*) FROM recovery_codes") == 10
    assert await sql.fetchval("SELECT count(*) FROM trusted_devices") == 0
    assert await sql.fetchval("SELECT count(*) FROM totp_secrets") == 1
    (mail,) = await mailbox.receive()
    assert mail["Subject"] == "A second factor was changed"


async def test_the_old_app_works_until_the_new_one_is_confirmed(
    client: httpx.AsyncClient, sql: Sql
) -> None:
    two_step = await set_up(client, sql)
    old = await sql.fetchrow("SELECT * FROM totp_secrets")
    await enrol(client, two_step.bearer)
    assert await sql.fetchrow("SELECT * FROM totp_secrets WHERE is_confirmed") == old
    wrong = code_of(two_step.secret, 1000)
    assert_error(await confirm(client, two_step.bearer, wrong), 401, "mfa_invalid")
    assert await sql.fetchrow("SELECT * FROM totp_secrets WHERE is_confirmed") == old


async def test_the_last_second_factor_stays(client: httpx.AsyncClient, sql: Sql) -> None:
    login = await start_verified(client, sql)
    assert_error(await client.delete(f"{ME}/totp", headers=login.bearer), 404, "not_found")
    await enrol(client, login.bearer)
    assert_error(await client.delete(f"{ME}/totp", headers=login.bearer), 404, "not_found")
    await sql.execute("DELETE FROM users")
    two_step = await set_up(client, sql)
    response = await client.delete(f"{ME}/totp", headers=two_step.bearer)
    assert_error(response, 409, "second_factor_missing")
    assert await sql.fetchval("SELECT count(*) FROM totp_secrets") == 1


async def test_beside_a_passkey_the_app_can_be_removed(
    client: httpx.AsyncClient, sql: Sql, mailbox: Mailbox
) -> None:
    two_step = await set_up(client, sql)
    await mailbox.receive()
    await add_passkey(sql)
    await trust_device(sql)
    await enrol(client, two_step.bearer)
    response = await client.delete(f"{ME}/totp", headers=two_step.bearer)
    assert response.status_code == 200
    assert await sql.fetchval("SELECT count(*) FROM totp_secrets") == 0
    assert await sql.fetchval("SELECT count(*) FROM trusted_devices") == 0
    assert await sql.fetchval("SELECT count(*) FROM recovery_codes") == 10
    assert await sql.fetchval("SELECT two_step_at IS NOT NULL FROM users")
    assert (await events(sql))[-1] == "totp_removed"
    (mail,) = await mailbox.receive()
    assert mail["Subject"] == "A second factor was changed"
    # The session goes on.
    assert (await me(client, two_step.login)).status_code == 200


async def test_switching_on_wants_a_second_factor(client: httpx.AsyncClient, sql: Sql) -> None:
    login = await start_verified(client, sql)
    await enrol(client, login.bearer)  # not confirmed
    response = await switch(client, login.bearer, is_on=True)
    assert_error(response, 409, "second_factor_missing")
    other = Login(await log_in(client))
    await add_passkey(sql)
    response = await switch(client, login.bearer, is_on=True)
    assert response.status_code == 200
    assert len(response.json()["codes"]) == 10
    await assert_ended(client, other)
    assert (await me(client, login)).status_code == 200
    assert_error(await log_in(client), 401, "mfa_required")
    # Nothing was proven with the passkey yet.
    assert_error(await switch(client, login.bearer, is_on=False), 403, "reauthentication_required")


async def test_a_passkey_of_another_relying_party_is_no_second_factor(
    client: httpx.AsyncClient, sql: Sql
) -> None:
    """With another PASSKEY_RP_ID than before, browsers do not offer it."""
    login = await start_verified(client, sql)
    await add_passkey(sql, "former.example")
    response = await switch(client, login.bearer, is_on=True)
    assert_error(response, 409, "second_factor_missing")
    assert await sql.fetchval("SELECT two_step_at IS NULL FROM users")
    await sql.execute("DELETE FROM users")
    two_step = await set_up(client, sql)
    await add_passkey(sql, "former.example")
    response = await client.delete(f"{ME}/totp", headers=two_step.bearer)
    assert_error(response, 409, "second_factor_missing")
    await add_passkey(sql)
    response = await client.delete(f"{ME}/totp", headers=two_step.bearer)
    assert response.status_code == 200


async def test_switching_to_what_is_so_already_changes_nothing(
    client: httpx.AsyncClient, sql: Sql
) -> None:
    login = await start_verified(client, sql)
    assert (await switch(client, login.bearer, is_on=False)).json() == {"codes": []}
    await sql.execute("DELETE FROM users")
    two_step = await set_up(client, sql)
    before = await sql.fetch("SELECT * FROM users"), await events(sql)
    codes = await sql.fetch("SELECT * FROM recovery_codes ORDER BY code_hash")
    assert (await switch(client, two_step.bearer, is_on=True)).json() == {"codes": []}
    assert before == (await sql.fetch("SELECT * FROM users"), await events(sql))
    assert codes == await sql.fetch("SELECT * FROM recovery_codes ORDER BY code_hash")


async def test_switching_off_deletes_everything_but_passkeys(
    client: httpx.AsyncClient, sql: Sql, mailbox: Mailbox
) -> None:
    two_step = await set_up(client, sql)
    await add_passkey(sql)
    await trust_device(sql)
    await enrol(client, two_step.bearer)
    await mailbox.receive()
    response = await switch(client, two_step.bearer, is_on=False)
    assert (response.status_code, response.json()) == (200, {"codes": []})
    for table in ("totp_secrets", "recovery_codes", "trusted_devices"):
        assert await sql.fetchval(f"SELECT count(*) FROM {table}") == 0
    assert await sql.fetchval("SELECT count(*) FROM passkeys") == 1
    assert (await log_in(client)).status_code == 200
    assert (await me(client, two_step.login)).status_code == 200
    assert "two_step_off" in await events(sql)
    assert [mail["Subject"] for mail in await mailbox.receive()] == ["Two-step login is off"]


async def test_new_recovery_codes_replace_the_old_ones(
    client: httpx.AsyncClient, sql: Sql, mailbox: Mailbox
) -> None:
    two_step = await set_up(client, sql)
    await mailbox.receive()
    before = {row[0] for row in await sql.fetch("SELECT code_hash FROM recovery_codes")}
    response = await client.post(f"{ME}/recovery-codes", headers=two_step.bearer)
    codes = response.json()["codes"]
    assert len(set(codes) - set(two_step.codes)) == 10
    after = {row[0] for row in await sql.fetch("SELECT code_hash FROM recovery_codes")}
    assert len(after) == 10
    assert not before & after
    assert (await events(sql))[-1] == "recovery_codes_made"
    (mail,) = await mailbox.receive()
    assert mail["Subject"] == "A second factor was changed"


async def test_without_two_step_login_there_are_no_recovery_codes(
    client: httpx.AsyncClient, sql: Sql
) -> None:
    login = await start_verified(client, sql)
    await add_passkey(sql)
    response = await client.post(f"{ME}/recovery-codes", headers=login.bearer)
    assert_error(response, 409, "second_factor_missing")
    assert "Switch it on first" in response.json()["detail"]
    assert await sql.fetchval("SELECT count(*) FROM recovery_codes") == 0


async def test_trusted_devices_are_forgotten_without_a_proof(
    client: httpx.AsyncClient, sql: Sql
) -> None:
    login = await start_verified(client, sql)
    stranger = await bearer_of(client, email="stranger@example.com")
    await sql.execute("UPDATE sessions SET first_factor_at = NULL")
    await trust_device(sql, b"one")
    await trust_device(sql, b"two")
    response = await client.delete(f"{ME}/trusted-devices", headers=login.bearer)
    assert response.status_code == 200
    owner = "SELECT email FROM trusted_devices JOIN users ON users.id = user_id"
    assert {row[0] for row in await sql.fetch(owner)} == {"stranger@example.com"}
    assert (await events(sql))[-1] == "trusted_devices_forgotten"
    await client.delete(f"{ME}/trusted-devices", headers=login.bearer)
    assert (await events(sql)).count("trusted_devices_forgotten") == 1
    assert (await client.delete(f"{ME}/trusted-devices", headers=stranger)).status_code == 200


async def test_two_apps_confirmed_at_once_leave_one(
    client: httpx.AsyncClient, sql: Sql, app: FastAPI
) -> None:
    login = await start_verified(client, sql)
    secret = await enrol(client, login.bearer)
    code = code_of(secret)
    answers = await asyncio.gather(*(confirm(client, login.bearer, code) for _ in range(5)))
    assert sorted(answer.status_code for answer in answers) == [200, 400, 400, 400, 400]
    assert await sql.fetchval("SELECT count(*) FROM recovery_codes") == 10
