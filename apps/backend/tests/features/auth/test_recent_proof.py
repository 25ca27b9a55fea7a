"""Sensitive operations want a recent proof. What proves it again is in two_step's tests."""

import asyncpg
import httpx
import pytest

from tests.features.auth.logins import Login, start
from tests.helpers import PASSWORD, assert_error, log_in

type Sql = "asyncpg.Connection[asyncpg.Record]"

EXPORT = "/v1/users/me/export"
NEW_PASSWORD = {"current_password": PASSWORD, "new_password": "orange kettle drum 9"}
NEW_EMAIL = {"current_password": PASSWORD, "new_email": "grace@example.com"}
DELETION = {"current_password": PASSWORD}
WITH_PASSWORD = [
    ("/v1/users/me/password", NEW_PASSWORD),
    ("/v1/users/me/email", NEW_EMAIL),
    ("/v1/users/me/delete", DELETION),
]


async def age(sql: Sql, seconds: int, factor: str = "first") -> None:
    await sql.execute(
        f"UPDATE sessions SET {factor}_factor_at = now() - make_interval(secs => {seconds})"
    )


async def test_a_login_is_a_recent_proof_for_ten_minutes(
    client: httpx.AsyncClient, sql: Sql
) -> None:
    login = await start(client)
    assert (await client.get(EXPORT, headers=login.bearer)).status_code == 200
    await age(sql, 590)
    assert (await client.get(EXPORT, headers=login.bearer)).status_code == 200
    await age(sql, 601)
    response = await client.get(EXPORT, headers=login.bearer)
    assert_error(response, 403, "reauthentication_required")
    assert "www-authenticate" not in response.headers


async def test_a_session_of_an_earlier_release_has_proven_nothing(
    client: httpx.AsyncClient, sql: Sql
) -> None:
    login = await start(client)
    await sql.execute("UPDATE sessions SET first_factor_at = NULL, login_method = NULL")
    assert_error(await client.get(EXPORT, headers=login.bearer), 403, "reauthentication_required")
    assert (await client.get("/v1/users/me", headers=login.bearer)).status_code == 200


async def test_with_two_step_login_only_a_second_factor_is_a_recent_proof(
    client: httpx.AsyncClient, sql: Sql
) -> None:
    login = await start(client)
    await sql.execute("UPDATE users SET two_step_at = now()")
    assert_error(await client.get(EXPORT, headers=login.bearer), 403, "reauthentication_required")
    await age(sql, 601, "second")
    assert_error(await client.get(EXPORT, headers=login.bearer), 403, "reauthentication_required")
    await age(sql, 590, "second")
    await age(sql, 601)
    assert (await client.get(EXPORT, headers=login.bearer)).status_code == 200


@pytest.mark.parametrize(("path", "body"), WITH_PASSWORD)
async def test_the_password_in_the_request_is_a_recent_proof(
    client: httpx.AsyncClient, sql: Sql, path: str, body: dict[str, str]
) -> None:
    login = await start(client)
    await age(sql, 601)
    response = await client.post(path, json=body, headers=login.bearer)
    assert response.is_success, response.text


@pytest.mark.parametrize(("path", "body"), WITH_PASSWORD)
async def test_with_two_step_login_the_password_is_not_enough(
    client: httpx.AsyncClient, sql: Sql, path: str, body: dict[str, str]
) -> None:
    login = await start(client)
    await sql.execute("UPDATE users SET two_step_at = now()")
    response = await client.post(path, json=body, headers=login.bearer)
    assert_error(response, 403, "reauthentication_required")
    wrong = body | {"current_password": "not the password"}
    assert_error(
        await client.post(path, json=wrong, headers=login.bearer), 401, "invalid_credentials"
    )
    await age(sql, 10, "second")
    response = await client.post(path, json=body, headers=login.bearer)
    assert response.is_success, response.text


async def test_the_session_after_a_new_password_has_proven_what_the_one_before_has(
    client: httpx.AsyncClient, sql: Sql
) -> None:
    login = await start(client)
    await age(sql, 700)
    await age(sql, 300, "second")
    old = await sql.fetchrow("SELECT * FROM sessions")
    changed = Login(
        await client.post("/v1/users/me/password", json=NEW_PASSWORD, headers=login.bearer)
    )
    new = await sql.fetchrow("SELECT * FROM sessions ORDER BY created_at DESC LIMIT 1")
    assert old is not None
    assert new is not None
    assert new["id"] != old["id"]
    for column in ("login_method", "first_factor_at", "second_factor_at"):
        assert new[column] == old[column]
    assert_error(await client.get(EXPORT, headers=changed.bearer), 403, "reauthentication_required")


async def test_a_proof_in_one_session_counts_in_no_other(
    client: httpx.AsyncClient, sql: Sql
) -> None:
    old = await start(client)
    await age(sql, 601)
    new = Login(await log_in(client))
    assert (await client.get(EXPORT, headers=new.bearer)).status_code == 200
    assert_error(await client.get(EXPORT, headers=old.bearer), 403, "reauthentication_required")
