"""What holds for every kind of mailed link."""

import asyncio
from typing import Any

import asyncpg
import httpx
import pytest

from src.features.mail.service.worker import deliver_queued
from tests.features.auth.links import (
    CHANGE,
    NEW,
    RESET,
    VERIFY,
    confirm,
    forgot,
    me,
    move,
    resend,
    reset,
    reset_token,
    verify,
)
from tests.helpers import (
    PASSWORD,
    ChangeSettings,
    Mailbox,
    assert_error,
    bearer_of,
)


async def test_a_link_works_for_its_own_purpose_only(
    client: httpx.AsyncClient, mailbox: Mailbox
) -> None:
    headers = await bearer_of(client)
    for_verify = await mailbox.receive_token(VERIFY)
    for_reset = await reset_token(client, mailbox)
    await move(client, headers)
    for_change = await mailbox.receive_token(CHANGE)
    access = headers["Authorization"].removeprefix("Bearer ")
    for wrong in (for_reset, for_change, access, "", "\0", "x" * 5000, "ä"):
        assert_error(await verify(client, wrong), 400, "one_time_token_invalid")
    for wrong in (for_verify, for_change, access):
        assert_error(await reset(client, wrong), 400, "one_time_token_invalid")
    for wrong in (for_verify, for_reset, access):
        assert_error(await confirm(client, wrong), 400, "one_time_token_invalid")
    for token in (for_verify, for_reset, for_change):
        bearer = {"Authorization": f"Bearer {token}"}
        assert_error(await me(client, bearer), 401, "token_invalid")
    assert (await verify(client, for_verify)).status_code == 200
    assert (await confirm(client, for_change)).status_code == 200


@pytest.mark.parametrize("how", ["change", "reset"])
async def test_a_new_password_invalidates_every_link(
    client: httpx.AsyncClient, mailbox: Mailbox, how: str
) -> None:
    headers = await bearer_of(client)
    tokens = {verify: await mailbox.receive_token(VERIFY)}
    await move(client, headers)
    tokens[confirm] = await mailbox.receive_token(CHANGE)
    tokens[reset] = await reset_token(client, mailbox)
    await move(client, headers, to="never-sent@example.com")
    await forgot(client)  # waits too
    if how == "change":
        body = {"current_password": PASSWORD, "new_password": NEW}
        response = await client.post("/v1/users/me/password", json=body, headers=headers)
    else:
        response = await reset(client, tokens[reset])
    assert response.status_code == 200
    for use, token in tokens.items():
        assert_error(await use(client, token), 400, "one_time_token_invalid")
    subjects = [m["Subject"] for m in await mailbox.receive()]
    assert not {CHANGE, RESET, VERIFY} & set(subjects)
    assert "Your password was changed" in subjects


async def test_requests_that_race_a_deletion_are_refused(
    client: httpx.AsyncClient, mailbox: Mailbox, change_settings: ChangeSettings
) -> None:
    change_settings(RATE_LIMIT_ENABLED=False)
    for _ in range(10):
        headers = await bearer_of(client)
        gone = {"current_password": PASSWORD}
        responses = await asyncio.gather(
            move(client, headers),
            client.post("/v1/users/me/delete", json=gone, headers=headers),
            move(client, headers),
            resend(client, headers),
            deliver_queued(mailbox.app.state.wiring),
            resend(client, headers),
        )
        assert {r.status_code for r in responses if r is not None} <= {200, 202, 401}
        await mailbox.receive()
        assert (await me(client, headers)).status_code == 401


async def test_links_of_a_disabled_account_are_invalid(
    client: httpx.AsyncClient, mailbox: Mailbox, sql: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    headers = await bearer_of(client)
    tokens = {verify: await mailbox.receive_token(VERIFY)}
    await move(client, headers)
    tokens[confirm] = await mailbox.receive_token(CHANGE)
    tokens[reset] = await reset_token(client, mailbox)
    await sql.execute("UPDATE users SET disabled_at = now()")
    for use, token in tokens.items():
        assert_error(await use(client, token), 400, "one_time_token_invalid")


@pytest.mark.parametrize(("use", "subject"), [(verify, VERIFY), (confirm, CHANGE)])
async def test_of_parallel_uses_of_a_link_one_succeeds(
    client: httpx.AsyncClient, mailbox: Mailbox, use: Any, subject: str
) -> None:
    await move(client, await bearer_of(client))
    token = await mailbox.receive_token(subject)
    responses = await asyncio.gather(*(use(client, token) for _ in range(8)))
    assert sorted(r.status_code for r in responses) == [200] + [400] * 7


async def test_links_expire(
    client: httpx.AsyncClient, mailbox: Mailbox, sql: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    headers = await bearer_of(client)
    tokens = {verify: await mailbox.receive_token(VERIFY)}
    tokens[reset] = await reset_token(client, mailbox)
    await move(client, headers)
    tokens[confirm] = await mailbox.receive_token(CHANGE)
    seconds = await sql.fetch(
        "SELECT purpose, round(extract(epoch FROM expires_at - now()) / 60) AS minutes"
        " FROM one_time_tokens"
    )
    assert {row["purpose"]: int(row["minutes"]) for row in seconds} == {
        "verify_email": 24 * 60,
        "reset_password": 30,
        "confirm_email_change": 60,
    }
    await sql.execute("UPDATE one_time_tokens SET expires_at = now()")
    for use, token in tokens.items():
        assert_error(await use(client, token), 400, "one_time_token_invalid")


async def test_one_network_address_may_request_twenty_mails(client: httpx.AsyncClient) -> None:
    for number in range(20):
        assert (await forgot(client, f"a{number}@example.com")).status_code == 202
    response = await forgot(client)
    assert_error(response, 429, "too_many_attempts")
    assert 1 <= int(response.headers["retry-after"]) <= 60
    headers = await bearer_of(client)
    assert_error(await resend(client, headers), 429, "too_many_attempts")
    assert_error(await move(client, headers), 429, "too_many_attempts")
