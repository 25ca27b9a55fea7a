"""The second step of a login."""

import asyncio
import time
from datetime import UTC, datetime, timedelta

import asyncpg
import httpx
import pytest
from fastapi import FastAPI

from src.core.seals import expiry_of
from src.core.setting_types import Limit
from src.features.auth.schemas.schemas import LoginMethod
from src.features.auth.utils.tickets import Tickets
from tests.authenticator import decoded
from tests.features.auth.logins import COOKIE, Login
from tests.features.two_step.second_steps import (
    ATTEMPT,
    DEVICE,
    TICKET,
    WRONG_RECOVERY_CODE,
    Browser,
    TwoStep,
    add_passkey,
    forget_steps,
    start_two_step,
)
from tests.helpers import (
    EMAIL,
    PASSWORD,
    ChangeSettings,
    Mailbox,
    assert_error,
    change_wiring,
)

type Sql = "asyncpg.Connection[asyncpg.Record]"

EXPORT = "/v1/users/me/export"


@pytest.fixture
async def account(client: httpx.AsyncClient, sql: Sql) -> TwoStep:
    return await start_two_step(client, sql)


@pytest.fixture
def browser(client: httpx.AsyncClient) -> Browser:
    return Browser(client)


async def events(sql: Sql, type_: str) -> list[asyncpg.Record]:
    rows = await sql.fetch("SELECT * FROM audit_events WHERE type = $1 ORDER BY id", type_)
    return list(rows)


async def sessions(sql: Sql) -> int:
    """Return the number of sessions that were started since the account was set up."""
    return int(await sql.fetchval("SELECT count(*) FROM sessions")) - 1


async def known_browser(client: httpx.AsyncClient, account: TwoStep, sql: Sql) -> Browser:
    """Return a browser that has logged in to the account before."""
    browser = Browser(client)
    await browser.begin()
    assert (await browser.verify(code=account.code())).status_code == 200
    assert DEVICE in browser.cookies
    await forget_steps(sql)
    return browser


async def test_a_code_of_the_app_logs_in(
    account: TwoStep, browser: Browser, client: httpx.AsyncClient, sql: Sql
) -> None:
    await browser.begin()
    assert DEVICE not in browser.cookies
    options = (await browser.options()).json()
    assert options["methods"] == ["totp", "recovery_code"]
    assert options["passkey"] is None
    assert 290 <= options["expires_in"] <= 300
    response = await browser.verify(code=account.code())
    login = Login(response)
    assert set(response.json()) == {"access_token", "token_type", "account_id"}
    assert (await client.get(EXPORT, headers=login.bearer)).status_code == 200
    assert set(browser.cookies) == {COOKIE, DEVICE}
    (event,) = [e for e in await events(sql, "logged_in") if e["method"] != "password"]
    assert event["method"] == "password+totp"


async def test_a_recovery_code_logs_in_once(
    account: TwoStep, browser: Browser, sql: Sql, mailbox: Mailbox
) -> None:
    await mailbox.receive()
    await browser.begin()
    written = account.recovery_codes[0].lower().replace("-", " ")
    assert (await browser.verify(recovery_code=written)).status_code == 200
    (message,) = await mailbox.receive()
    assert "recovery code" in message["subject"].lower()
    assert (await events(sql, "logged_in"))[-1]["method"] == "password+recovery_code"
    await browser.begin()
    assert_error(await browser.verify(recovery_code=account.recovery_codes[0]), 401, "mfa_invalid")
    assert (await browser.verify(recovery_code=account.recovery_codes[1])).status_code == 200


@pytest.mark.parametrize("user_verified", [True, False])
async def test_a_passkey_logs_in_also_without_user_verification(
    account: TwoStep, browser: Browser, client: httpx.AsyncClient, sql: Sql, user_verified: bool
) -> None:
    passkey = await add_passkey(client, account.bearer, purpose="second_factor")
    await browser.begin()
    options = (await browser.options()).json()
    assert options["methods"] == ["totp", "passkey", "recovery_code"]
    public_key = options["passkey"]["public_key"]
    (allowed,) = public_key["allow_credentials"]
    assert public_key["user_verification"] == "preferred"
    credential = passkey.get(public_key, user_verified=user_verified)
    assert credential["id"] == allowed["id"]
    assert (await browser.verify(credential=credential)).status_code == 200
    assert set(browser.cookies) == {COOKIE, DEVICE}
    assert (await events(sql, "logged_in"))[-1]["method"] == "password+passkey"


