"""Saying that a mailed link was not asked for."""

import asyncio

import asyncpg
import httpx

from src.features.mail.service.folder import mail_folder
from tests.features.admin.admins import make_admin
from tests.features.auth.links import (
    CHANGE,
    OTHER,
    RESET,
    VERIFY,
    confirm,
    forgot,
    me,
    move,
    verify,
)
from tests.helpers import (
    EMAIL,
    Mailbox,
    assert_error,
    bearer_of,
    log_in,
    register,
    text_of,
    token_in,
)

type Sql = "asyncpg.Connection[asyncpg.Record]"

INVALID = (400, "one_time_token_invalid")


async def deny(client: httpx.AsyncClient, token: str) -> httpx.Response:
    return await client.post("/v1/auth/email/deny", json={"token": token})


async def types_of_events(sql: Sql) -> list[str]:
    return [row["type"] for row in await sql.fetch("SELECT type FROM audit_events ORDER BY id")]


async def test_an_account_that_was_never_verified_is_deleted(
    client: httpx.AsyncClient, mailbox: Mailbox, sql: Sql
) -> None:
    other = await bearer_of(client, email="grace@example.com")
    await mailbox.receive()
    headers = await bearer_of(client)
    (message,) = await mailbox.receive()
    token = token_in(message)
    assert f"https://stylipp.com/deny#token={token}" in text_of(message)
    response = await deny(client, token)
    assert (response.status_code, response.json()["success"]) == (200, True)
    assert EMAIL not in response.text
    assert (await me(client, headers)).status_code == 401
    assert_error(await log_in(client), 401, "invalid_credentials")
    for use in (deny, verify):
        assert_error(await use(client, token), *INVALID)
    types = await types_of_events(sql)
    assert types.count("account_denied") == 1
    assert "account_deleted" not in types
    assert (await me(client, other)).status_code == 200
    assert (await register(client)).status_code == 201


async def test_the_deletion_takes_the_mails_of_the_account_too(
    client: httpx.AsyncClient, mailbox: Mailbox, sql: Sql
) -> None:
    headers = await bearer_of(client)
    token = await mailbox.receive_token(VERIFY)
    await move(client, headers)
    await forgot(client)
    assert (await deny(client, token)).status_code == 200
    assert await sql.fetchval("SELECT count(*) FROM email_outbox") == 0
    assert await sql.fetchval("SELECT count(*) FROM one_time_tokens") == 0
    folder = mail_folder(mailbox.app.state.wiring.settings)
    assert list(folder.iterdir()) == []


async def test_a_change_of_address_is_canceled_and_the_account_stays(
    client: httpx.AsyncClient, mailbox: Mailbox, sql: Sql
) -> None:
    headers = await bearer_of(client)
    await mailbox.receive()
    await move(client, headers)
    (message,) = [m for m in await mailbox.receive() if m["Subject"] == CHANGE]
    token = token_in(message)
    assert f"https://stylipp.com/deny#token={token}" in text_of(message)
    assert (await deny(client, token)).status_code == 200
    account = (await me(client, headers)).json()
    assert (account["email"], account["is_email_verified"]) == (EMAIL, False)
    pending = await client.get("/v1/users/me/email", headers=headers)
    assert pending.json()["pending_email"] is None
    for use in (confirm, deny):
        assert_error(await use(client, token), *INVALID)
    assert (await types_of_events(sql))[-1] == "email_change_canceled"


async def test_an_account_that_was_verified_meanwhile_stays(
    client: httpx.AsyncClient, mailbox: Mailbox, sql: Sql
) -> None:
    headers = await bearer_of(client)
    token = await mailbox.receive_token(VERIFY)
    await sql.execute("UPDATE users SET email_verified_at = now()")  # by a provider, say
    assert_error(await deny(client, token), *INVALID)
    assert (await me(client, headers)).status_code == 200


