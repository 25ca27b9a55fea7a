"""Changing the password and deleting the account, over HTTP."""

import asyncio

import asyncpg
import httpx
import pytest
from fastapi import FastAPI

from tests.conftest import dump
from tests.helpers import (
    EMAIL,
    PASSWORD,
    ChangeSettings,
    Mailbox,
    assert_error,
    bearer_of,
    log_in,
    register,
)

NEW = "tin drum orchard 4"
COOKIE = "__Host-stylipp_rt"


async def change(
    client: httpx.AsyncClient, headers: dict[str, str], current: str = PASSWORD, new: str = NEW
) -> httpx.Response:
    body = {"current_password": current, "new_password": new}
    return await client.post("/v1/users/me/password", json=body, headers=headers)


async def delete(
    client: httpx.AsyncClient, headers: dict[str, str], password: str = PASSWORD
) -> httpx.Response:
    body = {"current_password": password}
    return await client.post("/v1/users/me/delete", json=body, headers=headers)


async def status_of(client: httpx.AsyncClient, headers: dict[str, str]) -> int:
    return (await client.get("/v1/users/me", headers=headers)).status_code


def refresh_cookie(response: httpx.Response) -> str:
    return response.headers.get_list("set-cookie")[0].partition("=")[2].partition(";")[0]


async def refresh(client: httpx.AsyncClient, cookie: str) -> httpx.Response:
    return await client.post("/v1/auth/refresh", headers={"Cookie": f"{COOKIE}={cookie}"})


async def test_a_password_change_ends_everything_but_the_new_session(
    client: httpx.AsyncClient,
) -> None:
    here = await bearer_of(client)
    elsewhere = await log_in(client)
    other = {"Authorization": f"Bearer {elsewhere.json()['access_token']}"}
    response = await change(client, here)
    assert response.status_code == 200
    assert (await status_of(client, here), await status_of(client, other)) == (401, 401)
    assert_error(await refresh(client, refresh_cookie(elsewhere)), 401, "session_expired")
    new = {"Authorization": f"Bearer {response.json()['access_token']}"}
    assert await status_of(client, new) == 200
    assert (await refresh(client, refresh_cookie(response))).status_code == 200
    assert_error(await log_in(client), 401, "invalid_credentials")
    assert (await log_in(client, password=NEW)).status_code == 200


async def test_a_change_needs_the_password_and_a_good_new_one(client: httpx.AsyncClient) -> None:
    headers = await bearer_of(client)
    assert_error(await change(client, headers, current="wrong one"), 401, "invalid_credentials")
    assert_error(await change(client, headers, new="short"), 422, "password_too_short")
    assert_error(await change(client, headers, new="password123"), 422, "password_common")
    assert_error(await change(client, headers, new="stylipp-example"), 422, "password_context")
    assert_error(await change(client, {}), 401, "not_authenticated")
    foreign = headers | {"Origin": "https://evil.example.com"}
    assert_error(await change(client, foreign), 403, "origin_not_allowed")
    assert (await log_in(client)).status_code == 200


async def test_a_stolen_session_cannot_guess_the_password_for_ever(
    client: httpx.AsyncClient,
) -> None:
    headers = await bearer_of(client)
    for number in range(10):
        response = await change(client, headers, current=f"a wrong guess {number}")
        assert_error(response, 401, "invalid_credentials")
    assert_error(await change(client, headers), 429, "too_many_attempts")
    assert_error(await delete(client, headers), 429, "too_many_attempts")


async def test_a_thief_in_another_session_cannot_keep_the_owner_from_it(
    client: httpx.AsyncClient,
) -> None:
    stolen = await bearer_of(client)
    for number in range(11):
        await delete(client, stolen, f"a wrong guess {number}")
    own = {"Authorization": f"Bearer {(await log_in(client)).json()['access_token']}"}
    assert (await change(client, own)).status_code == 200


async def test_strangers_cannot_keep_the_owner_from_changing_the_password(
    client: httpx.AsyncClient,
) -> None:
    headers = await bearer_of(client)
    for number in range(11):
        await log_in(client, password=f"a wrong guess {number}")
    assert (await change(client, headers)).status_code == 200


async def test_no_login_with_the_old_password_survives_its_change(
    client: httpx.AsyncClient, change_settings: ChangeSettings
) -> None:
    change_settings(RATE_LIMIT_ENABLED=False)
    headers = await bearer_of(client)
    logins = [asyncio.create_task(log_in(client)) for _ in range(15)]
    changed = asyncio.create_task(change(client, headers))
    logins += [asyncio.create_task(log_in(client)) for _ in range(15)]
    responses = await asyncio.gather(*logins)
    assert (await changed).status_code == 200
    assert {r.status_code for r in responses} <= {200, 401}
    for response in responses:
        if response.status_code == 200:
            old = {"Authorization": f"Bearer {response.json()['access_token']}"}
            assert await status_of(client, old) == 401
            assert_error(await refresh(client, refresh_cookie(response)), 401, "session_expired")