async def test_a_passkey_of_another_ticket_browser_or_account_does_not_log_in(
    account: TwoStep, browser: Browser, client: httpx.AsyncClient, sql: Sql
) -> None:
    passkey = await add_passkey(client, account.bearer)
    await browser.begin()
    credential = passkey.get((await browser.options()).json()["passkey"]["public_key"])
    other = Browser(client)
    await other.begin()
    other.cookies[ATTEMPT] = browser.cookies[ATTEMPT]  # the same browser, a later login
    assert_error(await other.verify(credential=credential), 401, "mfa_invalid")
    other.cookies = {TICKET: browser.cookies[TICKET]}  # the same login, another browser
    assert_error(await other.verify(credential=credential), 401, "mfa_invalid")
    stranger = await start_two_step(client, sql, email="stranger@example.com")
    await other.begin(email="stranger@example.com")
    theirs = await add_passkey(client, stranger.bearer)
    assert_error(await browser.use_passkey(theirs), 401, "mfa_invalid")
    assert (await browser.verify(credential=credential)).status_code == 200


async def test_a_code_logs_in_once(account: TwoStep, browser: Browser) -> None:
    code = account.code()
    await browser.begin()
    assert (await browser.verify(code=code)).status_code == 200
    await browser.begin()
    assert_error(await browser.verify(code=code), 401, "mfa_invalid")
    assert (await browser.verify(code=account.code(1))).status_code == 200


async def test_a_ticket_that_was_used_lists_nothing(account: TwoStep, browser: Browser) -> None:
    await browser.begin()
    ticket = browser.cookies[TICKET]
    assert (await browser.verify(code=account.code())).status_code == 200
    browser.cookies = {TICKET: ticket}
    assert_error(await browser.options(), 401, "mfa_expired")
    assert_error(await browser.verify(code=account.code(1)), 401, "mfa_expired")


@pytest.mark.parametrize(("ticket_seconds", "longest"), [(60, 60), (3600, 900)])
async def test_the_challenge_of_a_passkey_ends_with_its_ticket(
    account: TwoStep,
    browser: Browser,
    client: httpx.AsyncClient,
    app: FastAPI,
    change_settings: ChangeSettings,
    ticket_seconds: int,
    longest: int,
) -> None:
    await add_passkey(client, account.bearer)
    change_settings(MFA_TICKET_SECONDS=ticket_seconds)
    change_wiring(app, tickets=Tickets(app.state.wiring.seals, ticket_seconds))
    await browser.begin()
    options = (await browser.options()).json()
    passkey = options["passkey"]
    assert passkey["expires_in"] == min(options["expires_in"], longest)
    assert passkey["public_key"]["timeout"] == passkey["expires_in"] * 1000
    left = expiry_of(decoded(passkey["public_key"]["challenge"])) - time.time()
    assert longest - 10 < left <= longest


async def test_a_ticket_starts_one_session(account: TwoStep, browser: Browser, sql: Sql) -> None:
    await browser.begin()
    ticket = browser.cookies[TICKET]
    responses = await asyncio.gather(
        *(browser.verify(recovery_code=code) for code in account.recovery_codes[:5])
    )
    assert sorted(response.status_code for response in responses) == [200] + [401] * 4
    for response in responses:
        if response.status_code == 401:
            assert_error(response, 401, "mfa_expired")
    assert await sessions(sql) == 1
    assert await sql.fetchval("SELECT count(*) FROM recovery_codes") == 9
    browser.cookies = {TICKET: ticket}
    assert_error(await browser.options(), 401, "mfa_expired")
    assert_error(await browser.verify(code=account.code()), 401, "mfa_expired")
    assert_error(await browser.verify(code=account.wrong_code()), 401, "mfa_expired")


async def test_a_page_is_not_answered_for_the_login_of_another_tab(
    account: TwoStep, browser: Browser, client: httpx.AsyncClient, sql: Sql
) -> None:
    await browser.begin()
    shown = (await browser.options()).json()
    assert shown["email"] == EMAIL
    other = await start_two_step(client, sql, email="other@example.com")
    await browser.begin(email="other@example.com")
    account_id = shown["account_id"]
    for _ in range(6):  # no try of the other login is counted
        response = await browser.verify(code=account.code(), account_id=account_id)
        assert_error(response, 401, "mfa_expired")
    account_id = (await browser.options()).json()["account_id"]
    response = await browser.verify(code=other.code(), account_id=account_id)
    assert response.json()["account_id"] == account_id


