"""Logging in with a provider: whose account it is."""

import asyncio
import re
import secrets
import time
from typing import Any

import asyncpg
import httpx
import pytest
from fastapi import FastAPI

from src.core.config import REPOSITORY_ROOT
from src.core.seals import Seals
from src.core.setting_types import Limit
from tests.features.auth.logins import Login, start
from tests.features.identities.conftest import SetAuthority
from tests.features.identities.honest_provider import HonestProvider
from tests.features.identities.provider_logins import COMPLETE, START, Browser, begin, sign_in
from tests.features.passkeys.ceremonies import events, start_verified
from tests.helpers import (
    EMAIL,
    SECRET_KEY,
    ChangeSettings,
    Mailbox,
    assert_error,
    assert_waits_for_a_lock,
    change_wiring,
    log_in,
    register,
)

type Sql = "asyncpg.Connection[asyncpg.Record]"
VERIFIED: dict[str, Any] = {"email": EMAIL, "email_verified": True}


def subjects(messages: list[Any]) -> list[str]:
    return [message["Subject"] for message in messages]


async def test_the_providers_are_listed(
    client: httpx.AsyncClient, provider: HonestProvider
) -> None:
    response = await client.get("/v1/auth/oidc")
    assert response.json() == {
        "providers": [{"id": "acme", "name": "Acme"}],
        "has_email_login": True,
    }


@pytest.mark.parametrize(("authority", "is_verified"), [("always", True), ("never", False)])
async def test_an_unknown_person_gets_an_account(
    client: httpx.AsyncClient,
    sql: Sql,
    mailbox: Mailbox,
    provider: HonestProvider,
    set_authority: SetAuthority,
    authority: Any,
    is_verified: bool,
) -> None:
    set_authority(authority)
    response = await sign_in(client, provider, **VERIFIED)
    login = Login(response)
    names = [cookie.partition("=")[0] for cookie in response.headers.get_list("set-cookie")]
    assert names == ["__Host-stylipp_rt", "__Host-stylipp_dev", "__Host-stylipp_try"]
    security = (await client.get("/v1/users/me/security", headers=login.bearer)).json()
    assert security["has_password"] is False
    assert security["is_email_verified"] is is_verified
    (identity,) = security["identities"]
    assert identity["provider"] == "acme"
    assert identity["provider_name"] == "Acme"
    assert identity["email"] == EMAIL
    assert identity["last_used_at"] is not None
    row = await sql.fetchrow("SELECT login_method, first_factor_at FROM sessions")
    assert row["login_method"] == "oidc"
    assert row["first_factor_at"] is not None
    assert len(await events(sql, "identity_linked")) == 1
    assert len(await mailbox.receive()) == (0 if is_verified else 1)


async def test_a_known_identity_logs_in_also_after_its_address_changed(
    client: httpx.AsyncClient, sql: Sql, provider: HonestProvider
) -> None:
    first = (await sign_in(client, provider, **VERIFIED)).json()
    again = await sign_in(client, provider, email="other@example.com", email_verified=True)
    assert again.json()["account_id"] == first["account_id"]
    nothing = await sign_in(client, provider)
    assert nothing.json()["account_id"] == first["account_id"]
    assert await sql.fetchval("SELECT count(*) FROM users") == 1


async def test_without_an_address_there_is_no_new_account(
    client: httpx.AsyncClient,
    sql: Sql,
    provider: HonestProvider,
    caplog: pytest.LogCaptureFixture,
) -> None:
    response = await sign_in(client, provider)
    assert_error(response, 400, "oidc_failed")
    assert [one["path"] for one in response.json()["problems"]] == ["email"]  # the page says why
    assert "The provider acme was refused: no address in the ID token." in caplog.messages
    unmailed = await sign_in(client, provider, email="ada@corp.test")
    assert_error(unmailed, 400, "oidc_failed")
    assert "The provider acme was refused: an address that gets no mail." in caplog.messages
    assert await sql.fetchval("SELECT count(*) FROM users") == 0


