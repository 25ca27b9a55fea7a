"""Proving with a provider that it is you."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import asyncpg
import httpx
import pytest

from tests.features.auth.logins import Login, me
from tests.features.identities.honest_provider import HonestProvider
from tests.features.identities.provider_logins import COMPLETE, OWN, Browser, begin, sign_in
from tests.features.passkeys.ceremonies import events, start_verified
from tests.helpers import EMAIL, PASSWORD, assert_error, log_in

type Sql = "asyncpg.Connection[asyncpg.Record]"
PROOF = "/v1/auth/reauthenticate/oidc/acme"
START = f"{PROOF}/start"


async def start_connected(client: httpx.AsyncClient, sql: Sql, provider: HonestProvider) -> Login:
    """Return the login, whose proof is old, of an account that is connected with `ada` there."""
    login = await start_verified(client, sql)
    browser = await begin(client, f"{OWN}/acme/start", login.bearer)
    answer = provider.sign_in(browser.url, "ada")
    headers = login.bearer | browser.headers
    connected = await client.post(f"{OWN}/acme", json=answer, headers=headers)
    assert connected.status_code == 201, connected.text
    await sql.execute("UPDATE sessions SET first_factor_at = now() - interval '1 hour'")
    return login


async def send(
    client: httpx.AsyncClient, login: Login, browser: Browser, answer: dict[str, str]
) -> httpx.Response:
    return await client.post(PROOF, json=answer, headers=login.bearer | browser.headers)


async def prove(
    client: httpx.AsyncClient,
    login: Login,
    provider: HonestProvider,
    subject: str = "ada",
    **claims: Any,
) -> httpx.Response:
    browser = await begin(client, START, login.bearer)
    return await send(client, login, browser, provider.sign_in(browser.url, subject, **claims))


async def is_recent(client: httpx.AsyncClient, login: Login) -> bool:
    response = await client.get("/v1/users/me/export", headers=login.bearer)
    if response.status_code == 200:
        return True
    assert_error(response, 403, "reauthentication_required")
    return False


async def count(sql: Sql) -> list[int]:
    """Return how many accounts, sessions and identities there are."""
    tables = ("users", "sessions", "identities")
    return [await sql.fetchval(f"SELECT count(*) FROM {table}") for table in tables]


async def test_a_new_login_there_proves_it_for_ten_minutes_in_this_session_only(
    client: httpx.AsyncClient, sql: Sql, provider: HonestProvider
) -> None:
    login = await start_connected(client, sql, provider)
    other = Login(await log_in(client))
    await sql.execute("UPDATE sessions SET first_factor_at = now() - interval '1 hour'")
    before = await count(sql)
    browser = await begin(client, START, login.bearer)
    asked = dict(parse_qsl(urlsplit(browser.url).query))
    assert (asked["prompt"], asked["max_age"]) == ("login", "0")
    answer = provider.sign_in(browser.url, "ada", auth_time=int(time.time()))
    response = await send(client, login, browser, answer)
    assert response.status_code == 200, response.text
    assert "set-cookie" not in response.headers
    left = datetime.fromisoformat(response.json()["valid_until"]) - datetime.now(UTC)
    assert timedelta(seconds=590) < left < timedelta(seconds=610)
    assert await is_recent(client, login)
    assert not await is_recent(client, other)
    assert await count(sql) == before
    user_id = await sql.fetchval("SELECT id FROM users")
    assert await events(sql, "reauthenticated") == [(user_id, None, "oidc")]
    assert await sql.fetchval("SELECT last_used_at FROM identities") is not None
    assert_error(await send(client, login, browser, answer), 400, "oidc_failed")  # works once


async def test_a_login_with_a_provider_does_not_ask_it_to_log_in_anew(
    client: httpx.AsyncClient, provider: HonestProvider
) -> None:
    asked = dict(parse_qsl(urlsplit((await begin(client)).url).query))
    assert not {"prompt", "max_age"} & asked.keys()


@pytest.mark.parametrize("is_known", [True, False])
async def test_another_account_at_the_provider_proves_nothing_and_nothing_is_done_with_it(
    client: httpx.AsyncClient, sql: Sql, provider: HonestProvider, is_known: bool
) -> None:
    login = await start_connected(client, sql, provider)
    if is_known:
        Login(await sign_in(client, provider, "eve", email="eve@example.com"))
    before = await count(sql)
    # As one's own account, at a provider that has verified the address.
    response = await prove(client, login, provider, "eve", email=EMAIL, email_verified=True)
    assert_error(response, 401, "invalid_credentials")
    assert "another account at the provider" in response.json()["detail"]
    assert "set-cookie" not in response.headers
    assert not await is_recent(client, login)
    assert await count(sql) == before
    assert (await me(client, login)).json()["email"] == EMAIL
    assert len(await events(sql, "login_failed")) == 1


@pytest.mark.parametrize(
    ("ago", "is_accepted"), [(50, True), (120, False), (None, True), ("now", False), (True, False)]
)
async def test_a_login_there_from_before_the_start_proves_nothing(
    client: httpx.AsyncClient,
    sql: Sql,
    provider: HonestProvider,
    ago: int | str | None,
    is_accepted: bool,
) -> None:
    login = await start_connected(client, sql, provider)
    at = int(time.time()) - ago if type(ago) is int else ago
    response = await prove(client, login, provider, auth_time=at)
    if is_accepted:
        assert response.status_code == 200, response.text
    else:
        assert_error(response, 400, "oidc_failed")
    assert await is_recent(client, login) == is_accepted


async def test_an_old_login_there_is_enough_to_log_in(
    client: httpx.AsyncClient, provider: HonestProvider
) -> None:
    response = await sign_in(client, provider, email=EMAIL, auth_time=int(time.time()) - 86400)
    assert response.status_code == 200, response.text


async def test_an_answer_counts_in_its_session_browser_and_for_its_purpose(
    client: httpx.AsyncClient, sql: Sql, provider: HonestProvider
) -> None:
    login = await start_connected(client, sql, provider)
    again = Login(await log_in(client))
    other = await start_verified(client, sql, email="eve@example.com")
    asked = provider.token_requests
    browser = await begin(client, START, login.bearer)
    answer = provider.sign_in(browser.url, "ada")
    for response in (
        await send(client, again, browser, answer),
        await send(client, other, browser, answer),
        await send(client, login, await begin(client), answer),
        await client.post(PROOF, json=answer, headers=login.bearer),
        await client.post(COMPLETE, json=answer, headers=browser.headers),
        await client.post(f"{OWN}/acme", json=answer, headers=again.bearer | browser.headers),
    ):
        assert_error(response, 400, "oidc_state_invalid")
    fresh = await begin(client, f"{OWN}/acme/start", again.bearer)
    for begun, session in ((await begin(client), login), (fresh, again)):
        answer = provider.sign_in(begun.url, "ada")
        assert_error(await send(client, session, begun, answer), 400, "oidc_state_invalid")
    assert provider.token_requests == asked
    assert not await is_recent(client, login)


async def test_an_answer_for_a_proof_connects_nothing(
    client: httpx.AsyncClient, sql: Sql, provider: HonestProvider
) -> None:
    login = await start_connected(client, sql, provider)
    assert (await prove(client, login, provider)).status_code == 200
    browser = await begin(client, START, login.bearer)
    answer = provider.sign_in(browser.url, "eve")
    headers = login.bearer | browser.headers
    response = await client.post(f"{OWN}/acme", json=answer, headers=headers)
    assert_error(response, 400, "oidc_state_invalid")


async def test_only_a_connected_provider_that_is_set_up_can_be_started(
    client: httpx.AsyncClient, sql: Sql, provider: HonestProvider
) -> None:
    login = await start_connected(client, sql, provider)
    other = await start_verified(client, sql, email="eve@example.com")
    assert_error(await client.post(START, headers=other.bearer), 404, "not_found")
    unknown = await client.post(PROOF.replace("acme", "unknown/start"), headers=login.bearer)
    assert_error(unknown, 404, "not_found")
    # Connected before the provider got its present name in the settings.
    await sql.execute("UPDATE identities SET provider = 'former'")
    former = await client.post(PROOF.replace("acme", "former/start"), headers=login.bearer)
    assert_error(former, 404, "not_found")
    assert (await client.post(START, headers=login.bearer)).status_code == 200


async def test_what_is_disconnected_meanwhile_proves_nothing(
    client: httpx.AsyncClient, sql: Sql, provider: HonestProvider
) -> None:
    login = await start_connected(client, sql, provider)
    browser = await begin(client, START, login.bearer)
    await sql.execute("DELETE FROM identities")
    response = await send(client, login, browser, provider.sign_in(browser.url, "ada"))
    assert_error(response, 401, "invalid_credentials")


async def test_with_two_step_login_a_provider_is_not_enough(
    client: httpx.AsyncClient, sql: Sql, provider: HonestProvider
) -> None:
    login = await start_connected(client, sql, provider)
    browser = await begin(client, START, login.bearer)
    await sql.execute("UPDATE users SET two_step_at = now()")
    answer = provider.sign_in(browser.url, "ada")
    for response in (
        await send(client, login, browser, answer),
        await client.post(START, headers=login.bearer),
    ):
        assert_error(response, 401, "mfa_required")
        assert "set-cookie" not in response.headers
    assert await events(sql, "reauthenticated") == []
    await sql.execute("UPDATE users SET two_step_at = NULL")
    assert not await is_recent(client, login)


async def test_wrong_proofs_are_counted_with_the_other_ones_of_the_session(
    client: httpx.AsyncClient, sql: Sql, provider: HonestProvider
) -> None:
    login = await start_connected(client, sql, provider)
    other = Login(await log_in(client))
    browser = await begin(client, START, login.bearer)
    for _ in range(9):
        response = await send(client, login, browser, {"code": "c", "state": "s"})
        assert_error(response, 400, "oidc_state_invalid")
    await provider.stop()  # a try that cannot be decided is not counted
    begun = provider.sign_in(browser.url, "ada")
    for _ in range(3):
        assert_error(await send(client, login, browser, begun), 503, "oidc_unavailable")
    wrong = {"password": "not the password"}
    response = await client.post("/v1/auth/reauthenticate", json=wrong, headers=login.bearer)
    assert_error(response, 401, "invalid_credentials")
    refused = await send(client, login, browser, begun)
    assert_error(refused, 429, "too_many_attempts")
    right = {"password": PASSWORD}
    response = await client.post("/v1/auth/reauthenticate", json=right, headers=other.bearer)
    assert response.status_code == 200
    assert len(await events(sql, "login_refused")) == 1


async def test_a_session_that_has_ended_proves_nothing(
    client: httpx.AsyncClient, sql: Sql, provider: HonestProvider
) -> None:
    login = await start_connected(client, sql, provider)
    browser = await begin(client, START, login.bearer)
    await client.post("/v1/auth/logout", headers=login.bearer)
    answer = provider.sign_in(browser.url, "ada")
    assert_error(await send(client, login, browser, answer), 401, "session_expired")
    assert_error(await client.post(START, headers=login.bearer), 401, "session_expired")


async def test_pages_of_other_origins_can_neither_start_nor_prove(
    client: httpx.AsyncClient, sql: Sql, provider: HonestProvider
) -> None:
    login = await start_connected(client, sql, provider)
    headers = login.bearer | {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
    body = {"code": "c", "state": "s"}
    for path in (START, PROOF):
        response = await client.post(path, json=body, headers=headers)
        assert_error(response, 403, "origin_not_allowed")
