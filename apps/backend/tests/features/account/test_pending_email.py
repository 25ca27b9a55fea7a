"""The address that is to replace the current one, and canceling the change, over HTTP."""

import asyncio
from typing import Any

import asyncpg
import httpx
from fastapi import FastAPI

from src.core.setting_types import Limit
from stylipp_schemas import EmailResponse
from tests.features.auth.links import CHANGE, OTHER, VERIFY, confirm, me, move, verify
from tests.helpers import (
    EMAIL,
    ChangeSettings,
    Mailbox,
    assert_error,
    bearer_of,
    log_in,
    text_of,
    token_in,
)
from tests.recorders import count_statements, kinds

type Sql = "asyncpg.Connection[asyncpg.Record]"
Headers = dict[str, str]


async def read(client: httpx.AsyncClient, headers: Headers) -> tuple[str, bool, str | None]:
    response = await client.get("/v1/users/me/email", headers=headers)
    assert response.status_code == 200, response.text
    assert list(response.json()) == list(EmailResponse.model_fields)
    email = EmailResponse.model_validate_json(response.content)
    return email.email, email.is_email_verified, email.pending_email


async def cancel(client: httpx.AsyncClient, headers: Headers) -> httpx.Response:
    return await client.delete("/v1/users/me/email/pending", headers=headers)


async def events(client: httpx.AsyncClient, headers: Headers) -> list[str]:
    response = await client.get("/v1/users/me/events", headers=headers)
    return [event["type"] for event in response.json()["items"]]


async def test_the_new_address_waits_from_the_request_to_the_click(
    client: httpx.AsyncClient, mailbox: Mailbox
) -> None:
    headers = await bearer_of(client)
    assert await read(client, headers) == (EMAIL, False, None)
    await move(client, headers)
    assert await read(client, headers) == (EMAIL, False, OTHER)  # the mail is queued
    change = await mailbox.receive_token(CHANGE)
    assert await read(client, headers) == (EMAIL, False, OTHER)  # the link is mailed
    await confirm(client, change)
    assert await read(client, headers) == (OTHER, True, None)


async def test_a_verified_address_is_said_to_be(
    client: httpx.AsyncClient, mailbox: Mailbox
) -> None:
    headers = await bearer_of(client)
    await verify(client, await mailbox.receive_token(VERIFY))
    assert await read(client, headers) == (EMAIL, True, None)


async def test_an_expired_change_does_not_wait(
    client: httpx.AsyncClient, mailbox: Mailbox, sql: Sql
) -> None:
    headers = await bearer_of(client)
    await move(client, headers)
    await mailbox.receive()
    await sql.execute("UPDATE one_time_tokens SET expires_at = now()")
    assert await read(client, headers) == (EMAIL, False, None)
    assert_error(await cancel(client, headers), 404, "not_found")


async def test_an_account_neither_sees_nor_cancels_the_change_of_another_one(
    client: httpx.AsyncClient, mailbox: Mailbox
) -> None:
    headers = await bearer_of(client)
    await move(client, headers)
    stranger = await bearer_of(client, email="grace@example.com")
    for _ in ("queued", "mailed"):
        assert await read(client, stranger) == ("grace@example.com", False, None)
        assert_error(await cancel(client, stranger), 404, "not_found")
        assert await read(client, headers) == (EMAIL, False, OTHER)
        await mailbox.receive()


async def test_reading_the_address_is_one_statement(
    client: httpx.AsyncClient, app: FastAPI
) -> None:
    headers = await bearer_of(client)
    with count_statements(app) as statements:
        await read(client, headers)
    assert kinds(statements) == "SELECT SELECT"  # the session, the address


async def test_canceling_invalidates_the_link_that_was_mailed(
    client: httpx.AsyncClient, mailbox: Mailbox
) -> None:
    headers = await bearer_of(client)
    await move(client, headers)
    change = await mailbox.receive_token(CHANGE)
    response = await cancel(client, headers)
    assert (response.status_code, response.json()["success"]) == (200, True)
    assert await read(client, headers) == (EMAIL, False, None)
    assert_error(await confirm(client, change), 400, "one_time_token_invalid")
    assert (await me(client, headers)).json()["email"] == EMAIL
    assert_error(await cancel(client, headers), 404, "not_found")
    assert (await events(client, headers))[:2] == [
        "email_change_canceled",
        "email_change_requested",
    ]