async def test_the_statement_for_a_rollback_removes_what_was_connected_before_the_address_was_proven(
    client: httpx.AsyncClient, sql: Sql, provider: HonestProvider, set_authority: SetAuthority
) -> None:
    """That of docs/operations.md: the release before would leave it when its owner resets the password."""
    page = (REPOSITORY_ROOT / "docs" / "operations.md").read_text()
    (statement,) = re.findall(r"DELETE FROM identities [^;]*;", page)
    for subject in ("unproven", "proven-later"):
        claims = {"email": f"{subject}@example.com", "email_verified": True}
        assert (await sign_in(client, provider, subject, **claims)).status_code == 200
    await sql.execute("UPDATE users SET email_verified_at = now() WHERE email LIKE '%later%'")
    set_authority("always")
    await register(client, email="before@example.com")
    await sql.execute("UPDATE users SET email_verified_at = now() WHERE email LIKE 'before%'")
    for subject in ("at-once", "before"):
        claims = {"email": f"{subject}@example.com", "email_verified": True}
        assert (await sign_in(client, provider, subject, **claims)).status_code == 200
    await sql.execute(statement)
    left = {row["subject"] for row in await sql.fetch("SELECT subject FROM identities")}
    assert left == {"at-once", "before"}


async def test_an_authority_links_a_verified_account_and_tells_by_mail(
    client: httpx.AsyncClient,
    sql: Sql,
    mailbox: Mailbox,
    provider: HonestProvider,
    set_authority: SetAuthority,
) -> None:
    set_authority("always")
    login = await start_verified(client, sql)
    await mailbox.receive()
    Login(await sign_in(client, provider, **VERIFIED))
    assert subjects(await mailbox.receive()) == ["Another way to log in was connected"]
    assert (await client.get("/v1/users/me", headers=login.bearer)).status_code == 200
    assert (await log_in(client)).status_code == 200


async def test_an_account_keeps_the_first_identity_of_a_provider(
    client: httpx.AsyncClient,
    sql: Sql,
    provider: HonestProvider,
    set_authority: SetAuthority,
) -> None:
    set_authority("always")
    Login(await sign_in(client, provider, "ada", **VERIFIED))
    assert_error(await sign_in(client, provider, "bob", **VERIFIED), 409, "account_exists")
    assert await sql.fetchval("SELECT subject FROM identities") == "ada"


async def test_an_address_that_cannot_be_registered_makes_no_account(
    client: httpx.AsyncClient, sql: Sql, provider: HonestProvider
) -> None:
    response = await sign_in(client, provider, email="ada@example.test", email_verified=True)
    assert_error(response, 400, "oidc_failed")
    assert await sql.fetchval("SELECT count(*) FROM users") == 0


async def test_a_login_beside_the_removal_of_its_identity_is_refused(
    client: httpx.AsyncClient, sql: Sql, provider: HonestProvider
) -> None:
    Login(await sign_in(client, provider, **VERIFIED))
    async with sql.transaction():
        await sql.execute("SELECT 1 FROM users FOR UPDATE")
        await sql.execute("DELETE FROM identities")
        login = asyncio.create_task(sign_in(client, provider))
        await assert_waits_for_a_lock(login, sql)
    assert_error(await login, 400, "oidc_failed")


async def test_an_authority_claims_an_account_that_was_never_verified(
    client: httpx.AsyncClient,
    sql: Sql,
    provider: HonestProvider,
    set_authority: SetAuthority,
) -> None:
    set_authority("always")
    planted = await start(client)
    owner = Login(await sign_in(client, provider, **VERIFIED))
    assert_error(await client.get("/v1/users/me", headers=planted.bearer), 401, "session_expired")
    assert_error(await log_in(client), 401, "invalid_credentials")
    security = (await client.get("/v1/users/me/security", headers=owner.bearer)).json()
    assert security["has_password"] is False
    assert security["is_email_verified"] is True
    assert len(security["identities"]) == 1
    assert len(await events(sql, "account_claimed")) == 1


@pytest.mark.parametrize("is_local_verified", [False, True])
async def test_no_authority_is_no_proof_of_a_known_address(
    client: httpx.AsyncClient,
    sql: Sql,
    provider: HonestProvider,
    change_settings: ChangeSettings,
    is_local_verified: bool,
) -> None:
    await (start_verified(client, sql) if is_local_verified else start(client))
    change_settings(RATE_LIMIT_REGISTER_IP=Limit(3, 3600))  # one was for the registration
    for _ in range(2):
        assert_error(await sign_in(client, provider, **VERIFIED), 409, "account_exists")
    assert (await sign_in(client, provider, **VERIFIED)).status_code == 429
    assert await sql.fetchval("SELECT count(*) FROM identities") == 0
    assert (await log_in(client)).status_code == 200


