"""Logging in by e-mail."""

import asyncio
from typing import Any

import asyncpg
import httpx
import pytest
from fastapi import FastAPI

from src.core.setting_types import Limit
from tests.features.admin.admins import make_admin
from tests.features.auth.logins import Login, assert_ended
from tests.features.mail_login.mail_logins import START, ask, code_in, complete, secrets_of, wrong
from tests.features.two_step.second_steps import ATTEMPT, DEVICE, Browser, start_two_step
from tests.helpers import (
    EMAIL,
    PASSWORD,
    ChangeSettings,
    Mailbox,
    assert_error,
    assert_waits_for_a_lock,
    bearer_of,
    log_in,
    register,
)
from tests.recorders import count_statements, kinds

type Sql = "asyncpg.Connection[asyncpg.Record]"

INVALID = (400, "one_time_token_invalid")


def bearer(response: httpx.Response) -> dict[str, str]:
    assert response.status_code == 200, response.text
    return {"Authorization": f"Bearer {response.json()['access_token']}"}


async def start_verified(client: httpx.AsyncClient, sql: Sql, mailbox: Mailbox) -> None:
    """Register, and drop the mail."""
    assert (await register(client)).status_code == 201
    await sql.execute("UPDATE users SET email_verified_at = now()")
    await mailbox.receive()


async def events(sql: Sql) -> list[tuple[str, str | None]]:
    rows = await sql.fetch("SELECT type, method FROM audit_events ORDER BY id")
    return [(row["type"], row["method"]) for row in rows]


@pytest.mark.parametrize("way", ["code", "token"])
async def test_a_mail_logs_in_once_to_an_account(
    client: httpx.AsyncClient, sql: Sql, mailbox: Mailbox, way: str
) -> None:
    await start_verified(client, sql, mailbox)
    browser = Browser(client)
    await ask(browser)
    (message,) = await mailbox.receive()
    code, token = secrets_of(message)
    body = {"code": code} if way == "code" else {"token": token}
    stranger = Browser(client)
    stranger.cookies = dict(browser.cookies)
    response = await complete(browser, **body)
    me = await client.get("/v1/users/me", headers=bearer(response))
    assert me.json()["email"] == EMAIL
    assert ATTEMPT not in browser.cookies
    assert DEVICE in browser.cookies
    assert (await events(sql))[-1] == ("logged_in", "email")
    for used in ({"code": code}, {"token": token}):
        assert_error(await complete(stranger, **used), *INVALID)
    assert (await log_in(client)).status_code == 200  # the password stays


async def test_an_unknown_address_becomes_a_verified_account_without_a_password(
    client: httpx.AsyncClient, sql: Sql, mailbox: Mailbox
) -> None:
    browser = Browser(client)
    await ask(browser, "Ada@EXAMPLE.com")
    assert await sql.fetchval("SELECT count(*) FROM users") == 0
    (message,) = await mailbox.receive()
    response = await complete(browser, code=code_in(message))
    security = await client.get("/v1/users/me/security", headers=bearer(response))
    assert security.json()["has_password"] is False
    assert security.json()["is_email_verified"] is True
    assert await sql.fetchval("SELECT email FROM users") == EMAIL
    assert [type_ for type_, _ in await events(sql)] == ["registered", "logged_in"]
    assert await mailbox.receive() == []


@pytest.mark.parametrize(
    ("email", "changes"),
    [
        (EMAIL, {"EMAIL_LOGIN_CREATES_ACCOUNTS": False}),
        ("ada@example.test", {}),
    ],
)
async def test_nothing_is_mailed_where_no_account_may_be_created(
    client: httpx.AsyncClient,
    mailbox: Mailbox,
    change_settings: ChangeSettings,
    email: str,
    changes: dict[str, Any],
) -> None:
    change_settings(**changes)
    await ask(Browser(client), email)
    assert await mailbox.receive() == []


async def test_a_code_creates_no_account_once_the_settings_forbid_it(
    client: httpx.AsyncClient, sql: Sql, mailbox: Mailbox, change_settings: ChangeSettings
) -> None:
    browser = Browser(client)
    await ask(browser)
    (message,) = await mailbox.receive()
    change_settings(EMAIL_LOGIN_CREATES_ACCOUNTS=False)
    assert_error(await complete(browser, code=code_in(message)), *INVALID)
    assert await sql.fetchval("SELECT count(*) FROM users") == 0


