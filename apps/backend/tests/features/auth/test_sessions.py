"""Sessions over HTTP: refreshing, listing, ending. The table of states is in `service/refresh`."""

import asyncio
import base64
import secrets
from typing import Any

import asyncpg
import httpx
import pytest
from fastapi import FastAPI

from src.features.auth.repository.sessions import advance_generation
from src.features.auth.utils.refresh_tokens import RefreshTokens
from stylipp_schemas import OAuth2TokenResponse, PaginatedResponse, SessionResponse
from tests.helpers import (
    PASSWORD,
    SECRET_KEY,
    ChangeSettings,
    assert_error,
    change_wiring,
    credentials,
    log_in,
    register,
)
from tests.recorders import count_statements, kinds

COOKIE = "__Host-stylipp_rt"
FRONT_END = "https://stylipp.com"


class Login:
    """One login: its access token and its refresh cookie."""

    def __init__(self, response: httpx.Response) -> None:
        assert response.status_code == 200, response.text
        self.bearer = {"Authorization": f"Bearer {response.json()['access_token']}"}
        self.cookie = cookie_of(response)


def cookie_of(response: httpx.Response) -> str:
    name, _, rest = response.headers["set-cookie"].partition("=")
    assert name == COOKIE
    return str(rest.partition(";")[0])


def is_cleared(response: httpx.Response) -> bool:
    return cookie_of(response) in ("", '""') and "Max-Age=0" in response.headers["set-cookie"]


async def refresh(client: httpx.AsyncClient, cookie: str, **headers: str) -> httpx.Response:
    headers |= {"Cookie": f"{COOKIE}={cookie}"}
    return await client.post("/v1/auth/refresh", headers=headers)


async def start(client: httpx.AsyncClient, **overrides: Any) -> Login:
    await register(client, **overrides)
    return Login(await log_in(client, **overrides))


async def me(client: httpx.AsyncClient, login: Login) -> httpx.Response:
    return await client.get("/v1/users/me", headers=login.bearer)


async def let_grace_pass(sql: "asyncpg.Connection[asyncpg.Record]") -> None:
    await sql.execute("UPDATE sessions SET rotated_at = rotated_at - interval '11 seconds'")


async def test_the_cookie_is_for_this_host_and_no_script(client: httpx.AsyncClient) -> None:
    await register(client)
    lifetimes = {COOKIE: 30 * 86_400, "__Host-stylipp_dev": 180 * 86_400}
    for header in (await log_in(client)).headers.get_list("set-cookie"):
        attributes = {part.strip().lower() for part in header.split(";")[1:]}
        lifetime = lifetimes.pop(header.partition("=")[0])
        assert attributes == {
            "httponly",
            f"max-age={lifetime}",
            "path=/",
            "samesite=strict",
            "secure",
        }
    assert lifetimes == {}


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


async def test_a_logout_is_one_transaction(client: httpx.AsyncClient, app: FastAPI) -> None:
    login = await start(client)
    with count_statements(app) as statements:
        await client.post("/v1/auth/logout", headers={"Cookie": f"{COOKIE}={login.cookie}"})
    assert kinds(statements) == "SELECT BEGIN UPDATE INSERT COMMIT"


async def test_forty_parallel_refreshes_have_one_successor(client: httpx.AsyncClient) -> None:
    login = await start(client)
    responses = await asyncio.gather(*(refresh(client, login.cookie) for _ in range(40)))
    assert {r.status_code for r in responses} == {200}
    assert len({cookie_of(r) for r in responses}) == 1