async def test_an_authority_that_has_not_verified_the_address_is_no_proof(
    client: httpx.AsyncClient, provider: HonestProvider, set_authority: SetAuthority
) -> None:
    set_authority("always")
    await start(client)
    response = await sign_in(client, provider, email=EMAIL, email_verified=False)
    assert_error(response, 409, "account_exists")


@pytest.mark.parametrize("is_known", [False, True])
async def test_two_step_login_asks_for_the_second_factor(
    client: httpx.AsyncClient,
    sql: Sql,
    provider: HonestProvider,
    set_authority: SetAuthority,
    change_settings: ChangeSettings,
    is_known: bool,
) -> None:
    set_authority("always")
    await start_verified(client, sql)
    if is_known:
        Login(await sign_in(client, provider, **VERIFIED))
    await sql.execute("UPDATE users SET two_step_at = now()")
    change_settings(RATE_LIMIT_LOGIN_IP=Limit(1, 3600))
    for _ in range(2):  # which is no failure
        response = await sign_in(client, provider, **VERIFIED)
        assert_error(response, 401, "mfa_required")
    assert response.headers["set-cookie"].startswith("__Host-stylipp_mfa=")
    assert await sql.fetchval("SELECT count(*) FROM identities") == 1


@pytest.mark.parametrize("is_known", [False, True])
async def test_a_disabled_account_stays_closed(
    client: httpx.AsyncClient,
    sql: Sql,
    provider: HonestProvider,
    set_authority: SetAuthority,
    is_known: bool,
) -> None:
    set_authority("always")
    await start_verified(client, sql)
    if is_known:
        Login(await sign_in(client, provider, **VERIFIED))
    await sql.execute("UPDATE users SET disabled_at = now()")
    assert_error(await sign_in(client, provider, **VERIFIED), 403, "account_disabled")


async def test_an_answer_counts_in_the_browser_and_for_the_provider_that_began_it(
    client: httpx.AsyncClient, provider: HonestProvider
) -> None:
    mine, other = await begin(client), await begin(client)
    answer = provider.sign_in(mine.url, "ada", **VERIFIED)
    for cookie in (other.headers, {}):
        response = await client.post(COMPLETE, json=answer, headers=cookie)
        assert_error(response, 400, "oidc_state_invalid")
    for state in (answer["state"] + "=", answer["state"][:-2], "x", "é" * 40):
        response = await client.post(COMPLETE, json=answer | {"state": state}, headers=mine.headers)
        assert_error(response, 400, "oidc_state_invalid")
    assert provider.token_requests == 0
    Login(await client.post(COMPLETE, json=answer, headers=mine.headers))
    assert_error(await client.post(COMPLETE, json=answer, headers=mine.headers), 400, "oidc_failed")


async def test_an_answer_without_a_code_is_refused_without_asking_the_provider(
    client: httpx.AsyncClient, provider: HonestProvider
) -> None:
    browser = await begin(client)
    answer = provider.sign_in(browser.url, "ada", **VERIFIED)
    without = {name: value for name, value in answer.items() if name != "code"}
    for body in (without, answer | {"code": ""}):
        response = await client.post(COMPLETE, json=body, headers=browser.headers)
        assert_error(response, 422, "validation_error")
    assert provider.token_requests == 0


async def test_failures_are_limited_by_network_and_recorded(
    client: httpx.AsyncClient,
    sql: Sql,
    provider: HonestProvider,
    change_settings: ChangeSettings,
) -> None:
    change_settings(RATE_LIMIT_LOGIN_IP=Limit(2, 3600))
    Login(await sign_in(client, provider, **VERIFIED))  # gives its token back
    body = {"code": "c", "state": "s"}
    for _ in range(2):
        assert_error(await client.post(COMPLETE, json=body), 400, "oidc_state_invalid")
    assert_error(await client.post(COMPLETE, json=body), 429, "too_many_attempts")
    assert len(await events(sql, "login_failed")) == 2
    assert len(await events(sql, "login_refused")) == 1


