"""Logging in with a passkey."""

import asyncio
import time
from ipaddress import ip_network
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from fastapi import FastAPI

from src.core.base64url import encode
from src.core.setting_types import Limit
from src.features.passkeys.service.relying_party import CHALLENGE_SECONDS
from stylipp_schemas import PasskeyRequestOptions, TokenResponse
from tests.authenticator import UV, Authenticator, decoded, encoded
from tests.conftest import dump
from tests.features.auth.logins import Login
from tests.features.passkeys.ceremonies import (
    LOGIN,
    LOGIN_OPTIONS,
    OWN,
    TRY,
    Begun,
    Sql,
    add,
    begin,
    creation_options,
    events,
    finish,
    log_in_with,
    post,
    start_verified,
)
from tests.helpers import ChangeSettings, Log, assert_error, assert_waits_for_a_lock
from tests.recorders import count_statements, kinds


@pytest.fixture
async def login(client: httpx.AsyncClient, sql: Sql) -> Login:
    return await start_verified(client, sql)


@pytest.fixture
async def passkey(client: httpx.AsyncClient, login: Login) -> Authenticator:
    """A passkey of the account."""
    authenticator = Authenticator()
    await add(client, login, authenticator)
    return authenticator


async def user_id_of(sql: Sql) -> UUID:
    found: UUID = await sql.fetchval("SELECT user_id FROM passkeys")
    return found


async def test_a_login_begins_without_statement_or_list_of_passkeys(
    client: httpx.AsyncClient, app: FastAPI, passkey: Authenticator
) -> None:
    with count_statements(app) as statements:
        response = await client.post(LOGIN_OPTIONS)
    assert kinds(statements) == ""
    options = PasskeyRequestOptions.model_validate_json(response.content)
    assert options.expires_in == CHALLENGE_SECONDS == 900
    assert options.public_key.timeout == 900_000
    assert options.public_key.rp_id == "stylipp.com"
    assert options.public_key.user_verification == "required"
    assert options.public_key.allow_credentials == []
    cookie = response.headers["set-cookie"]
    assert cookie.startswith(f"{TRY}=")
    attributes = set(cookie.split("; ")[1:])
    assert attributes == {"HttpOnly", "Max-Age=900", "Path=/", "SameSite=strict", "Secure"}


async def test_a_passkey_logs_in_without_an_address(
    client: httpx.AsyncClient, sql: Sql, passkey: Authenticator
) -> None:
    await sql.execute("UPDATE sessions SET last_seen_at = now() - interval '1 hour'")
    begun = await begin(client)
    response = await finish(client, begun, passkey.get(begun.public_key))
    token = TokenResponse.model_validate_json(response.content)
    user_id = await user_id_of(sql)
    assert token.account_id == user_id
    names = [cookie.partition("=")[0] for cookie in response.headers.get_list("set-cookie")]
    assert names == ["__Host-stylipp_rt", "__Host-stylipp_dev", TRY]
    assert "Max-Age=0" in response.headers.get_list("set-cookie")[2]
    bearer = {"Authorization": f"Bearer {token.access_token}"}
    assert (await client.get("/v1/users/me", headers=bearer)).json()["id"] == str(user_id)
    row = await sql.fetchrow(
        "SELECT login_method, first_factor_at = created_at, second_factor_at = created_at"
        " FROM sessions ORDER BY created_at DESC LIMIT 1"
    )
    assert row is not None
    assert tuple(row) == ("passkey", True, True)
    assert (await events(sql, "logged_in"))[-1] == (user_id, None, "passkey")
    assert await sql.fetchval("SELECT last_used_at IS NOT NULL FROM passkeys")


async def test_a_login_takes_nine_statements(
    client: httpx.AsyncClient, app: FastAPI, passkey: Authenticator
) -> None:
    """A limit, the passkey, the lock, the challenge, its use, the limit; then as with a password."""
    begun = await begin(client)
    credential = passkey.get(begun.public_key)
    with count_statements(app) as statements:
        assert (await finish(client, begun, credential)).status_code == 200
    expected = "WITH SELECT BEGIN SELECT WITH UPDATE UPDATE INSERT UPDATE INSERT COMMIT"
    assert kinds(statements) == expected


async def test_a_passkey_with_user_verification_is_both_factors(
    client: httpx.AsyncClient, sql: Sql, passkey: Authenticator
) -> None:
    await sql.execute("UPDATE users SET two_step_at = now()")
    assert (await log_in_with(client, passkey)).status_code == 200
    assert_error(await log_in_with(client, passkey, user_verified=False), 401, "passkey_invalid")


