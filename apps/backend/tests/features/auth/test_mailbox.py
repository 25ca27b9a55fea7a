"""What mailed links do, over HTTP."""

import asyncio
from typing import Any

import asyncpg
import httpx
import pytest
from fastapi import FastAPI

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
from tests.recorders import count_statements

NEW = "tin drum orchard 4"
OTHER = "lovelace@example.com"
RESET = "Reset your password"
VERIFY = "Confirm your e-mail address"
CHANGE = "Confirm your new e-mail address"


async def forgot(client: httpx.AsyncClient, email: str = EMAIL) -> httpx.Response:
    return await client.post("/v1/auth/password/forgot", json={"email": email})


async def reset(client: httpx.AsyncClient, token: str, new: str = NEW) -> httpx.Response:
    body = {"token": token, "new_password": new}
    return await client.post("/v1/auth/password/reset", json=body)


async def verify(client: httpx.AsyncClient, token: str) -> httpx.Response:
    return await client.post("/v1/auth/email/verify", json={"token": token})


async def resend(client: httpx.AsyncClient, headers: dict[str, str]) -> httpx.Response:
    return await client.post("/v1/auth/email/verify/resend", headers=headers)


async def move(
    client: httpx.AsyncClient, headers: dict[str, str], to: str = OTHER, password: str = PASSWORD
) -> httpx.Response:
    body = {"new_email": to, "current_password": password}
    return await client.post("/v1/users/me/email", json=body, headers=headers)


async def confirm(client: httpx.AsyncClient, token: str) -> httpx.Response:
    return await client.post("/v1/auth/email/change/confirm", json={"token": token})


async def me(client: httpx.AsyncClient, headers: dict[str, str]) -> httpx.Response:
    return await client.get("/v1/users/me", headers=headers)


async def reset_token(client: httpx.AsyncClient, mailbox: Mailbox) -> str:
    """The token of an account that is registered already."""
    await forgot(client)
    return await mailbox.receive_token(RESET)


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


async def test_a_reset_sets_the_password_ends_every_session_and_tells_the_owner(
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
    (notice,) = await mailbox.receive()
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


async def test_a_bad_new_password_does_not_use_the_token_up(
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


async def test_forgot_is_the_same_for_everybody(
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


async def test_links_serve_for_nothing_else(client: httpx.AsyncClient, mailbox: Mailbox) -> None:
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
async def test_every_link_dies_with_the_password(
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


async def test_a_thief_s_change_of_address_does_not_survive_a_new_password(
    client: httpx.AsyncClient, mailbox: Mailbox, change_settings: ChangeSettings
) -> None:
    """Both are asked for at once, with the old password; the owner's change of it wins."""
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


async def test_requests_that_meet_a_deletion_are_refused_and_nothing_fails(
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
            mailbox.app.state.wiring.mail_worker.deliver_all(),
            resend(client, headers),
        )
        assert {r.status_code for r in responses if r is not None} <= {200, 202, 401}
        await mailbox.receive()
        assert (await me(client, headers)).status_code == 401


async def test_a_link_to_the_old_address_is_not_made_while_it_changes(
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


async def test_links_of_a_disabled_account_do_nothing(
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


async def test_registering_again_and_again_does_not_fill_a_mailbox(
    client: httpx.AsyncClient, mailbox: Mailbox
) -> None:
    received = 0
    for _ in range(5):
        headers = await bearer_of(client)
        received += len(await mailbox.receive())
        gone = {"current_password": PASSWORD}
        await client.post("/v1/users/me/delete", json=gone, headers=headers)
    assert received == 3


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


async def test_of_two_who_move_to_one_address_one_gets_it(
    client: httpx.AsyncClient, mailbox: Mailbox
) -> None:
    tokens = []
    for email in (EMAIL, "grace@example.com"):
        await move(client, await bearer_of(client, email=email))
        tokens.append(await mailbox.receive_token(CHANGE))
    responses = await asyncio.gather(*(confirm(client, token) for token in tokens))
    assert sorted(r.status_code for r in responses) == [200, 409]


@pytest.mark.parametrize(("use", "subject"), [(verify, VERIFY), (confirm, CHANGE)])
async def test_a_link_is_used_once_however_many_click_it_at_once(
    client: httpx.AsyncClient, mailbox: Mailbox, use: Any, subject: str
) -> None:
    await move(client, await bearer_of(client))
    token = await mailbox.receive_token(subject)
    responses = await asyncio.gather(*(use(client, token) for _ in range(8)))
    assert sorted(r.status_code for r in responses) == [200] + [400] * 7


async def test_a_second_change_voids_the_first_even_before_it_is_sent(
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


async def test_moving_needs_the_password(client: httpx.AsyncClient, mailbox: Mailbox) -> None:
    headers = await bearer_of(client)
    await mailbox.receive()
    assert_error(await move(client, headers, password="wrong"), 401, "invalid_credentials")
    assert_error(await move(client, {}), 401, "not_authenticated")
    assert_error(await move(client, headers, to="not an address"), 422, "validation_error")
    assert await mailbox.receive() == []


async def test_the_link_can_be_sent_again_and_the_old_one_is_void(
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


async def test_an_address_gets_three_mails_and_nobody_is_told(
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


async def test_one_network_address_asks_for_twenty_mails(client: httpx.AsyncClient) -> None:
    for number in range(20):
        assert (await forgot(client, f"a{number}@example.com")).status_code == 202
    response = await forgot(client)
    assert_error(response, 429, "too_many_attempts")
    assert 1 <= int(response.headers["retry-after"]) <= 60
    headers = await bearer_of(client)
    assert_error(await resend(client, headers), 429, "too_many_attempts")
    assert_error(await move(client, headers), 429, "too_many_attempts")


async def test_mail_limits_can_be_switched_off(
    client: httpx.AsyncClient, mailbox: Mailbox, change_settings: ChangeSettings
) -> None:
    change_settings(RATE_LIMIT_ENABLED=False)
    await register(client)
    await mailbox.receive()
    for _ in range(4):
        await forgot(client)
        assert len(await mailbox.receive()) == 1


async def test_a_reset_lets_the_owner_in_where_strangers_used_up_the_tries(
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
