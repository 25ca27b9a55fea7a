"""Refreshing a session. The table of states is in `service/refresh`."""

import asyncio
import base64
import secrets
import uuid

import asyncpg
import httpx
import pytest
from fastapi import FastAPI

from src.features.auth.repository.sessions import advance_generation
from src.features.auth.utils.refresh_tokens import RefreshTokens
from tests.features.auth.logins import (
    COOKIE,
    Login,
    assert_ended,
    cookie_of,
    is_cleared,
    let_grace_pass,
    me,
    refresh,
    start,
)
from tests.helpers import (
    PASSWORD,
    SECRET_KEY,
    assert_error,
    change_wiring,
    log_in,
)
from tests.recorders import count_statements, kinds


async def test_a_refresh_gives_a_new_pair(client: httpx.AsyncClient) -> None:
    login = await start(client)
    second = Login(await refresh(client, login.cookie))
    assert second.cookie != login.cookie
    assert (await me(client, second)).status_code == 200
    assert (await me(client, login)).status_code == 200
    assert (await refresh(client, second.cookie)).status_code == 200


async def test_a_refresh_is_one_read_and_one_write(client: httpx.AsyncClient, app: FastAPI) -> None:
    login = await start(client)
    with count_statements(app) as statements:
        await refresh(client, login.cookie)
    assert kinds(statements) == "SELECT BEGIN UPDATE COMMIT"


async def refresh_if_possible(client: httpx.AsyncClient, **headers: str) -> httpx.Response:
    return await client.post("/v1/auth/refresh?optional=true", headers=headers)


async def test_an_optional_refresh_without_a_cookie_has_no_content(
    client: httpx.AsyncClient, app: FastAPI
) -> None:
    with count_statements(app) as statements:
        response = await refresh_if_possible(client)
    assert (response.status_code, response.content) == (204, b"")
    assert "set-cookie" not in response.headers
    assert "content-type" not in response.headers
    assert statements == []
    assert_error(await client.post("/v1/auth/refresh"), 401, "refresh_token_missing")
    response = await client.post("/v1/auth/refresh?optional=false")
    assert_error(response, 401, "refresh_token_missing")


async def test_an_optional_refresh_with_a_cookie_is_like_any_other(
    client: httpx.AsyncClient,
) -> None:
    login = await start(client)
    response = await refresh_if_possible(client, Cookie=f"{COOKIE}={login.cookie}")
    second = Login(response)
    assert (await me(client, second)).status_code == 200
    response = await refresh_if_possible(client, Cookie=f"{COOKIE}=forged")
    assert_error(response, 401, "refresh_token_invalid")
    await client.post("/v1/auth/logout", headers=second.bearer)
    response = await refresh_if_possible(client, Cookie=f"{COOKIE}={second.cookie}")
    assert_error(response, 401, "session_expired")
    assert is_cleared(response)


async def test_an_optional_refresh_from_another_site_is_refused(client: httpx.AsyncClient) -> None:
    response = await refresh_if_possible(client, Origin="https://evil.example.com")
    assert_error(response, 403, "origin_not_allowed")


async def test_every_token_names_its_account(client: httpx.AsyncClient) -> None:
    ada, bob = await start(client), await start(client, email="bob@example.com")
    for login in (ada, bob):
        account_id = (await me(client, login)).json()["id"]
        response = await refresh(client, login.cookie)
        assert response.json()["account_id"] == account_id


async def test_forty_parallel_refreshes_have_one_successor(client: httpx.AsyncClient) -> None:
    login = await start(client)
    responses = await asyncio.gather(*(refresh(client, login.cookie) for _ in range(40)))
    assert {r.status_code for r in responses} == {200}
    assert len({cookie_of(r) for r in responses}) == 1