async def test_a_second_factor_logs_in_alone_only_with_user_verification(
    client: httpx.AsyncClient, login: Login
) -> None:
    key = Authenticator(is_synced=False)
    await add(client, login, key, purpose="second_factor")
    assert_error(await log_in_with(client, key, user_verified=False), 401, "passkey_invalid")
    assert (await log_in_with(client, key)).status_code == 200


@pytest.mark.parametrize(
    "changes",
    [
        {"user_verified": False},
        {"flags": UV},
        {"user_handle": encode(uuid4().bytes)},
        {"user_handle": "AA"},
        {"origin": "https://evil.example"},
        {"crossOrigin": True},
        {"topOrigin": "https://stylipp.com"},
        {"challenge": "AAAA"},
        {"type": "webauthn.create"},
    ],
)
async def test_an_answer_that_is_not_as_it_must_be_is_refused(
    client: httpx.AsyncClient, sql: Sql, passkey: Authenticator, changes: dict[str, Any]
) -> None:
    before = len(await events(sql, "login_failed"))
    response = await log_in_with(client, passkey, **changes)
    assert_error(response, 401, "passkey_invalid")
    assert "set-cookie" not in response.headers
    assert await events(sql, "login_failed") == [(await user_id_of(sql), None, None)] * (before + 1)
    assert len(await events(sql, "logged_in")) == 1  # by the password


async def test_a_passkey_without_user_handle_cannot_be_the_first_factor(
    client: httpx.AsyncClient, passkey: Authenticator
) -> None:
    begun = await begin(client)
    credential = passkey.get(begun.public_key)
    del credential["response"]["userHandle"]
    assert_error(await finish(client, begun, credential), 401, "passkey_invalid")


async def test_the_signature_and_the_id_belong_together(
    client: httpx.AsyncClient, login: Login, passkey: Authenticator
) -> None:
    other = Authenticator()
    await add(client, login, other)
    begun = await begin(client)
    credential = passkey.get(begun.public_key)
    swapped = credential | {"id": encoded(other.id), "rawId": encoded(other.id)}
    assert_error(await finish(client, begun, swapped), 401, "passkey_invalid")
    two_ids = credential | {"id": encoded(other.id)}
    assert_error(await finish(client, begun, two_ids), 401, "passkey_invalid")


async def test_only_a_missing_passkey_is_unknown(
    client: httpx.AsyncClient, sql: Sql, login: Login, passkey: Authenticator
) -> None:
    """`passkey_unknown` makes browsers delete a passkey for good."""
    stranger = Authenticator()
    stranger.user_handle = passkey.user_handle
    assert_error(await log_in_with(client, stranger), 401, "passkey_unknown")
    assert_error(await log_in_with(client, stranger, flags=0), 401, "passkey_unknown")
    begun = await begin(client)
    two_ids = passkey.get(begun.public_key) | {"rawId": encoded(stranger.id)}
    assert_error(await finish(client, begun, two_ids), 401, "passkey_invalid")
    odd = stranger.get(begun.public_key) | {"id": "AB", "rawId": "AB"}  # a spelling of no bytes
    assert_error(await finish(client, begun, odd), 401, "passkey_invalid")
    assert_error(await log_in_with(client, passkey, flags=0), 401, "passkey_invalid")
    (added,) = await sql.fetch("SELECT id FROM passkeys")
    await client.delete(f"{OWN}/{added['id']}", headers=login.bearer)
    assert_error(await log_in_with(client, passkey), 401, "passkey_unknown")


async def test_a_challenge_is_for_the_browser_that_asked(
    client: httpx.AsyncClient, passkey: Authenticator
) -> None:
    first, second = await begin(client), await begin(client)
    assert first.cookie != second.cookie
    credential = passkey.get(first.public_key)
    stolen = Begun(first.public_key, second.cookie)
    assert_error(await finish(client, stolen, credential), 401, "passkey_invalid")
    response = await client.post(LOGIN, json={"credential": credential})
    assert_error(response, 401, "passkey_invalid")
    damaged = Begun(first.public_key, first.cookie[:-2] + "!=")
    assert_error(await finish(client, damaged, credential), 401, "passkey_invalid")
    assert (await finish(client, first, credential)).status_code == 200


async def test_tabs_of_one_browser_do_not_disturb_each_other(
    client: httpx.AsyncClient, passkey: Authenticator
) -> None:
    first = await begin(client)
    second = await begin(client, first.cookie)
    assert second.cookie == first.cookie
    for begun in (first, second):
        assert (await finish(client, begun, passkey.get(begun.public_key))).status_code == 200


