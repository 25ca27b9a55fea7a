"""Resetting a forgotten password."""

import asyncio

import asyncpg
import httpx
from fastapi import FastAPI

from tests.features.auth.links import (
    NEW,
    OTHER,
    forgot,
    me,
    reset,
    reset_token,
)
from tests.helpers import (
    EMAIL,
    ChangeSettings,
    Mailbox,
    assert_error,
    bearer_of,
    log_in,
    register,
)
from tests.recorders import count_statements


async def test_a_reset_sets_the_password_ends_every_session_and_notifies_the_owner(
    client: httpx.AsyncClient, mailbox: Mailbox
) -> None:
    headers = await bearer_of(client)
    await mailbox.receive()
    response = await reset(client, await reset_token(client, mailbox))
    assert (response.status_code, response.json()["success"]) == (200, True)
    assert "set-cookie" not in response.headers
    assert_error(await me(client, headers), 401, "session_expired")
    assert_error(await log_in(client), 401, "invalid_credentials")
    new = await log_in(client, password=NEW)
    assert new.status_code == 200
    claimed, notice = await mailbox.receive()  # the address was never verified
    assert claimed["Subject"] == "Your e-mail address is confirmed"
    assert (notice["To"], notice["Subject"]) == (EMAIL, "Your password was changed")
    bearer = {"Authorization": f"Bearer {new.json()['access_token']}"}
    assert (await me(client, bearer)).json()["is_email_verified"] is True


async def test_of_sixteen_parallel_resets_one_wins(
    client: httpx.AsyncClient, mailbox: Mailbox
) -> None:
    await register(client)
    token = await reset_token(client, mailbox)
    passwords = [f"tin drum orchard {n}" for n in range(16)]
    responses = await asyncio.gather(*(reset(client, token, p) for p in passwords))
    assert sorted(r.status_code for r in responses) == [200] + [400] * 15
    (winner,) = [p for p, r in zip(passwords, responses, strict=True) if r.status_code == 200]
    assert (await log_in(client, password=winner)).status_code == 200


async def test_an_unacceptable_new_password_does_not_consume_the_token(
    client: httpx.AsyncClient, mailbox: Mailbox
) -> None:
    await register(client)
    token = await reset_token(client, mailbox)
    assert_error(await reset(client, token, "short"), 422, "password_too_short")
    assert_error(await reset(client, token, "password123"), 422, "password_common")
    assert_error(await reset(client, token, "stylipp-example"), 422, "password_context")
    assert (await reset(client, token)).status_code == 200


async def test_a_newer_link_replaces_the_older(client: httpx.AsyncClient, mailbox: Mailbox) -> None:
    await register(client)
    first = await reset_token(client, mailbox)
    second = await reset_token(client, mailbox)
    assert_error(await reset(client, first), 400, "one_time_token_invalid")
    assert (await reset(client, second)).status_code == 200


async def test_forgot_answers_alike_for_every_address(
    client: httpx.AsyncClient,
    app: FastAPI,
    mailbox: Mailbox,
    sql: "asyncpg.Connection[asyncpg.Record]",
) -> None:
    await register(client)
    await register(client, email="disabled@example.com")
    await sql.execute("UPDATE users SET disabled_at = now() WHERE email LIKE 'disabled%'")
    await mailbox.receive()
    seen = []
    for email in (EMAIL, "disabled@example.com", "nobody@example.com"):
        with count_statements(app) as statements:
            response = await forgot(client, email)
        seen.append((response.status_code, response.content, list(response.headers), statements))
    assert seen[0] == seen[1] == seen[2]
    assert seen[0][0] == 202
    (message,) = await mailbox.receive()
    assert message["To"] == EMAIL
    assert await sql.fetchval("SELECT count(*) FROM email_outbox") == 0


async def test_no_link_to_the_old_address_is_created_while_it_changes(
    client: httpx.AsyncClient, mailbox: Mailbox, sql: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    await register(client)
    await mailbox.receive()
    await forgot(client)
    async with sql.transaction():
        await sql.execute("UPDATE users SET email = $1", OTHER)
        sending = asyncio.create_task(mailbox.receive())
        await asyncio.sleep(0.2)
        assert not sending.done()  # it waits for the account
    assert await sending == []
    assert await sql.fetchval("SELECT count(*) FROM one_time_tokens") == 1  # the first one's


async def test_a_mail_withdrawn_while_it_was_being_prepared_is_not_sent(
    client: httpx.AsyncClient, mailbox: Mailbox, sql: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    await register(client)
    async with sql.transaction():
        await sql.execute("SELECT 1 FROM users FOR UPDATE")
        sending = asyncio.create_task(mailbox.receive())
        await asyncio.sleep(0.2)
        assert not sending.done()
        await sql.execute("DELETE FROM email_outbox")
    assert await sending == []
    assert await sql.fetchval("SELECT count(*) FROM one_time_tokens") == 0


async def test_an_address_gets_three_mails_and_the_answer_does_not_reveal_it(
    client: httpx.AsyncClient, mailbox: Mailbox
) -> None:
    await register(client)
    await mailbox.receive()
    answers, received = set(), 0
    for _ in range(5):
        response = await forgot(client)
        answers.add((response.status_code, response.content))
        received += len(await mailbox.receive())
    assert received == 3
    assert len(answers) == 1
    await forgot(client, "nobody@example.com")


async def test_mail_limits_can_be_switched_off(
    client: httpx.AsyncClient, mailbox: Mailbox, change_settings: ChangeSettings
) -> None:
    change_settings(RATE_LIMIT_ENABLED=False)
    await register(client)
    await mailbox.receive()
    for _ in range(4):
        await forgot(client)
        assert len(await mailbox.receive()) == 1


async def test_a_reset_clears_the_limit_of_failed_logins(
    client: httpx.AsyncClient, mailbox: Mailbox
) -> None:
    await register(client)
    for number in range(11):
        await log_in(client, password=f"a wrong guess {number}")
    assert_error(await log_in(client), 429, "too_many_attempts")
    await reset(client, await reset_token(client, mailbox))
    assert (await log_in(client, password=NEW)).status_code == 200


async def test_a_disabled_account_gets_no_mail(
    client: httpx.AsyncClient, mailbox: Mailbox, sql: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    await register(client)
    await sql.execute("UPDATE users SET disabled_at = now()")
    await forgot(client)
    assert await mailbox.receive() == []
