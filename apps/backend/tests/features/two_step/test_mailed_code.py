"""Proving again that it is you with a mailed code."""

import asyncio

import asyncpg
import httpx

from src.core.setting_types import Limit
from tests.features.auth.logins import start
from tests.features.mail_login.mail_logins import ask, code_in, complete, wrong
from tests.features.two_step.second_steps import Browser, start_two_step
from tests.features.two_step.test_reauthentication import (
    assert_recent,
    forget_proofs,
    methods,
    prove,
)
from tests.helpers import EMAIL, ChangeSettings, Mailbox, assert_error, log_in, text_of

type Sql = "asyncpg.Connection[asyncpg.Record]"
type Headers = dict[str, str]

MAIL = "/v1/auth/reauthenticate/mail"


async def mailed_code(client: httpx.AsyncClient, bearer: Headers, mailbox: Mailbox) -> str:
    await mailbox.receive()
    response = await client.post(MAIL, headers=bearer)
    assert response.status_code == 202, response.text
    (message,) = await mailbox.receive()
    assert message["To"] == EMAIL
    assert "#token=" not in text_of(message)
    return code_in(message)


async def test_a_mailed_code_proves_it_once(
    client: httpx.AsyncClient, sql: Sql, mailbox: Mailbox
) -> None:
    login = await start(client)
    await forget_proofs(sql)
    code = await mailed_code(client, login.bearer, mailbox)
    assert_error(await prove(client, login.bearer, mail_code=wrong(code)), 401, "mfa_invalid")
    await assert_recent(client, login.bearer, is_recent=False)
    responses = await asyncio.gather(
        *(prove(client, login.bearer, mail_code=code) for _ in range(4))
    )
    assert sorted(r.status_code for r in responses) == [200, 401, 401, 401]
    await assert_recent(client, login.bearer, is_recent=True)
    assert await methods(sql) == ["email"]


async def test_a_code_that_proves_again_never_logs_in_and_the_other_way_round(
    client: httpx.AsyncClient, sql: Sql, mailbox: Mailbox
) -> None:
    login = await start(client)
    await sql.execute("UPDATE users SET email_verified_at = now()")
    reauthentication = await mailed_code(client, login.bearer, mailbox)
    browser = Browser(client)
    await ask(browser)
    (message,) = await mailbox.receive()
    code = code_in(message)
    response = await complete(browser, code=reauthentication)
    assert_error(response, 400, "one_time_token_invalid")
    # Even if every other column were that of a login.
    await sql.execute("DELETE FROM login_codes WHERE purpose = 'login'")
    await sql.execute(
        "UPDATE login_codes SET browser_hash = (SELECT sha256('x')), token_hash = sha256('token')"
    )
    response = await complete(browser, token="token", is_confirmed=True)
    assert_error(response, 400, "one_time_token_invalid")
    assert_error(await prove(client, login.bearer, mail_code=code), 401, "mfa_invalid")
    response = await prove(client, login.bearer, mail_code=reauthentication)
    assert response.status_code == 200


async def test_a_code_is_for_the_session_that_has_asked(
    client: httpx.AsyncClient, mailbox: Mailbox
) -> None:
    login = await start(client)
    code = await mailed_code(client, login.bearer, mailbox)
    other = {"Authorization": f"Bearer {(await log_in(client)).json()['access_token']}"}
    for _ in range(6):
        assert_error(await prove(client, other, mail_code=code), 401, "mfa_invalid")
    assert (await prove(client, login.bearer, mail_code=code)).status_code == 200


async def test_with_two_step_login_a_mailed_code_is_not_enough_and_takes_no_limit(
    client: httpx.AsyncClient, sql: Sql, mailbox: Mailbox, change_settings: ChangeSettings
) -> None:
    account = await start_two_step(client, sql)
    await forget_proofs(sql)
    code = await mailed_code(client, account.bearer, mailbox)
    change_settings(RATE_LIMIT_ENABLED=True, RATE_LIMIT_LOGIN_ACCOUNT=Limit(2, 600))
    for _ in range(4):
        assert_error(await prove(client, account.bearer, mail_code=code), 401, "mfa_required")
    await assert_recent(client, account.bearer, is_recent=False)


async def test_wrong_codes_take_the_limit_of_the_session(
    client: httpx.AsyncClient, mailbox: Mailbox, change_settings: ChangeSettings
) -> None:
    login = await start(client)
    code = await mailed_code(client, login.bearer, mailbox)
    change_settings(RATE_LIMIT_ENABLED=True, RATE_LIMIT_LOGIN_ACCOUNT=Limit(3, 600))
    for _ in range(3):
        assert_error(await prove(client, login.bearer, mail_code=wrong(code)), 401, "mfa_invalid")
    response = await prove(client, login.bearer, mail_code=code)
    assert_error(response, 429, "too_many_attempts")


async def test_the_fifth_wrong_code_voids_it(client: httpx.AsyncClient, mailbox: Mailbox) -> None:
    login = await start(client)
    code = await mailed_code(client, login.bearer, mailbox)
    for _ in range(5):
        assert_error(await prove(client, login.bearer, mail_code=wrong(code)), 401, "mfa_invalid")
    assert_error(await prove(client, login.bearer, mail_code=code), 401, "mfa_invalid")


async def test_mails_with_codes_are_limited_by_address_in_silence(
    client: httpx.AsyncClient, mailbox: Mailbox, change_settings: ChangeSettings
) -> None:
    login = await start(client)
    await mailbox.receive()
    change_settings(RATE_LIMIT_ENABLED=True, RATE_LIMIT_MAIL_ADDRESS=Limit(2, 600))
    count = 0
    for _ in range(4):
        assert (await client.post(MAIL, headers=login.bearer)).status_code == 202
        count += len(await mailbox.receive())
    assert count == 2
