"""Verifying the address of an account."""

import httpx

from src.core.setting_types import Limit
from tests.features.auth.links import VERIFY, me, resend, verify
from tests.helpers import (
    EMAIL,
    PASSWORD,
    ChangeSettings,
    Mailbox,
    assert_error,
    bearer_of,
    register,
    token_in,
)


async def test_registering_sends_a_link_that_confirms_the_address(
    client: httpx.AsyncClient, mailbox: Mailbox
) -> None:
    headers = await bearer_of(client)
    assert (await me(client, headers)).json()["is_email_verified"] is False
    (message,) = await mailbox.receive()
    assert (message["To"], message["Subject"]) == (EMAIL, VERIFY)
    response = await verify(client, token_in(message))
    assert (response.status_code, response.json()["success"]) == (200, True)
    assert (await me(client, headers)).json()["is_email_verified"] is True
    assert_error(await verify(client, token_in(message)), 400, "one_time_token_invalid")


async def test_a_failed_registration_sends_nothing(
    client: httpx.AsyncClient, mailbox: Mailbox
) -> None:
    await register(client)
    await mailbox.receive()
    assert_error(await register(client), 409, "email_taken")
    assert await mailbox.receive() == []


async def test_repeated_registrations_do_not_flood_a_mailbox(
    client: httpx.AsyncClient, mailbox: Mailbox
) -> None:
    received = 0
    for _ in range(5):
        headers = await bearer_of(client)
        received += len(await mailbox.receive())
        gone = {"current_password": PASSWORD}
        await client.post("/v1/users/me/delete", json=gone, headers=headers)
    assert received == 3


async def test_a_link_can_be_sent_again_and_replaces_the_earlier_one(
    client: httpx.AsyncClient, mailbox: Mailbox
) -> None:
    headers = await bearer_of(client)
    first = await mailbox.receive_token(VERIFY)
    response = await resend(client, headers)
    assert (response.status_code, response.json()["success"]) == (202, True)
    second = await mailbox.receive_token(VERIFY)
    assert_error(await verify(client, first), 400, "one_time_token_invalid")
    assert (await verify(client, second)).status_code == 200
    assert (await resend(client, headers)).content == response.content
    assert await mailbox.receive() == []
    assert_error(await resend(client, {}), 401, "not_authenticated")


async def test_a_second_link_within_the_limit_is_dropped_silently(
    client: httpx.AsyncClient, mailbox: Mailbox, change_settings: ChangeSettings
) -> None:
    change_settings(RATE_LIMIT_MAIL_ADDRESS=Limit(1, 3600))
    headers = await bearer_of(client)
    await mailbox.receive()
    first = await resend(client, headers)
    assert [message["Subject"] for message in await mailbox.receive()] == [VERIFY]
    second = await resend(client, headers)
    assert (second.status_code, second.content) == (202, first.content)
    assert await mailbox.receive() == []
