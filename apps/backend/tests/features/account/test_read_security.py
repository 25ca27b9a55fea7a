"""Reading how your own account is logged in to, over HTTP."""

import base64
from typing import Any
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI

from src.core.database import Database
from stylipp_schemas import SecurityResponse
from tests.features.two_step.second_steps import Browser, Sql, add_passkey, start_two_step
from tests.helpers import ChangeSettings, assert_error, bearer_of
from tests.recorders import count_statements, kinds

PATH = "/v1/users/me/security"


async def read(client: httpx.AsyncClient, headers: dict[str, str]) -> SecurityResponse:
    response = await client.get(PATH, headers=headers)
    assert response.status_code == 200, response.text
    return SecurityResponse.model_validate_json(response.content)


async def test_a_new_account_has_a_password_and_nothing_else(
    client: httpx.AsyncClient, app: FastAPI
) -> None:
    headers = await bearer_of(client)
    account_id = (await client.get("/v1/users/me", headers=headers)).json()["id"]
    with count_statements(app) as statements:
        response = await client.get(PATH, headers=headers)
    assert (
        kinds(statements) == "SELECT SELECT SELECT SELECT SELECT"
    )  # session, password, factors, passkeys, identities
    assert response.json() == {
        "has_password": True,
        "is_email_verified": False,
        "two_step": {
            "is_on": False,
            "since": None,
            "has_totp": False,
            "recovery_codes_left": 0,
            "trusted_devices": 0,
        },
        "passkeys": [],
        "identities": [],
        "rp_id": "stylipp.com",
        "user_handle": response.json()["user_handle"],
    }
    handle = response.json()["user_handle"]
    assert base64.urlsafe_b64decode(handle + "==") == UUID(account_id).bytes
    assert "=" not in handle


async def test_everything_that_was_set_up_is_shown_and_nothing_of_other_accounts(
    client: httpx.AsyncClient, sql: Sql
) -> None:
    await start_two_step(client, sql, email="grace@example.com")
    account = await start_two_step(client, sql)
    await add_passkey(client, account.bearer, purpose="second_factor")
    newest = await add_passkey(client, account.bearer)
    for remember_device in (True, False):
        browser = Browser(client)
        await browser.begin()
        code = account.recovery_codes.pop()
        response = await browser.verify(recovery_code=code, remember_device=remember_device)
        assert response.status_code == 200, response.text
    security = await read(client, account.bearer)
    assert security.is_email_verified
    assert security.two_step.is_on
    assert security.two_step.since is not None
    assert security.two_step.has_totp
    assert (security.two_step.recovery_codes_left, security.two_step.trusted_devices) == (8, 1)
    assert [passkey.can_sign_in for passkey in security.passkeys] == [True, False]
    handle = base64.urlsafe_b64encode(newest.id).decode().rstrip("=")
    assert security.passkeys[0].credential_id == handle
    assert security.user_handle == newest.user_handle


async def test_devices_that_skip_no_second_step_any_more_are_not_counted(
    client: httpx.AsyncClient, sql: Sql
) -> None:
    account = await start_two_step(client, sql)
    await sql.execute("""
        INSERT INTO trusted_devices (user_id, device_id, auth_epoch, expires_at)
        SELECT id, '\\x01'::bytea, auth_epoch, now() + interval '1 day' FROM users UNION ALL
        SELECT id, '\\x02'::bytea, auth_epoch - 1, now() + interval '1 day' FROM users UNION ALL
        SELECT id, '\\x03'::bytea, auth_epoch, now() - interval '1 second' FROM users
    """)
    assert (await read(client, account.bearer)).two_step.trusted_devices == 1


async def test_an_app_that_waits_to_be_confirmed_is_none(
    client: httpx.AsyncClient, sql: Sql
) -> None:
    headers = await bearer_of(client)
    await sql.execute("UPDATE users SET email_verified_at = now()")
    await client.post("/v1/users/me/totp", headers=headers)
    assert not (await read(client, headers)).two_step.has_totp


async def test_an_account_without_a_password_and_another_relying_party_are_shown(
    client: httpx.AsyncClient, sql: Sql, change_settings: ChangeSettings
) -> None:
    headers = await bearer_of(client)
    await sql.execute("UPDATE users SET password_hash = NULL")
    change_settings(PASSKEY_RP_ID="example.com")
    security = await read(client, headers)
    assert (security.has_password, security.rp_id) == (False, "example.com")


async def test_it_contains_no_secret(client: httpx.AsyncClient, sql: Sql) -> None:
    account = await start_two_step(client, sql)
    await add_passkey(client, account.bearer)
    text = (await client.get(PATH, headers=account.bearer)).text
    secrets = [account.secret, *account.recovery_codes]
    rows = await sql.fetch("SELECT sealed AS secret FROM totp_secrets")
    rows += await sql.fetch("SELECT code_hash AS secret FROM recovery_codes")
    rows += await sql.fetch("SELECT public_key AS secret FROM passkeys")
    secrets += [row["secret"].hex() for row in rows]
    secrets += [base64.urlsafe_b64encode(row["secret"]).decode()[:-4] for row in rows]
    assert len(secrets) == 1 + 10 + 2 * 12
    assert [secret for secret in secrets if secret in text] == []


@pytest.mark.parametrize("statement", range(2, 5))
async def test_an_account_that_is_deleted_meanwhile_has_no_session(
    client: httpx.AsyncClient, sql: Sql, monkeypatch: pytest.MonkeyPatch, statement: int
) -> None:
    headers = await bearer_of(client)
    fetch, count = Database._fetch, 0

    async def fetch_and_delete(self: Database, text: str, arguments: list[Any]) -> Any:
        nonlocal count
        count += 1
        if count == statement:
            await sql.execute("DELETE FROM users")
        return await fetch(self, text, arguments)

    monkeypatch.setattr(Database, "_fetch", fetch_and_delete)
    response = await client.get(PATH, headers=headers)
    if statement == 4:  # the passkeys of an account that is gone
        assert response.json()["passkeys"] == []
    else:
        assert_error(response, 401, "session_expired")


async def test_reading_it_requires_a_login(client: httpx.AsyncClient) -> None:
    assert_error(await client.get(PATH), 401, "not_authenticated")