async def test_of_parallel_changes_one_wins(
    client: httpx.AsyncClient, change_settings: ChangeSettings
) -> None:
    change_settings(RATE_LIMIT_ENABLED=False)
    headers = await bearer_of(client)
    passwords = [f"tin drum orchard {n}" for n in range(8)]
    responses = await asyncio.gather(*(change(client, headers, new=p) for p in passwords))
    winners = [p for p, r in zip(passwords, responses, strict=True) if r.status_code == 200]
    assert len(winners) == 1
    assert (await log_in(client, password=winners[0])).status_code == 200


async def test_deleting_leaves_nothing_and_frees_the_address(
    client: httpx.AsyncClient, sql: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    headers = await bearer_of(client)
    before = (await client.get("/v1/users/me", headers=headers)).json()["id"]
    assert_error(await delete(client, headers, "wrong one"), 401, "invalid_credentials")
    response = await delete(client, headers)
    assert (response.status_code, response.json()["success"]) == (200, True)
    assert "Max-Age=0" in response.headers["set-cookie"]
    assert await status_of(client, headers) == 401
    assert_error(await log_in(client), 401, "invalid_credentials")
    again = await register(client)
    assert again.status_code == 201
    assert again.json()["id"] != before


async def test_deleting_leaves_nothing_personal_in_any_table_or_file(
    client: httpx.AsyncClient,
    app: FastAPI,
    mailbox: Mailbox,
    sql: "asyncpg.Connection[asyncpg.Record]",
) -> None:
    """Everything that can be held about somebody is made first: sessions with address and browser,
    a mail that was written, one that waits, one that nobody is bound to yet, tokens, refusals."""
    other = await bearer_of(client, email="grace@example.com")
    agent = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}
    client.headers.update(agent)
    headers = await bearer_of(client)
    # Somebody else has asked to use this address.
    await client.post(
        "/v1/users/me/email", json={"new_email": EMAIL, "current_password": PASSWORD}, headers=other
    )
    move = {"new_email": "lovelace@example.com", "current_password": PASSWORD}
    await client.post("/v1/users/me/email", json=move, headers=headers)
    await app.state.wiring.mail_worker.deliver_all()
    for number in range(11):
        await log_in(client, password=f"a wrong guess {number}")
    await client.post("/v1/auth/password/forgot", json={"email": EMAIL})
    await client.post("/v1/users/me/email", json=move, headers=headers)
    before = await dump(sql)
    who = str(await sql.fetchval("SELECT id FROM users WHERE email = $1", EMAIL))
    personal = [EMAIL, "lovelace@example.com", "Firefox on Linux"]
    for trace in personal:
        assert trace in before
    assert len(list(app.state.wiring.mail_folder.glob(f"*{who}*"))) == 3
    assert (await delete(client, headers)).status_code == 200
    after = await dump(sql)
    for trace in personal:
        assert trace not in after
    assert after.count("$argon2id$") == 1  # Grace's
    for row in await sql.fetch("SELECT t::text AS event FROM audit_events t"):
        assert "127.0.0.1" not in row["event"]
    assert await sql.fetchval("SELECT count(*) FROM email_outbox") == 0
    tables = await sql.fetch(
        "SELECT table_name FROM information_schema.columns WHERE column_name = 'user_id'"
    )
    for table in {row["table_name"] for row in tables} - {"audit_events"}:
        assert await sql.fetchval(f"SELECT count(*) FROM {table} WHERE user_id = $1", who) == 0
    assert await sql.fetchval("SELECT count(*) FROM audit_events WHERE user_id = $1", who) > 10
    assert list(app.state.wiring.mail_folder.glob(f"*{who}*")) == []
    assert await status_of(client, other) == 200


async def test_a_refused_deletion_deletes_no_mail(
    client: httpx.AsyncClient, app: FastAPI, sql: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    headers = await bearer_of(client)
    await sql.execute("UPDATE users SET role = 'admin'")
    await app.state.wiring.mail_worker.deliver_all()
    assert_error(await delete(client, headers), 409, "last_admin")
    assert len(list(app.state.wiring.mail_folder.iterdir())) == 1


@pytest.mark.parametrize("path", ["/v1/users/me/password", "/v1/users/me/delete"])
async def test_the_password_is_asked_for(client: httpx.AsyncClient, path: str) -> None:
    headers = await bearer_of(client)
    assert_error(await client.post(path, json={}, headers=headers), 422, "validation_error")
    assert_error(await client.post(path, headers=headers), 422, "validation_error")
    response = await client.post(path, content=b"x", headers=headers)
    assert_error(response, 415, "unsupported_media_type")