async def test_the_previous_token_gives_the_same_successor_within_the_grace_period(
    client: httpx.AsyncClient, sql: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    login = await start(client)
    successor = cookie_of(await refresh(client, login.cookie))
    await sql.execute("UPDATE sessions SET rotated_at = rotated_at - interval '2 seconds'")
    assert cookie_of(await refresh(client, login.cookie)) == successor
    assert (await refresh(client, successor)).status_code == 200


@pytest.mark.parametrize("thief_is_late", [True, False])
async def test_reuse_ends_this_session_and_no_other(
    client: httpx.AsyncClient, sql: "asyncpg.Connection[asyncpg.Record]", thief_is_late: bool
) -> None:
    login = await start(client)
    other_device = Login(await log_in(client))
    current = Login(await refresh(client, login.cookie))
    if thief_is_late:  # the previous token, after the grace period
        await let_grace_pass(sql)
    else:  # the one before that, at once
        current = Login(await refresh(client, current.cookie))
    reused = await refresh(client, login.cookie)
    assert_error(reused, 401, "refresh_token_reused")
    assert is_cleared(reused)
    assert reused.headers["www-authenticate"] == "Bearer"
    for cookie in (login.cookie, current.cookie):
        assert_error(await refresh(client, cookie), 401, "session_expired")
    assert_error(await me(client, current), 401, "session_expired")
    assert (await me(client, other_device)).status_code == 200
    assert (await refresh(client, other_device.cookie)).status_code == 200


async def test_a_refresh_without_a_cookie_is_refused(client: httpx.AsyncClient) -> None:
    assert_error(await client.post("/v1/auth/refresh"), 401, "refresh_token_missing")
    assert_error(await refresh(client, ""), 401, "refresh_token_missing")


async def test_forged_refresh_tokens_are_invalid(client: httpx.AsyncClient) -> None:
    login = await start(client)
    raw = base64.urlsafe_b64decode(login.cookie)
    access_token = login.bearer["Authorization"].removeprefix("Bearer ")
    future = raw[:17] + (7).to_bytes(8) + raw[25:]
    forged = [raw[:-1] + bytes([raw[-1] ^ 1]), secrets.token_bytes(57), future, b"\2" + raw[1:]]
    forged += [raw[:1] + secrets.token_bytes(16) + raw[17:], raw + b"x", raw[:-1], b""]
    texts = [base64.urlsafe_b64encode(f).decode() or "=" for f in forged]
    for token in [*texts, access_token, "x", "é", "x" * 5000, login.cookie[:-1], "a.b.c", "%00"]:
        response = await client.post(
            "/v1/auth/refresh", headers={b"Cookie": f"{COOKIE}={token}".encode("latin-1")}
        )
        assert_error(response, 401, "refresh_token_invalid")
        assert "set-cookie" not in response.headers
    assert (await refresh(client, login.cookie)).status_code == 200


async def test_a_cookie_of_another_server_at_this_host_is_not_cleared(
    client: httpx.AsyncClient, app: FastAPI
) -> None:
    """It may have the same name, because cookies do not depend on the port (RFC 6265 §8.5)."""
    ours = app.state.wiring
    session_id = uuid.uuid4()
    theirs = RefreshTokens("another key of 32 bytes at least", None)
    response = await refresh(client, theirs.make(session_id, 0, secrets.token_bytes(32)))
    assert_error(response, 401, "refresh_token_invalid")
    assert "set-cookie" not in response.headers
    login = await start(client)
    change_wiring(app, refresh_tokens=theirs)  # the same session, signed with another key
    response = await refresh(client, login.cookie)
    change_wiring(app, refresh_tokens=ours.refresh_tokens)
    assert_error(response, 401, "refresh_token_invalid")
    assert "set-cookie" not in response.headers


async def test_a_token_of_the_future_is_invalid(
    client: httpx.AsyncClient, app: FastAPI, sql: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    """Genuine, but newer than the row: the database was restored from a backup."""
    login = await start(client)
    row = await sql.fetchrow("SELECT id, secret FROM sessions")
    assert row is not None
    token = app.state.wiring.refresh_tokens.make(row["id"], 5, row["secret"])
    assert_error(await refresh(client, token), 401, "refresh_token_invalid")
    assert (await refresh(client, login.cookie)).status_code == 200


async def test_a_generation_advances_once(
    client: httpx.AsyncClient, app: FastAPI, sql: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    """Without the comparison, a slow request would set the session back."""
    await start(client)
    session_id = await sql.fetchval("SELECT id FROM sessions")
    answers = []
    for _ in range(2):
        async with app.state.database.transaction() as transaction:
            answers.append(
                await advance_generation(
                    transaction, session_id, generation=0, idle_seconds=60, ip=None
                )
            )
    assert answers == [True, False]


async def test_a_refresh_token_is_not_an_access_token(client: httpx.AsyncClient) -> None:
    login = await start(client)
    headers = {"Authorization": f"Bearer {login.cookie}"}
    assert_error(await client.get("/v1/users/me", headers=headers), 401, "token_invalid")


@pytest.mark.parametrize("column", ["idle_expires_at", "expires_at", "revoked_at"])
async def test_an_ended_session_stays_ended(
    client: httpx.AsyncClient, sql: "asyncpg.Connection[asyncpg.Record]", column: str
) -> None:
    login = await start(client)
    await sql.execute(f"UPDATE sessions SET {column} = now()")
    assert_error(await refresh(client, login.cookie), 401, "session_expired")


async def test_a_refresh_does_not_extend_the_absolute_lifetime(
    client: httpx.AsyncClient, sql: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    login = await start(client)
    await sql.execute("UPDATE sessions SET expires_at = now() + interval '100 seconds'")
    response = await refresh(client, login.cookie)
    assert "Max-Age=100" in response.headers["set-cookie"]
    row = await sql.fetchrow("SELECT * FROM sessions")
    assert row is not None
    assert row["idle_expires_at"] == row["expires_at"]


async def test_refreshes_that_race_a_password_change_leave_no_active_session(
    client: httpx.AsyncClient,
) -> None:
    """Hashing is slow, so the session is refreshed repeatedly until the password has changed."""
    login, password = await start(client), PASSWORD
    for number in range(50):
        body = {"current_password": password, "new_password": f"tin drum orchard {number}"}
        changing = asyncio.create_task(
            client.post("/v1/users/me/password", json=body, headers=login.bearer)
        )
        while not changing.done():
            raced = await refresh(client, login.cookie)
            if raced.status_code != 200:
                break
            login = Login(raced)
        changed = await changing
        assert changed.status_code == 200
        await assert_ended(client, login)
        login, password = Login(changed), body["new_password"]
        assert (await me(client, login)).status_code == 200


async def test_disabling_ends_sessions_at_once(
    client: httpx.AsyncClient, sql: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    login = await start(client)
    await sql.execute("UPDATE users SET disabled_at = now()")
    assert_error(await me(client, login), 401, "session_expired")
    assert_error(await refresh(client, login.cookie), 401, "session_expired")


async def test_a_key_rotation_ends_no_session(client: httpx.AsyncClient, app: FastAPI) -> None:
    login = await start(client)
    before = app.state.wiring.refresh_tokens
    try:
        change_wiring(app, refresh_tokens=RefreshTokens("n" * 48, None))
        assert_error(await refresh(client, login.cookie), 401, "refresh_token_invalid")
        change_wiring(app, refresh_tokens=RefreshTokens("n" * 48, SECRET_KEY))
        rotated = await refresh(client, login.cookie)
        change_wiring(app, refresh_tokens=RefreshTokens("n" * 48, None))
        assert (await refresh(client, cookie_of(rotated))).status_code == 200
    finally:
        change_wiring(app, refresh_tokens=before)


async def test_nothing_in_the_table_is_a_token(
    client: httpx.AsyncClient, sql: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    login = await start(client)
    raw = base64.urlsafe_b64decode(login.cookie)
    dump = str(await sql.fetch("SELECT * FROM sessions"))
    assert login.cookie not in dump
    assert raw[25:].hex() not in dump
    assert str(raw[25:])[2:-1] not in dump
