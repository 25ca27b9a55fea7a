"""Deleting the account."""

import asyncio
import itertools
from collections.abc import Coroutine
from typing import Any

import asyncpg
import httpx
from fastapi import FastAPI

from src.features.mail.service.folder import mail_folder
from src.features.mail.service.worker import deliver_queued
from tests.authenticator import Authenticator
from tests.conftest import dump
from tests.features.account.accounts import delete, status_of
from tests.features.admin.admins import id_of
from tests.features.two_step.second_steps import Browser
from tests.features.two_step.two_step import add_passkey, set_up, trust_device
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
    """Creates all that can be stored about an account first: sessions with address and browser, a
    mail that was written, a queued one, one that is not assigned yet, tokens, refused logins."""
    other = await bearer_of(client, email="grace@example.com")
    agent = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}
    client.headers.update(agent)
    headers = await bearer_of(client)
    # Another account requests a change to this address.
    await client.post(
        "/v1/users/me/email", json={"new_email": EMAIL, "current_password": PASSWORD}, headers=other
    )
    move = {"new_email": "lovelace@example.com", "current_password": PASSWORD}
    await client.post("/v1/users/me/email", json=move, headers=headers)
    await deliver_queued(app.state.wiring)
    for number in range(11):
        await log_in(client, password=f"a wrong guess {number}")
    await client.post("/v1/auth/password/forgot", json={"email": EMAIL})
    await client.post("/v1/users/me/email", json=move, headers=headers)
    before = await dump(sql)
    who = str(await sql.fetchval("SELECT id FROM users WHERE email = $1", EMAIL))
    personal = [EMAIL, "lovelace@example.com", "Firefox on Linux"]
    for trace in personal:
        assert trace in before
    assert len(list(mail_folder(app.state.wiring.settings).glob(f"*{who}*"))) == 3
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
    assert list(mail_folder(app.state.wiring.settings).glob(f"*{who}*")) == []
    assert await status_of(client, other) == 200


async def test_a_refused_deletion_deletes_no_mail(
    client: httpx.AsyncClient, app: FastAPI, sql: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    headers = await bearer_of(client)
    await sql.execute("UPDATE users SET role = 'admin'")
    await deliver_queued(app.state.wiring)
    assert_error(await delete(client, headers), 409, "last_admin")
    assert len(list(mail_folder(app.state.wiring.settings).iterdir())) == 1


async def rows_of(sql: "asyncpg.Connection[asyncpg.Record]", user_id: str) -> dict[str, int]:
    """Return how many rows of the account each table has that outlive it by mistake."""
    tables = await sql.fetch(
        "SELECT table_name FROM information_schema.columns WHERE column_name = 'user_id'"
    )
    return {
        table: await sql.fetchval(f"SELECT count(*) FROM {table} WHERE user_id = $1", user_id)
        for table in {row["table_name"] for row in tables} - {"audit_events"}
    }


async def test_passkeys_and_second_factors_are_deleted_and_those_of_others_stay(
    client: httpx.AsyncClient, sql: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    account = await set_up(client, sql)
    grace = await bearer_of(client, email="grace@example.com")
    await add_passkey(sql)
    await trust_device(sql)
    who, other = await id_of(client, account.bearer), await id_of(client, grace)
    new = {"passkeys", "recovery_codes", "totp_secrets", "trusted_devices"}
    before = await rows_of(sql, who)
    assert all(before[table] for table in new)
    assert (await delete(client, account.bearer)).status_code == 200
    assert set((await rows_of(sql, who)).values()) == {0}
    kept = await rows_of(sql, other)
    assert (kept["passkeys"], kept["trusted_devices"]) == (1, 1)


async def test_changes_of_factors_and_logins_that_race_a_deletion_leave_nothing(
    client: httpx.AsyncClient,
    sql: "asyncpg.Connection[asyncpg.Record]",
    change_settings: ChangeSettings,
) -> None:
    change_settings(RATE_LIMIT_ENABLED=False)
    me, seen = "/v1/users/me", set()

    async def later(request: Coroutine[Any, Any, httpx.Response]) -> httpx.Response:
        """Meet the deletion, which verifies the password first, anywhere."""
        await asyncio.sleep(next(delays))
        return await request

    delays = itertools.cycle(number / 100 for number in range(7))
    for _ in range(14):
        account = await set_up(client, sql)
        headers, who = account.bearer, await id_of(client, account.bearer)
        body = {"purpose": "sign_in"}
        options = await client.post(f"{me}/passkeys/options", json=body, headers=headers)
        passkey = {"credential": Authenticator().create(options.json()["public_key"])}
        browser = Browser(client)
        await browser.begin()
        deletion, *others = await asyncio.gather(
            delete(client, headers),
            later(client.post(f"{me}/totp", headers=headers)),
            later(browser.verify(recovery_code=account.codes[0], remember_device=True)),
            later(client.post(f"{me}/passkeys", json=passkey, headers=headers)),
            later(client.post(f"{me}/recovery-codes", headers=headers)),
            later(client.delete(f"{me}/trusted-devices", headers=headers)),
        )
        assert deletion.status_code == 200
        seen |= {other.status_code for other in others}
        assert set((await rows_of(sql, who)).values()) == {0}
    assert seen <= {200, 201, 401}
    assert {200, 401} <= seen  # some came before the deletion, some after it