async def test_without_email_login_both_operations_answer_404(
    client: httpx.AsyncClient, change_settings: ChangeSettings
) -> None:
    change_settings(EMAIL_LOGIN=False)
    assert_error(await client.post(START, json={"email": EMAIL}), 404, "not_found")
    assert_error(await complete(Browser(client), code="12345678"), 404, "not_found")


async def test_a_code_works_in_the_browser_only_that_has_asked_for_it(
    client: httpx.AsyncClient, sql: Sql, mailbox: Mailbox
) -> None:
    await start_verified(client, sql, mailbox)
    owner, thief = Browser(client), Browser(client)
    await ask(owner)
    (message,) = await mailbox.receive()
    code = code_in(message)
    assert_error(await complete(thief, code=code), *INVALID)  # no cookie at all
    await ask(thief, "thief@example.com")
    await mailbox.receive()
    for _ in range(6):
        assert_error(await complete(thief, code=code), *INVALID)
    assert (await complete(owner, code=code)).status_code == 200


async def test_a_link_in_another_browser_wants_a_second_click_and_consumes_nothing_before(
    client: httpx.AsyncClient, sql: Sql, mailbox: Mailbox
) -> None:
    await start_verified(client, sql, mailbox)
    await ask(Browser(client))
    (message,) = await mailbox.receive()
    _, token = secrets_of(message)
    for other in (Browser(client), Browser(client)):
        await ask(other, "other@example.com")
        assert_error(await complete(other, token=token), 409, "other_browser")
    phone = Browser(client)
    for _ in range(6):
        assert_error(await complete(phone, token=token), 409, "other_browser")
    assert (await complete(phone, token=token, is_confirmed=True)).status_code == 200
    assert_error(await complete(phone, token=token, is_confirmed=True), *INVALID)


async def test_five_wrong_tries_void_the_code_and_its_link(
    client: httpx.AsyncClient, sql: Sql, mailbox: Mailbox
) -> None:
    await start_verified(client, sql, mailbox)
    browser = Browser(client)
    await ask(browser)
    code, token = secrets_of((await mailbox.receive())[0])
    responses = await asyncio.gather(*(complete(browser, code=wrong(code)) for _ in range(40)))
    assert {(r.status_code, r.json()["code"]) for r in responses} == {INVALID}
    assert await sql.fetchval("SELECT tries FROM login_codes") == 5
    assert_error(await complete(browser, code=code), *INVALID)
    assert_error(await complete(browser, token=token), *INVALID)
    user_id = await sql.fetchval("SELECT id FROM users")
    failures = "SELECT count(*) FROM audit_events WHERE type = 'login_failed' AND user_id = $1"
    assert await sql.fetchval(failures, user_id) == 5


async def test_after_four_wrong_tries_the_right_code_logs_in(
    client: httpx.AsyncClient, mailbox: Mailbox
) -> None:
    browser = Browser(client)
    await ask(browser)
    (message,) = await mailbox.receive()
    code = code_in(message)
    for _ in range(4):
        assert_error(await complete(browser, code=wrong(code)), *INVALID)
    assert (await complete(browser, code=code)).status_code == 200


@pytest.mark.parametrize("is_known", [True, False])
async def test_of_twenty_right_codes_at_once_one_logs_in(
    client: httpx.AsyncClient, sql: Sql, mailbox: Mailbox, is_known: bool
) -> None:
    if is_known:
        await start_verified(client, sql, mailbox)
    browser = Browser(client)
    await ask(browser)
    _, token = secrets_of((await mailbox.receive())[0])
    responses = await asyncio.gather(*(complete(browser, token=token) for _ in range(20)))
    assert sorted(r.status_code for r in responses) == [200] + [400] * 19
    assert await sql.fetchval("SELECT count(*) FROM users") == 1
    assert await sql.fetchval("SELECT count(*) FROM sessions") == 1