async def test_a_challenge_of_a_registration_logs_nobody_in(
    client: httpx.AsyncClient, login: Login, passkey: Authenticator
) -> None:
    begun = await begin(client)
    asked = await creation_options(client, login)
    response = await finish(client, begun, passkey.get(asked))
    assert_error(response, 401, "passkey_invalid")


async def test_a_challenge_expires(
    client: httpx.AsyncClient, passkey: Authenticator, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = await begin(client)
    credential = passkey.get(begun.public_key)
    now = time.time()
    with monkeypatch.context() as patch:
        patch.setattr("src.core.seals.time.time", lambda: now + CHALLENGE_SECONDS)
        assert_error(await finish(client, begun, credential), 401, "passkey_invalid")
    assert (await finish(client, begun, credential)).status_code == 200


async def test_one_answer_sent_ten_times_at_once_logs_in_once(
    client: httpx.AsyncClient, sql: Sql, passkey: Authenticator
) -> None:
    before = await sql.fetchval("SELECT count(*) FROM sessions")
    begun = await begin(client)
    credential = passkey.get(begun.public_key)
    responses = await asyncio.gather(*(finish(client, begun, credential) for _ in range(10)))
    assert sorted(response.status_code for response in responses) == [200] + [401] * 9
    for response in responses:
        assert response.status_code == 200 or response.json()["code"] == "passkey_invalid"
    assert_error(await finish(client, begun, credential), 401, "passkey_invalid")
    assert await sql.fetchval("SELECT count(*) FROM sessions") == before + 1


async def test_a_counter_that_goes_back_is_refused_once_and_audited(
    client: httpx.AsyncClient, sql: Sql, login: Login
) -> None:
    key = Authenticator(is_synced=False)
    await add(client, login, key)
    assert (await log_in_with(client, key, count=5)).status_code == 200
    for count in (5, 4, 0):
        assert_error(await log_in_with(client, key, count=count), 401, "passkey_invalid")
    user_id = await user_id_of(sql)
    assert await events(sql, "passkey_counter_regressed") == [(user_id, None, None)] * 3
    assert await sql.fetchval("SELECT sign_count FROM passkeys") == 5
    assert (await log_in_with(client, key, count=6)).status_code == 200
    assert (await log_in_with(client, key, count=2**32 - 1)).status_code == 200
    assert await sql.fetchval("SELECT sign_count FROM passkeys") == 2**32 - 1


async def test_authenticators_without_a_counter_are_accepted(
    client: httpx.AsyncClient, sql: Sql, login: Login
) -> None:
    key = Authenticator(is_synced=False)
    await add(client, login, key)
    for _ in range(2):
        assert (await log_in_with(client, key, count=0)).status_code == 200
    assert await events(sql, "passkey_counter_regressed") == []


async def test_the_counter_of_a_synced_passkey_may_go_back(
    client: httpx.AsyncClient, sql: Sql, passkey: Authenticator
) -> None:
    for count in (5, 3, 0):
        assert (await log_in_with(client, passkey, count=count)).status_code == 200
    assert await sql.fetchval("SELECT sign_count FROM passkeys") == 5
    assert await events(sql, "passkey_counter_regressed") == []


async def test_whether_a_passkey_is_backed_up_is_kept_up_to_date(
    client: httpx.AsyncClient, sql: Sql, passkey: Authenticator
) -> None:
    assert await sql.fetchval("SELECT is_backed_up FROM passkeys")
    passkey.is_backed_up = False
    assert (await log_in_with(client, passkey)).status_code == 200
    assert not await sql.fetchval("SELECT is_backed_up FROM passkeys")


async def test_a_disabled_account_says_so_after_the_proof_only(
    client: httpx.AsyncClient, sql: Sql, passkey: Authenticator
) -> None:
    await sql.execute("UPDATE users SET disabled_at = now()")
    assert_error(await log_in_with(client, passkey), 403, "account_disabled")
    assert_error(await log_in_with(client, passkey, flags=0), 401, "passkey_invalid")
    assert await events(sql, "login_failed") == [(await user_id_of(sql), None, None)] * 2


@pytest.mark.parametrize("round_", range(10))
async def test_a_login_and_the_removal_of_its_passkey_come_one_after_the_other(
    client: httpx.AsyncClient, sql: Sql, login: Login, passkey: Authenticator, round_: int
) -> None:
    passkey_id = await sql.fetchval("SELECT id FROM passkeys")
    begun = await begin(client)
    credential = passkey.get(begun.public_key)

    async def remove() -> httpx.Response:
        await asyncio.sleep(round_ / 2000)
        return await client.delete(f"{OWN}/{passkey_id}", headers=login.bearer)

    logged_in, removed = await asyncio.gather(finish(client, begun, credential), remove())
    assert removed.status_code == 200
    if logged_in.status_code != 200:
        assert_error(logged_in, 401, "passkey_unknown")
    assert await sql.fetchval("SELECT count(*) FROM passkeys") == 0


async def test_a_login_waits_for_a_removal_and_finds_the_passkey_gone(
    client: httpx.AsyncClient, sql: Sql, passkey: Authenticator
) -> None:
    begun = await begin(client)
    credential = passkey.get(begun.public_key)
    async with sql.transaction():
        await sql.execute("SELECT FROM users FOR UPDATE")
        task = asyncio.create_task(finish(client, begun, credential))
        await assert_waits_for_a_lock(task, sql)
        await sql.execute("DELETE FROM passkeys")
    assert_error(await task, 401, "passkey_unknown")


async def test_a_login_that_began_before_the_end_of_all_sessions_does_not_finish(
    client: httpx.AsyncClient, sql: Sql, passkey: Authenticator
) -> None:
    begun = await begin(client)
    credential = passkey.get(begun.public_key)
    async with sql.transaction():
        await sql.execute("UPDATE users SET auth_epoch = auth_epoch + 1")
        task = asyncio.create_task(finish(client, begun, credential))
        await assert_waits_for_a_lock(task, sql)
    assert_error(await task, 401, "passkey_invalid")
    assert await events(sql, "logged_in") == [(await user_id_of(sql), None, "password")]


async def test_failures_are_limited_by_network_and_never_by_account(
    client: httpx.AsyncClient, sql: Sql, passkey: Authenticator, change_settings: ChangeSettings
) -> None:
    change_settings(RATE_LIMIT_PASSKEY_IP=Limit(3, 60), TRUSTED_PROXIES=(ip_network("127.0.0.1"),))
    elsewhere = {"X-Forwarded-For": "203.0.113.7"}
    for _ in range(4):  # a success takes nothing
        assert (await log_in_with(client, passkey)).status_code == 200
    for _ in range(3):
        assert_error(await log_in_with(client, passkey, flags=0), 401, "passkey_invalid")
    response = await log_in_with(client, passkey)
    assert_error(response, 429, "too_many_attempts")
    assert len(await events(sql, "login_refused")) == 1
    begun = await begin(client)
    body = {"credential": passkey.get(begun.public_key)}
    response = await client.post(LOGIN, json=body, headers=begun.headers | elsewhere)
    assert response.status_code == 200


async def test_passkeys_have_no_limit_in_common_with_passwords(
    client: httpx.AsyncClient, passkey: Authenticator, sql: Sql
) -> None:
    await sql.execute("DELETE FROM rate_limits")
    await log_in_with(client, passkey, flags=0)
    assert await sql.fetchval("SELECT count(*) FROM rate_limits") == 1


@pytest.mark.parametrize("path", [LOGIN_OPTIONS, LOGIN])
async def test_other_sites_cannot_use_it(client: httpx.AsyncClient, path: str) -> None:
    headers = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
    key = Authenticator()
    body = {"credential": key.get({"challenge": "AAAA"})}
    response = await client.post(path, json=body, headers=headers)
    assert_error(response, 403, "origin_not_allowed")


async def test_the_log_says_why_a_login_was_refused(
    client: httpx.AsyncClient, passkey: Authenticator, log: Log
) -> None:
    begun = await begin(client)
    await finish(client, begun, passkey.get(begun.public_key, origin="https://evil.example"))
    credential = passkey.get(begun.public_key)
    await finish(client, await begin(client), credential)  # in another browser
    await finish(client, begun, credential | {"id": "AAAA"})
    lines = [line for line in log.lines() if line["event"].startswith("A passkey")]
    assert [line["event"].partition(": ")[2] for line in lines] == ["origin", "challenge", "id"]
    assert {line["level"] for line in lines} == {"info"}
    assert "evil.example" not in log.text()
    assert credential["id"] not in log.text()


async def test_a_challenge_is_neither_stored_nor_logged(
    client: httpx.AsyncClient, sql: Sql, passkey: Authenticator, login: Login, log: Log
) -> None:
    begun = await begin(client)
    asked = await creation_options(client, login)
    assert (await finish(client, begun, passkey.get(begun.public_key))).status_code == 200
    assert (await post(client, login, Authenticator().create(asked))).status_code == 201
    rows = await dump(sql)
    for challenge in (begun.public_key["challenge"], asked["challenge"]):
        assert challenge not in rows
        assert decoded(challenge).hex() not in rows
        assert challenge not in log.text()
    assert begun.cookie not in rows
    assert decoded(begun.cookie).hex() not in rows