async def test_a_change_that_is_canceled_before_its_mail_is_sent_sends_none(
    client: httpx.AsyncClient, mailbox: Mailbox
) -> None:
    headers = await bearer_of(client)
    await mailbox.receive()
    await move(client, headers)
    assert (await cancel(client, headers)).status_code == 200
    # The owner still learns that the change was requested with the password.
    (notice,) = await mailbox.receive()
    assert notice["To"] == EMAIL
    assert "It will change only if the new address is confirmed." in text_of(notice)


async def test_canceling_leaves_other_links_alone(
    client: httpx.AsyncClient, mailbox: Mailbox
) -> None:
    headers = await bearer_of(client)
    token = await mailbox.receive_token(VERIFY)
    await move(client, headers)
    assert (await cancel(client, headers)).status_code == 200
    assert (await verify(client, token)).status_code == 200


async def test_the_export_forgets_a_canceled_change(
    client: httpx.AsyncClient, mailbox: Mailbox
) -> None:
    async def waiting() -> tuple[list[Any], list[Any]]:
        export = (await client.get("/v1/users/me/export", headers=headers)).json()
        links = [link["new_email"] for link in export["pending_links"] if link["new_email"]]
        return links, [mail["address"] for mail in export["pending_emails"]]

    headers = await bearer_of(client)
    await mailbox.receive()
    await move(client, headers)
    assert await waiting() == ([], [OTHER, EMAIL])
    await cancel(client, headers)
    assert await waiting() == ([], [EMAIL])  # the notice to the old address
    await move(client, headers)
    await mailbox.receive()
    assert await waiting() == ([OTHER], [])
    await cancel(client, headers)
    assert await waiting() == ([], [])


async def test_a_change_can_be_requested_again_after_it_was_canceled(
    client: httpx.AsyncClient, mailbox: Mailbox
) -> None:
    headers = await bearer_of(client)
    for _ in range(2):
        await move(client, headers)
        await cancel(client, headers)
    await move(client, headers)
    assert (await confirm(client, await mailbox.receive_token(CHANGE))).status_code == 200


async def test_of_a_cancellation_and_a_confirmation_at_once_exactly_one_wins(
    client: httpx.AsyncClient, mailbox: Mailbox, change_settings: ChangeSettings
) -> None:
    change_settings(RATE_LIMIT_MAIL_ADDRESS=Limit(1000, 1), RATE_LIMIT_MAIL_IP=Limit(1000, 1))
    headers, email = await bearer_of(client), EMAIL
    for number in range(20):
        new = f"ada{number}@example.com"
        await move(client, headers, to=new)
        change = await mailbox.receive_token(CHANGE)
        calls = [cancel(client, headers), confirm(client, change)]
        calls = calls if number % 2 else calls[::-1]
        responses = await asyncio.gather(*calls)
        canceled, confirmed = responses if number % 2 else responses[::-1]
        if confirmed.status_code == 200:
            assert_error(canceled, 404, "not_found")
            email = new
        else:
            assert_error(confirmed, 400, "one_time_token_invalid")
            assert canceled.status_code == 200
        assert (await read(client, headers))[::2] == (email, None)


async def test_canceling_races_the_mail_without_leaving_a_link(
    client: httpx.AsyncClient, mailbox: Mailbox, change_settings: ChangeSettings
) -> None:
    change_settings(RATE_LIMIT_MAIL_ADDRESS=Limit(1000, 1), RATE_LIMIT_MAIL_IP=Limit(1000, 1))
    headers = await bearer_of(client)
    for _ in range(20):
        await move(client, headers)
        canceled, messages = await asyncio.gather(cancel(client, headers), mailbox.receive())
        assert canceled.status_code == 200
        assert await read(client, headers) == (EMAIL, False, None)
        for message in messages:
            if message["Subject"] == CHANGE:
                response = await confirm(client, token_in(message))
                assert_error(response, 400, "one_time_token_invalid")


async def test_a_session_that_has_ended_cancels_nothing(
    client: httpx.AsyncClient, mailbox: Mailbox
) -> None:
    headers = await bearer_of(client)
    other = {"Authorization": f"Bearer {(await log_in(client)).json()['access_token']}"}
    await move(client, headers)
    await client.post("/v1/auth/logout", headers=other)
    for call in (cancel(client, other), client.get("/v1/users/me/email", headers=other)):
        assert_error(await call, 401, "session_expired")
    for call in (cancel(client, {}), client.get("/v1/users/me/email")):
        assert_error(await call, 401, "not_authenticated")
    assert await read(client, headers) == (EMAIL, False, OTHER)
