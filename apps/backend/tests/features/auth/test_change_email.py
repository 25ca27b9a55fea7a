"""Changing the address of an account."""

import asyncio

import httpx

from src.core.setting_types import Limit
from tests.features.auth.links import (
    CHANGE,
    OTHER,
    VERIFY,
    confirm,
    me,
    move,
    reset,
    reset_token,
    verify,
)
from tests.helpers import (
    EMAIL,
    PASSWORD,
    ChangeSettings,
    Mailbox,
    assert_error,
    bearer_of,
    log_in,
    register,
    text_of,
    token_in,
)


async def test_a_thief_s_change_of_address_does_not_survive_a_new_password(
    client: httpx.AsyncClient, mailbox: Mailbox, change_settings: ChangeSettings
) -> None:
    """Both are requested at once with the old password; the owner's new password wins."""
    change_settings(RATE_LIMIT_ENABLED=False)
    headers, password = await bearer_of(client), PASSWORD
    for number in range(8):
        body = {"current_password": password, "new_password": f"tin drum orchard {number}"}
        owner = asyncio.create_task(
            client.post("/v1/users/me/password", json=body, headers=headers)
        )
        await asyncio.sleep(number * 0.01)
        thief = await move(client, headers, to="thief@example.com", password=password)
        assert thief.status_code in (202, 401)
        changed = await owner
        assert changed.status_code == 200
        for message in await mailbox.receive():
            if message["Subject"] == CHANGE:
                assert_error(
                    await confirm(client, token_in(message)), 400, "one_time_token_invalid"
                )
        headers = {"Authorization": f"Bearer {changed.json()['access_token']}"}
        password = body["new_password"]
    assert (await me(client, headers)).json()["email"] == EMAIL


async def test_an_address_changes_when_the_new_one_is_confirmed(
    client: httpx.AsyncClient, mailbox: Mailbox
) -> None:
    headers = await bearer_of(client)
    old_verify = await mailbox.receive_token(VERIFY)
    old_reset = await reset_token(client, mailbox)
    response = await move(client, headers, to="Lovelace@Example.com")
    assert (response.status_code, response.json()["success"]) == (202, True)
    assert (await me(client, headers)).json()["email"] == EMAIL
    to_old, to_new = sorted(await mailbox.receive(), key=lambda m: m["To"] != EMAIL)
    assert to_old["Subject"] == "Your e-mail address is about to change"
    assert "#token=" not in text_of(to_old)
    assert (to_new["To"], to_new["Subject"]) == (OTHER, CHANGE)
    assert (await confirm(client, token_in(to_new))).status_code == 200
    account = (await me(client, headers)).json()
    assert (account["email"], account["is_email_verified"]) == (OTHER, True)
    assert_error(await confirm(client, token_in(to_new)), 400, "one_time_token_invalid")
    assert_error(await verify(client, old_verify), 400, "one_time_token_invalid")
    assert_error(await reset(client, old_reset), 400, "one_time_token_invalid")
    assert_error(await log_in(client), 401, "invalid_credentials")
    assert (await log_in(client, email=OTHER)).status_code == 200


async def test_an_address_that_was_taken_meanwhile_is_refused(
    client: httpx.AsyncClient, mailbox: Mailbox
) -> None:
    headers = await bearer_of(client)
    await move(client, headers)
    token = await mailbox.receive_token(CHANGE)
    await register(client, email=OTHER)
    assert_error(await confirm(client, token), 409, "email_taken")
    assert (await me(client, headers)).json()["email"] == EMAIL


async def test_of_two_accounts_that_change_to_one_address_one_gets_it(
    client: httpx.AsyncClient, mailbox: Mailbox
) -> None:
    tokens = []
    for email in (EMAIL, "grace@example.com"):
        await move(client, await bearer_of(client, email=email))
        tokens.append(await mailbox.receive_token(CHANGE))
    responses = await asyncio.gather(*(confirm(client, token) for token in tokens))
    assert sorted(r.status_code for r in responses) == [200, 409]


async def test_a_second_change_invalidates_the_first_even_before_it_is_sent(
    client: httpx.AsyncClient, mailbox: Mailbox
) -> None:
    headers = await bearer_of(client)
    await move(client, headers, to="typo@example.com")
    typo = await mailbox.receive_token(CHANGE)
    await move(client, headers, to="typo-again@example.com")
    await move(client, headers)
    assert_error(await confirm(client, typo), 400, "one_time_token_invalid")
    (message,) = [m for m in await mailbox.receive() if m["Subject"] == CHANGE]
    assert message["To"] == OTHER
    assert (await confirm(client, token_in(message))).status_code == 200


async def test_changing_the_address_requires_the_password(
    client: httpx.AsyncClient, mailbox: Mailbox
) -> None:
    headers = await bearer_of(client)
    await mailbox.receive()
    assert_error(await move(client, headers, password="wrong"), 401, "invalid_credentials")
    assert_error(await move(client, {}), 401, "not_authenticated")
    assert_error(await move(client, headers, to="not an address"), 422, "validation_error")
    assert await mailbox.receive() == []


async def test_a_second_mail_to_an_address_within_the_limit_is_dropped_silently(
    client: httpx.AsyncClient, mailbox: Mailbox, change_settings: ChangeSettings
) -> None:
    change_settings(RATE_LIMIT_MAIL_ADDRESS=Limit(1, 3600))
    headers = await bearer_of(client)
    await mailbox.receive()
    first = await move(client, headers)
    assert sorted(message["To"] for message in await mailbox.receive()) == [EMAIL, OTHER]
    second = await move(client, headers)
    assert (second.status_code, second.content) == (202, first.content)
    assert await mailbox.receive() == []
