"""Ending sessions by logging out."""

import asyncio
import base64
import secrets

import httpx
import pytest
from fastapi import FastAPI

from tests.features.auth.logins import (
    COOKIE,
    Login,
    assert_ended,
    is_cleared,
    me,
    refresh,
    start,
)
from tests.helpers import (
    assert_error,
    log_in,
    register,
)
from tests.recorders import count_statements, kinds


async def test_a_logout_is_one_transaction(client: httpx.AsyncClient, app: FastAPI) -> None:
    login = await start(client)
    with count_statements(app) as statements:
        await client.post("/v1/auth/logout", headers={"Cookie": f"{COOKIE}={login.cookie}"})
    assert kinds(statements) == "SELECT BEGIN UPDATE INSERT COMMIT"


async def test_logout_ends_the_grace_period(client: httpx.AsyncClient) -> None:
    login = await start(client)
    current = Login(await refresh(client, login.cookie))
    await client.post("/v1/auth/logout", headers=current.bearer)
    for cookie in (login.cookie, current.cookie):
        response = await refresh(client, cookie)
        assert_error(response, 401, "session_expired")
        assert is_cleared(response)


@pytest.mark.parametrize("path", ["/v1/auth/logout", "/v1/auth/logout-all"])
async def test_a_refresh_that_races_a_logout_leaves_no_active_session(
    client: httpx.AsyncClient, path: str
) -> None:
    await register(client)
    for _ in range(50):
        login = Login(await log_in(client))
        raced, ended = await asyncio.gather(
            refresh(client, login.cookie), client.post(path, headers=login.bearer)
        )
        assert ended.status_code == 200
        await assert_ended(client, login)
        if raced.status_code == 200:
            await assert_ended(client, Login(raced))


@pytest.mark.parametrize("by", ["bearer", "cookie", "both"])
async def test_logout_ends_the_session_of_its_token_or_cookie(
    client: httpx.AsyncClient, by: str
) -> None:
    login, other_device = await start(client), Login(await log_in(client))
    headers = login.bearer if by != "cookie" else {}
    if by != "bearer":
        headers = headers | {"Cookie": f"{COOKIE}={login.cookie}"}
    response = await client.post("/v1/auth/logout", headers=headers)
    assert response.status_code == 200
    assert response.json()["success"] is True
    assert is_cleared(response)
    assert_error(await me(client, login), 401, "session_expired")
    assert_error(await refresh(client, login.cookie), 401, "session_expired")
    assert (await me(client, other_device)).status_code == 200


async def test_logout_always_succeeds(client: httpx.AsyncClient) -> None:
    forged = {"Authorization": "Bearer x", "Cookie": f"{COOKIE}=x"}
    for headers in ({}, forged, {"Authorization": "Bearer "}, {"Authorization": "Basic x"}):
        response = await client.post("/v1/auth/logout", headers=headers)
        assert response.status_code == 200
        assert is_cleared(response)


async def test_logout_all_ends_every_session_of_one_account(client: httpx.AsyncClient) -> None:
    first, second = await start(client), Login(await log_in(client))
    stranger = await start(client, email="bob@example.com")
    response = await client.post("/v1/auth/logout-all", headers=first.bearer)
    assert (response.status_code, is_cleared(response)) == (200, True)
    for login in (first, second):
        assert_error(await me(client, login), 401, "session_expired")
        assert_error(await refresh(client, login.cookie), 401, "session_expired")
    assert (await me(client, stranger)).status_code == 200
    assert (await me(client, Login(await log_in(client)))).status_code == 200


async def end_others(client: httpx.AsyncClient, login: Login) -> httpx.Response:
    return await client.post("/v1/auth/logout-others", headers=login.bearer)


async def events(client: httpx.AsyncClient, login: Login) -> list[str]:
    response = await client.get("/v1/users/me/events", headers=login.bearer)
    return [event["type"] for event in response.json()["items"]]


async def test_logout_others_ends_every_session_but_its_own(client: httpx.AsyncClient) -> None:
    here = await start(client)
    others = [Login(await log_in(client)) for _ in range(2)]
    stranger = await start(client, email="bob@example.com")
    response = await end_others(client, here)
    assert (response.status_code, response.json()["success"]) == (200, True)
    assert "set-cookie" not in response.headers
    for login in others:
        await assert_ended(client, login)
    assert (await me(client, stranger)).status_code == 200
    assert (await me(client, here)).status_code == 200
    assert (await refresh(client, here.cookie)).status_code == 200
    listed = await client.get("/v1/auth/sessions", headers=here.bearer)
    assert [session["is_current"] for session in listed.json()["items"]] == [True]
    assert (await me(client, Login(await log_in(client)))).status_code == 200


async def test_logout_others_is_recorded_if_there_were_others(client: httpx.AsyncClient) -> None:
    here = await start(client)
    assert (await end_others(client, here)).status_code == 200
    assert await events(client, here) == ["logged_in", "registered"]
    await log_in(client)
    await log_in(client)
    assert (await end_others(client, here)).status_code == 200
    assert (await events(client, here))[0:2] == ["other_sessions_ended", "logged_in"]


async def test_logout_others_is_one_transaction(client: httpx.AsyncClient, app: FastAPI) -> None:
    here = await start(client)
    await log_in(client)
    with count_statements(app) as statements:
        await end_others(client, here)
    assert kinds(statements) == "SELECT BEGIN SELECT UPDATE INSERT COMMIT"


async def test_of_two_devices_that_end_each_other_one_stays(client: httpx.AsyncClient) -> None:
    await register(client)
    for _ in range(20):
        logins = [Login(await log_in(client)) for _ in range(2)]
        responses = await asyncio.gather(*(end_others(client, login) for login in logins))
        assert sorted(r.status_code for r in responses) == [200, 401]
        for login, response in zip(logins, responses, strict=True):
            if response.status_code == 200:
                assert (await me(client, login)).status_code == 200
                assert (await refresh(client, login.cookie)).status_code == 200
            else:
                assert_error(response, 401, "session_expired")
                await assert_ended(client, login)


async def test_a_refresh_that_races_logout_others_leaves_no_active_session(
    client: httpx.AsyncClient,
) -> None:
    here = await start(client)
    for _ in range(20):
        other = Login(await log_in(client))
        raced, ended = await asyncio.gather(refresh(client, other.cookie), end_others(client, here))
        assert ended.status_code == 200
        await assert_ended(client, other)
        if raced.status_code == 200:
            await assert_ended(client, Login(raced))


async def test_a_forged_refresh_cookie_ends_no_session(client: httpx.AsyncClient) -> None:
    login = await start(client)
    raw = base64.urlsafe_b64decode(login.cookie)
    for forged in (
        raw[:-1] + bytes([raw[-1] ^ 1]),  # another signature
        raw[:1] + secrets.token_bytes(16) + raw[17:],  # a session that does not exist
    ):
        cookie = f"{COOKIE}={base64.urlsafe_b64encode(forged).decode()}"
        response = await client.post("/v1/auth/logout", headers={"Cookie": cookie})
        assert (response.status_code, is_cleared(response)) == (200, True)
    assert (await me(client, login)).status_code == 200
    assert (await refresh(client, login.cookie)).status_code == 200