async def test_an_account_that_has_another_address_meanwhile_stays(
    client: httpx.AsyncClient, mailbox: Mailbox
) -> None:
    headers = await bearer_of(client)
    token = await mailbox.receive_token(VERIFY)
    await move(client, headers)
    assert (await confirm(client, await mailbox.receive_token(CHANGE))).status_code == 200
    assert_error(await deny(client, token), *INVALID)
    assert (await me(client, headers)).json()["email"] == OTHER


async def test_the_last_administrator_is_told_what_a_bad_token_is_told(
    client: httpx.AsyncClient, mailbox: Mailbox, sql: Sql
) -> None:
    headers = await make_admin(client, sql)
    token = await mailbox.receive_token(VERIFY)
    refused, bad = await deny(client, token), await deny(client, "x" * 43)
    assert_error(refused, *INVALID)
    assert refused.content == bad.content
    assert (await me(client, headers)).status_code == 200
    await make_admin(client, sql, "other@example.com")
    assert (await deny(client, token)).status_code == 200
    assert (await me(client, headers)).status_code == 401


async def test_links_of_a_disabled_account_deny_nothing(
    client: httpx.AsyncClient, mailbox: Mailbox, sql: Sql
) -> None:
    """Or its user could register the address again."""
    await bearer_of(client)
    token = await mailbox.receive_token(VERIFY)
    await sql.execute("UPDATE users SET disabled_at = now()")
    assert_error(await deny(client, token), *INVALID)
    assert await sql.fetchval("SELECT count(*) FROM users") == 1


async def test_only_links_that_confirm_an_address_can_be_denied(
    client: httpx.AsyncClient, mailbox: Mailbox, sql: Sql
) -> None:
    headers = await bearer_of(client)
    await mailbox.receive()
    await forgot(client)
    for_reset = await mailbox.receive_token(RESET)
    access = headers["Authorization"].removeprefix("Bearer ")
    for wrong in (for_reset, access, "", "\0", "x" * 5000, "ä"):
        assert_error(await deny(client, wrong), *INVALID)
    assert (await me(client, headers)).status_code == 200


async def test_an_expired_link_denies_nothing(
    client: httpx.AsyncClient, mailbox: Mailbox, sql: Sql
) -> None:
    headers = await bearer_of(client)
    token = await mailbox.receive_token(VERIFY)
    await move(client, headers)
    change = await mailbox.receive_token(CHANGE)
    await sql.execute("UPDATE one_time_tokens SET expires_at = now()")
    for expired in (token, change):
        assert_error(await deny(client, expired), *INVALID)
    assert (await me(client, headers)).status_code == 200


async def test_of_parallel_denials_one_succeeds(
    client: httpx.AsyncClient, mailbox: Mailbox, sql: Sql
) -> None:
    headers = await bearer_of(client)
    token = await mailbox.receive_token(VERIFY)
    await move(client, headers)
    change = await mailbox.receive_token(CHANGE)
    for link in (change, token):
        responses = await asyncio.gather(*(deny(client, link) for _ in range(6)))
        assert sorted(r.status_code for r in responses) == [200] + [400] * 5
    assert (await types_of_events(sql)).count("account_denied") == 1


async def test_of_confirming_and_denying_at_once_one_succeeds(
    client: httpx.AsyncClient, mailbox: Mailbox, sql: Sql
) -> None:
    for number in range(4):
        await register(client, email=f"a{number}@example.com")
        token = await mailbox.receive_token(VERIFY)
        uses = [deny, verify] if number % 2 else [verify, deny]
        responses = await asyncio.gather(*(use(client, token) for use in uses))
        assert sorted(r.status_code for r in responses) == [200, 400]
        kept = await sql.fetchval("SELECT email_verified_at IS NOT NULL FROM users")
        assert kept is (True if responses[uses.index(verify)].status_code == 200 else None)
        await sql.execute("DELETE FROM users")