@pytest.mark.parametrize("is_limited", [True, False])
async def test_a_ticket_has_five_tries(
    account: TwoStep, browser: Browser, change_settings: ChangeSettings, is_limited: bool
) -> None:
    change_settings(RATE_LIMIT_ENABLED=is_limited)
    await browser.begin()
    for _ in range(5):
        assert (await browser.options()).status_code == 200
        assert_error(await browser.verify(code=account.wrong_code()), 401, "mfa_invalid")
    assert_error(await browser.options(), 401, "mfa_expired")
    for proof in ({"code": account.code()}, {"recovery_code": account.recovery_codes[0]}):
        assert_error(await browser.verify(**proof), 401, "mfa_expired")
    await browser.begin()
    assert (await browser.verify(code=account.code())).status_code == 200


async def test_of_forty_wrong_codes_at_once_five_are_looked_at(
    account: TwoStep, browser: Browser, sql: Sql, change_settings: ChangeSettings
) -> None:
    change_settings(RATE_LIMIT_MFA=Limit(1000, 1), RATE_LIMIT_MFA_DAY=Limit(1000, 1))
    await browser.begin()
    wrong = account.wrong_code()
    responses = await asyncio.gather(
        *(browser.verify(code=wrong) for _ in range(40)), browser.verify(code=account.code())
    )
    codes = [r.json()["code"] if r.status_code == 401 else r.status_code for r in responses]
    assert codes.count("mfa_invalid") + codes.count(200) <= 5
    assert set(codes) <= {"mfa_invalid", "mfa_expired", 200}
    assert len(await events(sql, "mfa_failed")) <= 5
    assert_error(await browser.verify(code=account.code()), 401, "mfa_expired")


async def test_new_tickets_do_not_help_who_guesses_codes(
    account: TwoStep, client: httpx.AsyncClient, sql: Sql
) -> None:
    for _ in range(5):
        browser = Browser(client)
        await browser.begin()
        for _ in range(2):
            assert_error(await browser.verify(code=account.wrong_code()), 401, "mfa_invalid")
    browser = Browser(client)
    await browser.begin()
    for _ in range(3):
        assert_error(await browser.verify(code=account.code()), 429, "too_many_attempts")
    failed, refused = await events(sql, "mfa_failed"), await events(sql, "mfa_refused")
    assert len(failed) == 10
    assert {event["user_id"] for event in failed + refused} == {failed[0]["user_id"]}
    assert sum(event["count"] for event in refused) == 3
    assert {event["ip_network"] for event in refused} == {None}
    await forget_steps(sql)
    await sql.execute("UPDATE rate_limits SET full_at = full_at - interval '90 seconds'")
    assert (await browser.verify(code=account.code())).status_code == 200


async def test_codes_have_a_limit_over_a_longer_time(
    account: TwoStep, browser: Browser, change_settings: ChangeSettings
) -> None:
    change_settings(RATE_LIMIT_MFA_DAY=Limit(2, 2880))
    await browser.begin()
    for _ in range(2):
        assert_error(await browser.verify(code=account.wrong_code()), 401, "mfa_invalid")
    response = await browser.verify(code=account.code())
    assert_error(response, 429, "too_many_attempts")
    assert int(response.headers["retry-after"]) > 2800


async def test_right_codes_do_not_count(
    account: TwoStep, browser: Browser, sql: Sql, change_settings: ChangeSettings
) -> None:
    change_settings(RATE_LIMIT_MFA=Limit(1, 90), RATE_LIMIT_MFA_DAY=Limit(1, 90))
    for _ in range(3):
        await browser.begin()
        browser.cookies.pop(DEVICE, None)
        assert (await browser.verify(code=account.code())).status_code == 200
        await forget_steps(sql)