async def test_the_parent_gives_the_same_successor_within_the_grace(
    client: httpx.AsyncClient, sql: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    login = await start(client)
    successor = cookie_of(await refresh(client, login.cookie))
    await sql.execute("UPDATE sessions SET rotated_at = rotated_at - interval '2 seconds'")
    assert cookie_of(await refresh(client, login.cookie)) == successor
    assert (await refresh(client, successor)).status_code == 200


@pytest.mark.parametrize("thief_is_late", [True, False])
async def test_reuse_ends_this_session_for_good_and_no_other(
    client: httpx.AsyncClient, sql: "asyncpg.Connection[asyncpg.Record]", thief_is_late: bool
) -> None:
    login = await start(client)
    other_device = Login(await log_in(client))
    current = Login(await refresh(client, login.cookie))
    if thief_is_late:  # the parent, after the grace
        await let_grace_pass(sql)
    else:  # the grandparent, at once
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


async def test_after_logout_there_is_no_grace(client: httpx.AsyncClient) -> None:
    login = await start(client)
    current = Login(await refresh(client, login.cookie))
    await client.post("/v1/auth/logout", headers=current.bearer)
    for cookie in (login.cookie, current.cookie):
        response = await refresh(client, cookie)
        assert_error(response, 401, "session_expired")
        assert is_cleared(response)


async def test_without_a_cookie_there_is_nothing_to_refresh(client: httpx.AsyncClient) -> None:
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
    assert (await refresh(client, login.cookie)).status_code == 200


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
    """Without the compare in compare-and-swap, a slow request would turn the session back."""
    await start(client)
    session_id = await sql.fetchval("SELECT id FROM sessions")
    answers = []
    for _ in range(2):
        async with app.state.database.transactions.begin() as transaction:
            answers.append(
                await advance_generation(
                    transaction, session_id, generation=0, idle_seconds=60, ip=None
                )
            )
    assert answers == [True, False]


async def test_a_refresh_token_is_no_access_token(client: httpx.AsyncClient) -> None:
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


async def test_the_absolute_end_does_not_move(
    client: httpx.AsyncClient, sql: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    login = await start(client)
    await sql.execute("UPDATE sessions SET expires_at = now() + interval '100 seconds'")
    response = await refresh(client, login.cookie)
    assert "Max-Age=100" in response.headers["set-cookie"]
    row = await sql.fetchrow("SELECT * FROM sessions")
    assert row is not None
    assert row["idle_expires_at"] == row["expires_at"]


async def is_dead(client: httpx.AsyncClient, login: Login) -> None:
    assert_error(await me(client, login), 401, "session_expired")
    assert_error(await refresh(client, login.cookie), 401, "session_expired")


@pytest.mark.parametrize("path", ["/v1/auth/logout", "/v1/auth/logout-all"])
async def test_a_refresh_that_races_the_end_leaves_nothing_alive(
    client: httpx.AsyncClient, path: str
) -> None:
    await register(client)
    for _ in range(50):
        login = Login(await log_in(client))
        raced, ended = await asyncio.gather(
            refresh(client, login.cookie), client.post(path, headers=login.bearer)
        )
        assert ended.status_code == 200
        await is_dead(client, login)
        if raced.status_code == 200:
            await is_dead(client, Login(raced))


async def test_refreshes_that_race_a_password_change_leave_nothing_alive(
    client: httpx.AsyncClient,
) -> None:
    """Hashing takes long, so the session is refreshed again and again until the change is there."""
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
        await is_dead(client, login)
        login, password = Login(changed), body["new_password"]
        assert (await me(client, login)).status_code == 200


@pytest.mark.parametrize("by", ["bearer", "cookie", "both"])
async def test_logout_ends_one_session_by_whatever_proves_it(
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
    stranger = await start(client, email="bob@example.com")
    response = await client.get("/v1/auth/sessions", headers=lost.bearer)
    (session_id,) = [s["id"] for s in response.json()["items"] if s["is_current"]]
    path = f"/v1/auth/sessions/{session_id}"
    assert_error(await client.delete(path, headers=stranger.bearer), 404, "not_found")
    assert (await client.delete(path, headers=here.bearer)).json()["success"] is True
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


async def test_a_login_that_races_a_password_change_does_not_survive_it(
    client: httpx.AsyncClient, app: FastAPI, sql: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    """The password is proven, then changed, and only then is the session to be made."""
    await register(client)
    hasher = app.state.wiring.hasher
    verify = hasher.verify

    async def verify_and_change(password: str, stored: str | None) -> bool:
        is_right = await verify(password, stored)
        await sql.execute("UPDATE users SET auth_epoch = auth_epoch + 1")
        return bool(is_right)

    hasher.verify = verify_and_change
    try:
        assert_error(await log_in(client), 401, "invalid_credentials")
    finally:
        del hasher.verify
    assert await sql.fetchval("SELECT count(*) FROM sessions") == 0
    assert (await log_in(client)).status_code == 200


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


@pytest.mark.parametrize("path", ["/v1/auth/refresh", "/v1/auth/logout", "/v1/auth/login"])
@pytest.mark.parametrize(
    ("headers", "is_allowed"),
    [
        ({}, True),
        ({"Origin": FRONT_END, "Sec-Fetch-Site": "same-site"}, True),
        ({"Origin": "http://localhost:5173", "Sec-Fetch-Site": "cross-site"}, True),
        ({"Origin": "https://api.stylipp.com", "Sec-Fetch-Site": "same-origin"}, True),
        ({"Sec-Fetch-Site": "none"}, True),
        ({"Origin": "https://evil.example.com"}, False),
        ({"Origin": "https://evil.stylipp.com", "Sec-Fetch-Site": "same-site"}, False),
        ({"Origin": "null"}, False),
        ({"Origin": "https://stylipp.com."}, False),
        ({"Sec-Fetch-Site": "cross-site"}, False),
    ],
)
async def test_only_own_pages_may_use_the_cookie(
    client: httpx.AsyncClient, path: str, headers: dict[str, str], is_allowed: bool
) -> None:
    login = await start(client)
    headers = headers | {"Cookie": f"{COOKIE}={login.cookie}"}
    response = await client.post(path, json=credentials(), headers=headers)
    if is_allowed:
        assert response.status_code == 200
    else:
        assert_error(response, 403, "origin_not_allowed")
        assert "set-cookie" not in response.headers
        assert (await me(client, login)).status_code == 200


async def token(client: httpx.AsyncClient, **form: str) -> httpx.Response:
    return await client.post("/v1/auth/token", data=form)


async def test_programs_get_both_tokens_and_no_cookie(client: httpx.AsyncClient) -> None:
    await register(client)
    response = await token(
        client, grant_type="password", username="ADA@example.com", password=PASSWORD
    )
    assert list(response.json()) == ["access_token", "token_type", "expires_in", "refresh_token"]
    first = OAuth2TokenResponse.model_validate_json(response.content)
    assert first.expires_in == 900
    assert "set-cookie" not in response.headers
    assert response.headers["cache-control"] == "no-store"
    response = await token(client, grant_type="refresh_token", refresh_token=first.refresh_token)
    second = OAuth2TokenResponse.model_validate_json(response.content)
    headers = {"Authorization": f"Bearer {second.access_token}"}
    assert (await client.get("/v1/users/me", headers=headers)).status_code == 200
    response = await token(client, grant_type="refresh_token", refresh_token=second.refresh_token)
    assert response.status_code == 200
    response = await token(client, grant_type="refresh_token", refresh_token=first.refresh_token)
    assert_error(response, 401, "refresh_token_reused")


@pytest.mark.parametrize(
    ("form", "status", "code"),
    [
        ({"grant_type": "client_credentials"}, 400, "invalid_request"),
        ({"grant_type": ""}, 422, "validation_error"),
        ({}, 422, "validation_error"),
        ({"grant_type": "password"}, 400, "invalid_request"),
        ({"grant_type": "password", "username": "ada@example.com"}, 400, "invalid_request"),
        ({"grant_type": "password", "username": "x", "password": "x"}, 401, "invalid_credentials"),
        (
            {"grant_type": "password", "username": "no@example.com", "password": "x"},
            401,
            "invalid_credentials",
        ),
        ({"grant_type": "refresh_token"}, 401, "refresh_token_missing"),
        ({"grant_type": "refresh_token", "refresh_token": "x"}, 401, "refresh_token_invalid"),
    ],
)
async def test_the_token_endpoint_refuses_in_the_one_shape(
    client: httpx.AsyncClient, form: dict[str, str], status: int, code: str
) -> None:
    assert_error(await token(client, **form), status, code)