async def test_a_newer_code_supersedes_that_of_its_own_browser_only(
    client: httpx.AsyncClient, sql: Sql, mailbox: Mailbox
) -> None:
    await start_verified(client, sql, mailbox)
    owner, stranger = Browser(client), Browser(client)
    await ask(owner)
    first = secrets_of((await mailbox.receive())[0])
    await ask(stranger)
    await mailbox.receive()
    assert_error(await complete(owner, code=wrong(first[0])), *INVALID)
    await ask(owner)
    second = secrets_of((await mailbox.receive())[0])
    assert_error(await complete(owner, token=first[1]), *INVALID)
    assert_error(await complete(owner, code=first[0]), *INVALID)
    assert (await complete(owner, code=second[0])).status_code == 200


async def test_a_mail_that_was_delayed_does_not_supersede_a_newer_code_of_its_browser(
    client: httpx.AsyncClient, sql: Sql, mailbox: Mailbox
) -> None:
    """The address was mistyped at first, and its server takes mail later only."""
    browser = Browser(client)
    await ask(browser, "aba@example.com")
    await sql.execute("UPDATE email_outbox SET not_before = now() + interval '1 minute'")
    await ask(browser)
    (message,) = await mailbox.receive()
    code, token = secrets_of(message)
    await sql.execute("UPDATE email_outbox SET not_before = now()")
    assert await mailbox.receive() == []
    assert await sql.fetchval("SELECT count(*) FROM email_outbox") == 0
    assert await sql.fetchval("SELECT address FROM login_codes") == EMAIL
    assert (await complete(browser, code=code)).status_code == 200
    assert_error(await complete(browser, token=token), *INVALID)


async def test_an_expired_code_and_its_link_are_refused(
    client: httpx.AsyncClient, sql: Sql, mailbox: Mailbox
) -> None:
    browser = Browser(client)
    await ask(browser)
    code, token = secrets_of((await mailbox.receive())[0])
    await sql.execute("UPDATE login_codes SET expires_at = now()")
    assert_error(await complete(browser, code=code), *INVALID)
    assert_error(await complete(browser, token=token), *INVALID)


async def test_an_account_that_was_never_verified_is_claimed(
    client: httpx.AsyncClient, sql: Sql, mailbox: Mailbox
) -> None:
    attacker = await bearer_of(client)
    await mailbox.receive()
    browser = Browser(client)
    await ask(browser)
    (message,) = await mailbox.receive()
    headers = bearer(await complete(browser, code=code_in(message)))
    assert_error(await log_in(client), 401, "invalid_credentials")
    response = await client.get("/v1/users/me", headers=attacker)
    assert_error(response, 401, "session_expired")
    security = await client.get("/v1/users/me/security", headers=headers)
    assert security.json()["has_password"] is False
    assert await sql.fetchval("SELECT kind FROM email_outbox") == "account_claimed"
    assert ("account_claimed", None) in await events(sql)


async def test_with_two_step_login_the_code_is_used_and_the_second_step_asked_for(
    client: httpx.AsyncClient, sql: Sql, mailbox: Mailbox
) -> None:
    account = await start_two_step(client, sql)
    await mailbox.receive()
    browser = Browser(client)
    await ask(browser)
    (message,) = await mailbox.receive()
    body = {"code": code_in(message)}
    assert_error(await complete(browser, **body), 401, "mfa_required")
    assert_error(await complete(browser, **body), *INVALID)
    assert (await browser.verify(code=account.code())).status_code == 200
    assert (await events(sql))[-1] == ("logged_in", "email+totp")


async def test_a_disabled_account_gets_no_mail_and_a_code_of_before_is_used_up(
    client: httpx.AsyncClient, sql: Sql, mailbox: Mailbox
) -> None:
    await register(client)
    await mailbox.receive()
    browser = Browser(client)
    await ask(browser)
    (message,) = await mailbox.receive()
    await sql.execute("UPDATE users SET disabled_at = now()")
    await ask(Browser(client))
    assert await mailbox.receive() == []
    assert_error(await complete(browser, code=code_in(message)), 403, "account_disabled")
    assert await sql.fetchval("SELECT count(*) FROM login_codes") == 0
    # It was not claimed either.
    assert await sql.fetchval("SELECT password_hash IS NOT NULL FROM users")


