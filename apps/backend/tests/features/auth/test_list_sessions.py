"""Listing your sessions and ending one of them."""

import asyncpg
import httpx
import pytest
from fastapi import FastAPI

from stylipp_schemas import PaginatedResponse, SessionResponse
from tests.features.auth.logins import Login, me, refresh, start
from tests.helpers import (
    ChangeSettings,
    assert_error,
    assert_owner_only,
    credentials,
    log_in,
    register,
)
from tests.recorders import count_statements


async def test_sessions_are_listed_newest_first(client: httpx.AsyncClient, app: FastAPI) -> None:
    await register(client)
    firefox = {
        "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
    }
    body = credentials()
    old = Login(await client.post("/v1/auth/login", json=body, headers=firefox))
    gone = Login(await log_in(client))
    await client.post("/v1/auth/logout", headers=gone.bearer)
    new = Login(await log_in(client))
    await start(client, email="bob@example.com")
    with count_statements(app) as statements:
        response = await client.get("/v1/auth/sessions", headers=new.bearer)
    assert len(statements) == 2
    page = PaginatedResponse[SessionResponse].model_validate_json(response.content)
    assert (page.total, page.page, page.page_size) == (2, 1, 20)
    assert [item.is_current for item in page.items] == [True, False]
    assert page.items[1].device == "Firefox on Linux"
    assert page.items[1].ip == "127.0.0.1"
    params = {"page": 2, "page_size": 1}
    response = await client.get("/v1/auth/sessions", headers=old.bearer, params=params)
    page = PaginatedResponse[SessionResponse].model_validate_json(response.content)
    assert (page.total, [item.is_current for item in page.items]) == (2, [True])
    params = {"page": 10_000, "page_size": 100}
    response = await client.get("/v1/auth/sessions", headers=old.bearer, params=params)
    assert (response.json()["total"], response.json()["items"]) == (2, [])


@pytest.mark.parametrize(
    "query", ["page=0", "page=10001", "page_size=0", "page_size=101", "page=x", "page=" + "9" * 30]
)
async def test_pages_have_bounds(client: httpx.AsyncClient, query: str) -> None:
    login = await start(client)
    response = await client.get(f"/v1/auth/sessions?{query}", headers=login.bearer)
    assert_error(response, 422, "validation_error")


async def test_one_session_can_be_ended_from_another(client: httpx.AsyncClient) -> None:
    lost, here = await start(client), Login(await log_in(client))
    response = await client.get("/v1/auth/sessions", headers=lost.bearer)
    (session_id,) = [s["id"] for s in response.json()["items"] if s["is_current"]]
    path = f"/v1/auth/sessions/{session_id}"
    await assert_owner_only(
        client, here.bearer, "/v1/auth/sessions/{session_id}", session_id, "DELETE"
    )
    assert_error(await me(client, lost), 401, "session_expired")
    assert_error(await client.delete(path, headers=here.bearer), 404, "not_found")
    response = await client.delete("/v1/auth/sessions/x", headers=here.bearer)
    assert_error(response, 404, "not_found")


async def test_one_login_too_many_ends_the_oldest(
    client: httpx.AsyncClient, change_settings: ChangeSettings
) -> None:
    change_settings(SESSION_MAX_PER_USER=2)
    oldest, second, third = await start(client), *[Login(await log_in(client)) for _ in "ab"]
    assert_error(await me(client, oldest), 401, "session_expired")
    assert_error(await refresh(client, oldest.cookie), 401, "session_expired")
    for login in (second, third):
        assert (await me(client, login)).status_code == 200
    change_settings(SESSION_MAX_PER_USER=1)
    last = Login(await log_in(client))
    assert_error(await me(client, third), 401, "session_expired")
    assert (await me(client, last)).status_code == 200


async def test_a_login_does_not_end_its_own_session_if_the_clock_of_another_process_is_ahead(
    client: httpx.AsyncClient,
    change_settings: ChangeSettings,
    sql: "asyncpg.Connection[asyncpg.Record]",
) -> None:
    """An id begins with the time of the process that made it."""
    change_settings(SESSION_MAX_PER_USER=1)
    ahead = await start(client)
    await sql.execute("UPDATE sessions SET id = 'ffffffff-ffff-7fff-bfff-ffffffffffff'")
    last = Login(await log_in(client))
    assert (await me(client, last)).status_code == 200
    assert_error(await me(client, ahead), 401, "session_expired")