async def test_the_owner_gets_in_while_somebody_guesses_codes(
    account: TwoStep, client: httpx.AsyncClient, sql: Sql, change_settings: ChangeSettings
) -> None:
    passkey = await add_passkey(client, account.bearer)
    known = await known_browser(client, account, sql)
    change_settings(RATE_LIMIT_MFA=Limit(1, 90))
    guesser = Browser(client)
    await guesser.begin()
    assert_error(await guesser.verify(code=account.wrong_code()), 401, "mfa_invalid")
    assert_error(await guesser.verify(code=account.code()), 429, "too_many_attempts")
    for proof in ("passkey", "recovery_code"):
        stranger = Browser(client)
        await stranger.begin()
        assert_error(await stranger.verify(code=account.code()), 429, "too_many_attempts")
        if proof == "passkey":
            response = await stranger.use_passkey(passkey)
        else:
            response = await stranger.verify(recovery_code=account.recovery_codes[0])
        assert response.status_code == 200
    await known.begin()
    assert_error(await known.verify(code=account.wrong_code()), 401, "mfa_invalid")
    assert_error(await known.verify(code=account.code()), 429, "too_many_attempts")


async def test_all_three_kinds_share_the_limit_of_the_network(
    account: TwoStep, client: httpx.AsyncClient, sql: Sql, change_settings: ChangeSettings
) -> None:
    passkey = await add_passkey(client, account.bearer)
    change_settings(RATE_LIMIT_PASSKEY_IP=Limit(3, 60))
    browser = Browser(client)
    await browser.begin()
    wrong = await browser.verify(recovery_code=WRONG_RECOVERY_CODE)
    assert_error(wrong, 401, "mfa_invalid")
    assert_error(
        await browser.use_passkey(passkey, origin="https://evil.example"), 401, "mfa_invalid"
    )
    assert_error(await browser.verify(code=account.wrong_code()), 401, "mfa_invalid")
    await browser.begin()
    assert_error(await browser.use_passkey(passkey), 429, "too_many_attempts")
    right = await browser.verify(recovery_code=account.recovery_codes[0])
    assert_error(right, 429, "too_many_attempts")
    assert_error(await browser.verify(code=account.code()), 429, "too_many_attempts")
    assert {event["user_id"] for event in await events(sql, "mfa_refused")} == {None}


@pytest.mark.parametrize("cookie", [None, "", "x", "AAAA", "A" * 100, "not=base64="])
async def test_without_a_ticket_the_login_has_expired(
    account: TwoStep, browser: Browser, cookie: str | None
) -> None:
    if cookie is not None:
        browser.cookies[TICKET] = cookie
    assert_error(await browser.options(), 401, "mfa_expired")
    assert_error(await browser.verify(code=account.code()), 401, "mfa_expired")


async def test_a_ticket_expires(account: TwoStep, browser: Browser, app: FastAPI, sql: Sql) -> None:
    user_id = await sql.fetchval("SELECT id FROM users")
    epoch = await sql.fetchval("SELECT auth_epoch FROM users")
    for seconds, status in ((-1, 401), (1, 200)):
        tickets = Tickets(app.state.wiring.seals, seconds)
        browser.cookies = {TICKET: tickets.make(user_id, epoch, LoginMethod.PASSWORD)}
        assert (await browser.options()).status_code == status
        assert (await browser.verify(code=account.code())).status_code == status


@pytest.mark.parametrize("change", ["password", "disable", "logout-all", "switch off", "delete"])
async def test_a_change_of_the_account_ends_the_login(
    account: TwoStep, browser: Browser, client: httpx.AsyncClient, sql: Sql, change: str
) -> None:
    await browser.begin()
    bearer = account.bearer
    if change == "password":
        body = {"current_password": PASSWORD, "new_password": "orange kettle drum 9"}
        response = await client.post("/v1/users/me/password", json=body, headers=bearer)
    elif change == "logout-all":
        response = await client.post("/v1/auth/logout-all", headers=bearer)
    elif change == "switch off":
        response = await client.put("/v1/users/me/two-step", json={"is_on": False}, headers=bearer)
    elif change == "delete":
        body = {"current_password": PASSWORD}
        response = await client.post("/v1/users/me/delete", json=body, headers=bearer)
    else:
        admin = await start_admin(client, sql)
        user_id = await sql.fetchval("SELECT id FROM users WHERE email = $1", EMAIL)
        disabled = {"is_disabled": True}
        response = await client.patch(f"/v1/users/{user_id}", json=disabled, headers=admin)
    assert response.is_success, response.text
    assert_error(await browser.options(), 401, "mfa_expired")
    for proof in ({"code": account.code()}, {"recovery_code": account.recovery_codes[0]}):
        assert_error(await browser.verify(**proof), 401, "mfa_expired")