async def test_no_connection_is_held_while_the_provider_is_asked(
    client: httpx.AsyncClient, app: FastAPI, provider: HonestProvider
) -> None:
    provider.hold = asyncio.Event()
    login = asyncio.create_task(sign_in(client, provider, **VERIFIED))
    await asyncio.wait_for(provider.asked.wait(), 10)
    assert all(pool.in_use == 0 for pool in app.state.database.pools().values())
    provider.hold.set()
    Login(await login)


@pytest.mark.parametrize("authority", ["always", "never"])
async def test_first_logins_at_once_make_one_account(
    client: httpx.AsyncClient,
    sql: Sql,
    provider: HonestProvider,
    set_authority: SetAuthority,
    authority: Any,
) -> None:
    set_authority(authority)
    responses = await asyncio.gather(*(sign_in(client, provider, **VERIFIED) for _ in range(6)))
    assert {response.status_code for response in responses} == {200}
    assert len({response.json()["account_id"] for response in responses}) == 1
    assert await sql.fetchval("SELECT count(*) FROM identities") == 1


@pytest.mark.parametrize("authority", ["always", "never"])
async def test_a_login_and_a_registration_with_its_address_at_once_leave_one_owner(
    client: httpx.AsyncClient,
    sql: Sql,
    provider: HonestProvider,
    set_authority: SetAuthority,
    change_settings: ChangeSettings,
    authority: Any,
) -> None:
    """The provider's word counts: its person has the account alone. Otherwise, the first one has it."""
    set_authority(authority)
    change_settings(RATE_LIMIT_ENABLED=False)
    for number in range(20):
        email = f"ada{number}@example.com"
        browser = await begin(client)
        answer = provider.sign_in(browser.url, email, email=email, email_verified=True)

        async def complete(
            answer: dict[str, str] = answer, browser: Browser = browser, after: float = number / 500
        ) -> httpx.Response:
            await asyncio.sleep(after)
            return await client.post(COMPLETE, json=answer, headers=browser.headers)

        login, registered = await asyncio.gather(complete(), register(client, email=email))
        if authority == "always" or registered.status_code == 409:
            Login(login)
        else:
            assert_error(login, 409, "account_exists")
        has_password = authority == "never" and registered.status_code == 201
        logged_in = await log_in(client, email=email)
        assert logged_in.status_code == (200 if has_password else 401)
    assert await sql.fetchval("SELECT count(*) FROM users") == 20


async def test_an_answer_counts_for_ten_minutes(
    client: httpx.AsyncClient, provider: HonestProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = await begin(client)
    answer = provider.sign_in(browser.url, "ada", **VERIFIED)
    now = time.time()
    with monkeypatch.context() as patch:
        patch.setattr("src.core.seals.time.time", lambda: now + 600)
        response = await client.post(COMPLETE, json=answer, headers=browser.headers)
        assert_error(response, 400, "oidc_state_invalid")
        assert provider.token_requests == 0
        patch.setattr("src.core.seals.time.time", lambda: now + 590)
        Login(await client.post(COMPLETE, json=answer, headers=browser.headers))


async def test_a_login_that_has_begun_survives_a_rotation_of_the_key(
    client: httpx.AsyncClient, app: FastAPI, provider: HonestProvider
) -> None:
    browser = await begin(client)
    answer = provider.sign_in(browser.url, "ada", **VERIFIED)
    change_wiring(app, seals=Seals(secrets.token_hex(32), SECRET_KEY))
    Login(await client.post(COMPLETE, json=answer, headers=browser.headers))


async def test_a_login_from_another_site_is_refused(
    client: httpx.AsyncClient, provider: HonestProvider
) -> None:
    foreign = {"Origin": "https://evil.example"}
    for path in (START, COMPLETE):
        response = await client.post(path, json={"code": "c", "state": "s"}, headers=foreign)
        assert_error(response, 403, "origin_not_allowed")


async def test_an_unknown_provider_is_not_found(
    client: httpx.AsyncClient, provider: HonestProvider
) -> None:
    for path in (START, COMPLETE):
        response = await client.post(
            path.replace("acme", "other"), json={"code": "c", "state": "s"}
        )
        assert_error(response, 404, "not_found")