async def test_disabling_an_account_while_a_code_is_used_leaves_no_session(
    client: httpx.AsyncClient, sql: Sql, mailbox: Mailbox, change_settings: ChangeSettings
) -> None:
    change_settings(RATE_LIMIT_ENABLED=False)
    admin = await make_admin(client, sql)
    await start_verified(client, sql, mailbox)
    path = f"/v1/users/{await sql.fetchval('SELECT id FROM users WHERE email = $1', EMAIL)}"

    async def set_disabled(is_disabled: bool, after: float = 0) -> None:
        await asyncio.sleep(after)
        response = await client.patch(path, json={"is_disabled": is_disabled}, headers=admin)
        assert response.status_code == 200, response.text

    for number in range(20):
        browser = Browser(client)
        await ask(browser)
        (message,) = await mailbox.receive()
        disabling = asyncio.create_task(set_disabled(True, after=number % 5 / 1000))
        await asyncio.sleep(number // 5 / 1000)
        login = await complete(browser, code=code_in(message))
        await disabling
        await set_disabled(False)  # a session that was only suspended would work again
        if login.status_code == 200:
            await assert_ended(client, Login(login))
        else:
            assert_error(login, 403, "account_disabled")


async def test_the_address_is_taken_by_a_registration_meanwhile(
    client: httpx.AsyncClient, sql: Sql, app: FastAPI, mailbox: Mailbox
) -> None:
    """The registration has not been committed when the code is used: the code waits, and then claims."""
    browser = Browser(client)
    await ask(browser)
    (message,) = await mailbox.receive()
    async with sql.transaction():
        await sql.execute(
            "INSERT INTO users (id, email, password_hash) VALUES (gen_random_uuid(), $1, 'x')",
            EMAIL,
        )
        login = asyncio.create_task(complete(browser, code=code_in(message)))
        await assert_waits_for_a_lock(login, sql)
    bearer(await login)
    row = await sql.fetchrow("SELECT password_hash, email_verified_at FROM users")
    assert row is not None
    assert row["password_hash"] is None
    assert row["email_verified_at"] is not None


@pytest.mark.parametrize("what", ["password", "address"])
async def test_a_change_of_password_or_address_voids_mailed_and_queued_codes(
    client: httpx.AsyncClient, sql: Sql, mailbox: Mailbox, what: str
) -> None:
    headers = await bearer_of(client)
    await sql.execute("UPDATE users SET email_verified_at = now()")
    await mailbox.receive()
    browser, later = Browser(client), Browser(client)
    await ask(browser)
    code, token = secrets_of((await mailbox.receive())[0])
    await ask(later)
    if what == "password":
        body = {"current_password": PASSWORD, "new_password": "tin drum orchard 4"}
        assert (await client.post("/v1/users/me/password", json=body, headers=headers)).is_success
    else:
        change = {"current_password": PASSWORD, "new_email": "grace@example.com"}
        await client.post("/v1/users/me/email", json=change, headers=headers)
        messages = {m["To"]: m for m in await mailbox.receive() if "#token=" in str(m)}
        _, link = "", str(messages["grace@example.com"].get_body(("plain",)))
        confirm = {"token": link.partition("confirm-email-change#token=")[2].split()[0]}
        response = await client.post("/v1/auth/email/change/confirm", json=confirm)
        assert response.status_code == 200, response.text
    assert await sql.fetchval("SELECT count(*) FROM login_codes") == 0
    assert await sql.fetchval("SELECT count(*) FROM email_outbox WHERE kind = 'login_code'") == 0
    assert_error(await complete(browser, code=code), *INVALID)
    assert_error(await complete(browser, token=token, is_confirmed=True), *INVALID)


async def test_a_flooded_mailbox_is_silent_and_a_known_device_has_its_own_limit(
    client: httpx.AsyncClient, sql: Sql, mailbox: Mailbox, change_settings: ChangeSettings
) -> None:
    await start_verified(client, sql, mailbox)
    owner = Browser(client)
    assert (await owner.log_in()).status_code == 200
    change_settings(RATE_LIMIT_ENABLED=True, RATE_LIMIT_MAIL_ADDRESS=Limit(2, 600))
    before = [await ask(Browser(client)) for _ in range(4)]
    assert {r.content for r in before} == {before[0].content}
    assert len(await mailbox.receive()) == 2
    await ask(owner)
    (message,) = await mailbox.receive()
    assert (await complete(owner, code=code_in(message))).status_code == 200
    # Its own bucket is one for its own address only.
    for _ in range(3):
        await ask(Browser(client), "grace@example.com")
    assert len(await mailbox.receive()) == 2
    await ask(owner, "grace@example.com")
    assert await mailbox.receive() == []


async def test_mails_are_limited_by_network_with_an_answer(
    client: httpx.AsyncClient, change_settings: ChangeSettings
) -> None:
    change_settings(RATE_LIMIT_ENABLED=True, RATE_LIMIT_MAIL_IP=Limit(2, 600))
    for number in range(2):
        await ask(Browser(client), f"{number}@example.com")
    response = await client.post(START, json={"email": EMAIL})
    assert_error(response, 429, "too_many_attempts")


async def test_a_login_that_creates_an_account_takes_the_limit_of_registrations_and_keeps_its_code(
    client: httpx.AsyncClient, sql: Sql, mailbox: Mailbox, change_settings: ChangeSettings
) -> None:
    browser = Browser(client)
    await ask(browser)
    (message,) = await mailbox.receive()
    change_settings(RATE_LIMIT_ENABLED=True, RATE_LIMIT_REGISTER_IP=Limit(1, 600))
    await register(client, email="grace@example.com")
    body = {"code": code_in(message)}
    assert_error(await complete(browser, **body), 429, "too_many_attempts")
    change_settings(RATE_LIMIT_ENABLED=False)
    assert (await complete(browser, **body)).status_code == 200


async def test_known_and_unknown_addresses_get_the_same_bytes_and_statements(
    client: httpx.AsyncClient, sql: Sql, app: FastAPI, mailbox: Mailbox
) -> None:
    await start_verified(client, sql, mailbox)
    seen = []
    for email in (EMAIL, "nobody@example.com"):
        browser = Browser(client)
        with count_statements(app) as asking:
            asked = await ask(browser, email)
        (message,) = await mailbox.receive()
        with count_statements(app) as trying:
            tried = await complete(browser, code=wrong(code_in(message)))
        assert_error(tried, *INVALID)
        seen.append((asked.content, tried.content, asking, trying))
    assert seen[0] == seen[1]
    assert kinds(seen[0][2]) == "WITH WITH BEGIN INSERT COMMIT"
    # The try is counted by a statement of its own, before any transaction.
    assert kinds(seen[0][3]) == "WITH UPDATE INSERT"


async def test_a_scanner_that_follows_every_address_first_changes_nothing(
    client: httpx.AsyncClient, sql: Sql, mailbox: Mailbox
) -> None:
    browser = Browser(client)
    await ask(browser)
    code, token = secrets_of((await mailbox.receive())[0])
    paths = ("/login/mail", START, f"{START}/complete")
    for method in ("GET", "HEAD"):
        for path in paths:
            response = await client.request(method, f"{path}?token={token}&code={code}")
            assert response.status_code in (404, 405), path
    assert await sql.fetchval("SELECT tries FROM login_codes") == 0
    assert (await complete(browser, token=token)).status_code == 200


async def test_other_sites_can_neither_ask_nor_complete(client: httpx.AsyncClient) -> None:
    evil = {"Origin": "https://evil.example"}
    response = await client.post(START, json={"email": EMAIL}, headers=evil)
    assert_error(response, 403, "origin_not_allowed")
    response = await client.post(f"{START}/complete", json={"code": "12345678"}, headers=evil)
    assert_error(response, 403, "origin_not_allowed")


async def test_failed_logins_from_one_network_are_limited_and_successes_are_not(
    client: httpx.AsyncClient, sql: Sql, mailbox: Mailbox, change_settings: ChangeSettings
) -> None:
    change_settings(RATE_LIMIT_PASSKEY_IP=Limit(3, 3600))
    await start_verified(client, sql, mailbox)
    browser = Browser(client)
    for _ in range(2):
        await ask(browser)
        (message,) = await mailbox.receive()
        assert (await complete(browser, code=code_in(message))).status_code == 200
    for _ in range(3):
        assert_error(await complete(browser, token="x" * 43), *INVALID)
    before = await sql.fetchval("SELECT count(*) FROM audit_events")
    for _ in range(5):
        assert_error(await complete(browser, token="x" * 43), 429, "too_many_attempts")
    assert await sql.fetchval("SELECT count(*) FROM audit_events") == before + 1