async def start_admin(client: httpx.AsyncClient, sql: Sql) -> dict[str, str]:
    admin = await start_two_step(client, sql, email="admin@example.com")
    await sql.execute("UPDATE users SET role = 'admin' WHERE email = 'admin@example.com'")
    return admin.bearer


async def test_a_ticket_belongs_to_who_has_it_but_not_to_other_sites(
    account: TwoStep, browser: Browser, client: httpx.AsyncClient
) -> None:
    await browser.begin()
    thief = Browser(client)
    thief.cookies = {TICKET: browser.cookies[TICKET]}
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        assert_error(await thief.options(**headers), 403, "origin_not_allowed")
        body = {"code": account.code()}
        response = await thief.post("/v1/auth/mfa/verify", body, **headers)
        assert_error(response, 403, "origin_not_allowed")
    assert (await thief.options()).status_code == 200
    assert (await thief.verify(code=account.code())).status_code == 200


async def test_a_ticket_is_no_access_token(
    account: TwoStep, browser: Browser, client: httpx.AsyncClient
) -> None:
    await browser.begin()
    headers = {"Authorization": f"Bearer {browser.cookies[TICKET]}"}
    for method, path in (
        ("GET", "/v1/users/me"),
        ("POST", "/v1/users/me/totp"),
        ("POST", "/v1/users/me/passkeys/options"),
        ("DELETE", "/v1/users/me/trusted-devices"),
        ("POST", "/v1/auth/reauthenticate/options"),
    ):
        response = await client.request(method, path, headers=headers)
        assert_error(response, 401, "token_invalid")
    cookie = {"Cookie": f"{COOKIE}={browser.cookies[TICKET]}"}
    response = await client.post("/v1/auth/refresh", headers=cookie)
    assert_error(response, 401, "refresh_token_invalid")


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"code": None},
        {"code": "12345"},
        {"code": "1234567"},
        {"code": "１２３４５６"},
        {"code": "123 456"},
        {"code": "12345\n"},
        {"recovery_code": "0" * 65},
        {"code": "123456", "recovery_code": WRONG_RECOVERY_CODE},
    ],
)
async def test_what_is_no_proof_takes_no_try(
    account: TwoStep, browser: Browser, body: dict[str, str], change_settings: ChangeSettings
) -> None:
    change_settings(RATE_LIMIT_MFA=Limit(1, 90))
    await browser.begin()
    for _ in range(6):
        assert_error(await browser.post("/v1/auth/mfa/verify", body), 422, "validation_error")
    assert (await browser.verify(code=account.code())).status_code == 200


async def test_after_five_failures_the_owner_hears_once_a_day_that_the_password_is_known(
    account: TwoStep, client: httpx.AsyncClient, sql: Sql, mailbox: Mailbox
) -> None:
    await mailbox.receive()

    async def fail(times: int) -> int:
        """Return the number of mails."""
        for _ in range(times):
            browser = Browser(client)
            await browser.begin()
            wrong = await browser.verify(recovery_code=WRONG_RECOVERY_CODE)
            assert_error(wrong, 401, "mfa_invalid")
        messages = await mailbox.receive()
        assert all("password" in message["subject"].lower() for message in messages)
        return len(messages)

    assert await fail(4) == 0
    assert await fail(1) == 1
    assert await fail(6) == 0
    await sql.execute("UPDATE rate_limits SET full_at = full_at - interval '1 day'")
    assert await fail(7) == 1


async def test_failures_without_the_password_tell_the_owner_nothing(
    account: TwoStep, browser: Browser, mailbox: Mailbox
) -> None:
    await mailbox.receive()
    for _ in range(8):
        response = await browser.log_in(password="not the password")
        assert_error(response, 401, "invalid_credentials")
    assert await mailbox.receive() == []


async def trust(browser: Browser, account: TwoStep, sql: Sql) -> None:
    """Log in and let this browser skip the second step from now on."""
    await browser.begin()
    response = await browser.verify(code=account.code(), remember_device=True)
    assert response.status_code == 200, response.text
    await forget_steps(sql)


async def test_a_trusted_device_skips_the_second_step_and_nothing_else(
    account: TwoStep, browser: Browser, client: httpx.AsyncClient, sql: Sql
) -> None:
    await trust(browser, account, sql)
    response = await browser.log_in(password="not the password")
    assert_error(response, 401, "invalid_credentials")
    login = Login(await browser.log_in())
    assert (await events(sql, "logged_in"))[-1]["method"] == "password"
    assert (await client.get("/v1/users/me", headers=login.bearer)).status_code == 200
    response = await client.get(EXPORT, headers=login.bearer)
    assert_error(response, 403, "reauthentication_required")
    await Browser(client).begin()


