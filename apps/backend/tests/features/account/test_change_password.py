"""Changing the password, and the limits of everything that requires it."""

import asyncio

import asyncpg
import httpx
import pytest
from fastapi import FastAPI

from src.features.audit.schemas.schemas import ClientContext
from src.features.audit.service.service import AuditService
from src.features.auth.service.service import AuthService, InvalidCredentials
from src.features.auth.service.sessions import identify
from tests.features.account.accounts import delete, status_of
from tests.features.auth.logins import cookie_of, refresh
from tests.helpers import (
    PASSWORD,
    ChangeSettings,
    assert_error,
    bearer_of,
    log_in,
    register,
)

NEW = "tin drum orchard 4"


async def change(
    client: httpx.AsyncClient, headers: dict[str, str], current: str = PASSWORD, new: str = NEW
) -> httpx.Response:
    body = {"current_password": current, "new_password": new}
    return await client.post("/v1/users/me/password", json=body, headers=headers)


async def test_a_password_change_ends_everything_but_the_new_session(
    client: httpx.AsyncClient,
) -> None:
    here = await bearer_of(client)
    elsewhere = await log_in(client)
    other = {"Authorization": f"Bearer {elsewhere.json()['access_token']}"}
    response = await change(client, here)
    assert response.status_code == 200
    assert response.json()["account_id"] == elsewhere.json()["account_id"]
    assert (await status_of(client, here), await status_of(client, other)) == (401, 401)
    assert_error(await refresh(client, cookie_of(elsewhere)), 401, "session_expired")
    new = {"Authorization": f"Bearer {response.json()['access_token']}"}
    assert await status_of(client, new) == 200
    assert (await refresh(client, cookie_of(response))).status_code == 200
    assert_error(await log_in(client), 401, "invalid_credentials")
    assert (await log_in(client, password=NEW)).status_code == 200


async def test_a_change_requires_the_password_and_an_acceptable_new_one(
    client: httpx.AsyncClient,
) -> None:
    headers = await bearer_of(client)
    assert_error(await change(client, headers, current="wrong one"), 401, "invalid_credentials")
    assert_error(await change(client, headers, new="short"), 422, "password_too_short")
    assert_error(await change(client, headers, new="password123"), 422, "password_common")
    assert_error(await change(client, headers, new="stylipp-example"), 422, "password_context")
    assert_error(await change(client, {}), 401, "not_authenticated")
    foreign = headers | {"Origin": "https://evil.example.com"}
    assert_error(await change(client, foreign), 403, "origin_not_allowed")
    assert (await log_in(client)).status_code == 200


async def test_password_guesses_from_a_stolen_session_are_limited(
    client: httpx.AsyncClient,
) -> None:
    headers = await bearer_of(client)
    for number in range(10):
        response = await change(client, headers, current=f"a wrong guess {number}")
        assert_error(response, 401, "invalid_credentials")
    assert_error(await change(client, headers), 429, "too_many_attempts")
    assert_error(await delete(client, headers), 429, "too_many_attempts")


async def test_guesses_in_a_stolen_session_do_not_lock_the_owner_out(
    client: httpx.AsyncClient,
) -> None:
    stolen = await bearer_of(client)
    for number in range(11):
        await delete(client, stolen, f"a wrong guess {number}")
    own = {"Authorization": f"Bearer {(await log_in(client)).json()['access_token']}"}
    assert (await change(client, own)).status_code == 200


async def test_failed_logins_do_not_keep_the_owner_from_changing_the_password(
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
            assert_error(await refresh(client, cookie_of(response)), 401, "session_expired")


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


@pytest.mark.parametrize("path", ["/v1/users/me/password", "/v1/users/me/delete"])
async def test_the_password_is_required(client: httpx.AsyncClient, path: str) -> None:
    headers = await bearer_of(client)
    body = {"new_password": "tin drum orchard"}
    assert_error(await client.post(path, json=body, headers=headers), 401, "invalid_credentials")
    assert_error(await client.post(path, headers=headers), 422, "validation_error")
    response = await client.post(path, content=b"x", headers=headers)
    assert_error(response, 415, "unsupported_media_type")


async def test_the_password_of_another_account_that_took_over_the_address_is_refused(
    client: httpx.AsyncClient, app: FastAPI, sql: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    """The address changes hands after the request was authenticated."""
    headers = await bearer_of(client)
    wiring = app.state.wiring
    current = await identify(wiring, headers["Authorization"].removeprefix("Bearer "))
    await sql.execute("UPDATE users SET email = 'lovelace@example.com'")
    assert (await register(client)).status_code == 201
    async with wiring.database.transaction() as transaction:
        audit = AuditService(transaction, wiring.database, ClientContext())
        with pytest.raises(InvalidCredentials):
            await AuthService(transaction, wiring, audit).verify_again(current, PASSWORD)