async def test_a_trusted_device_is_no_second_factor_of_an_administrator(
    account: TwoStep,
    browser: Browser,
    client: httpx.AsyncClient,
    sql: Sql,
    change_settings: ChangeSettings,
) -> None:
    await sql.execute("UPDATE users SET role = 'admin'")
    await trust(browser, account, sql)
    login = Login(await browser.log_in())
    change_settings(ADMIN_TWO_STEP=True)
    response = await client.get("/v1/users", headers=login.bearer)
    assert_error(response, 403, "two_step_required")
    body = {"code": account.code()}
    proven = await client.post("/v1/auth/reauthenticate", json=body, headers=login.bearer)
    assert proven.status_code == 200
    assert (await client.get("/v1/users", headers=login.bearer)).status_code == 200


async def test_a_device_is_trusted_for_thirty_days_from_the_second_factor(
    account: TwoStep, browser: Browser, sql: Sql
) -> None:
    await trust(browser, account, sql)
    until = await sql.fetchval("SELECT expires_at FROM trusted_devices")
    assert abs(until - datetime.now(UTC) - timedelta(days=30)) < timedelta(minutes=1)
    Login(await browser.log_in())
    assert await sql.fetchval("SELECT expires_at FROM trusted_devices") == until
    await sql.execute("UPDATE trusted_devices SET expires_at = now() + interval '5 seconds'")
    Login(await browser.log_in())
    await sql.execute("UPDATE trusted_devices SET expires_at = now()")
    await trust(browser, account, sql)  # asks for the second step, and begins anew
    Login(await browser.log_in())


@pytest.mark.parametrize("change", ["password", "logout-all", "forget", "recovery codes"])
async def test_trust_ends_with_the_epoch_and_when_it_is_revoked(
    account: TwoStep, browser: Browser, client: httpx.AsyncClient, sql: Sql, change: str
) -> None:
    await trust(browser, account, sql)
    bearer, new_password = account.bearer, "orange kettle drum 9"
    if change == "password":
        body = {"current_password": PASSWORD, "new_password": new_password}
        response = await client.post("/v1/users/me/password", json=body, headers=bearer)
    elif change == "forget":
        response = await client.delete("/v1/users/me/trusted-devices", headers=bearer)
    elif change == "recovery codes":
        response = await client.post("/v1/users/me/recovery-codes", headers=bearer)
    else:
        response = await client.post("/v1/auth/logout-all", headers=bearer)
    assert response.status_code == 200
    password = new_password if change == "password" else PASSWORD
    if change == "recovery codes":  # changes no factor that the device has shown
        Login(await browser.log_in())
    else:
        await browser.begin(password=password)


async def test_a_device_is_trusted_only_when_asked_and_allowed(
    account: TwoStep, browser: Browser, sql: Sql, change_settings: ChangeSettings
) -> None:
    await browser.begin()
    assert (await browser.verify(code=account.code())).status_code == 200
    await browser.begin()
    change_settings(TRUSTED_DEVICE_SECONDS=0)
    await forget_steps(sql)
    response = await browser.verify(code=account.code(), remember_device=True)
    assert response.status_code == 200
    await browser.begin()
    response = await browser.verify(code=account.wrong_code(), remember_device=True)
    assert_error(response, 401, "mfa_invalid")
    await browser.begin()


async def test_no_device_is_trusted_while_trust_is_switched_off(
    account: TwoStep,
    browser: Browser,
    client: httpx.AsyncClient,
    sql: Sql,
    change_settings: ChangeSettings,
) -> None:
    await trust(browser, account, sql)
    login = Login(await browser.log_in())
    change_settings(TRUSTED_DEVICE_SECONDS=0)
    security = await client.get("/v1/users/me/security", headers=login.bearer)
    assert security.json()["two_step"]["trusted_devices"] == 0
    await browser.begin()
    assert (await browser.options()).json()["remember_seconds"] == 0


async def test_a_device_is_trusted_by_the_account_that_it_has_logged_in_to(
    account: TwoStep, browser: Browser, client: httpx.AsyncClient, sql: Sql
) -> None:
    await trust(browser, account, sql)
    await start_two_step(client, sql, email="other@example.com")
    await browser.begin(email="other@example.com")
