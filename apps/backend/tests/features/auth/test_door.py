"""What the first step of a login gives an account with two-step login."""

import asyncio
import base64
from uuid import UUID

import asyncpg
import httpx
import pytest
from fastapi import FastAPI

from src.core.seals import Seals
from src.features.audit.schemas.schemas import ClientContext
from src.features.audit.service.service import AuditService
from src.features.auth.schemas.schemas import LoginMethod, Proof, TokenPair
from src.features.auth.service.door import Door, SecondFactorRequired
from src.features.auth.utils.tickets import Tickets
from src.features.users.service.service import UserService
from tests.conftest import Connect
from tests.features.auth.logins import Login, start
from tests.helpers import PASSWORD, assert_error, assert_waits_for_a_lock, log_in, register

type Sql = "asyncpg.Connection[asyncpg.Record]"

TICKET = "__Host-stylipp_mfa"
PASSWORD_PROOF = Proof(LoginMethod.PASSWORD)


async def switch_on(app: FastAPI, user_id: UUID) -> int:
    database = app.state.wiring.database
    async with database.transaction() as transaction:
        return await UserService(transaction, database).switch_two_step_on(user_id)


async def id_of(sql: Sql) -> UUID:
    found: UUID = await sql.fetchval("SELECT id FROM users")
    return found


async def finish(app: FastAPI, user_id: UUID, epoch: int, proof: Proof) -> TokenPair | None:
    wiring = app.state.wiring
    async with wiring.database.transaction() as transaction:
        audit = AuditService(transaction, wiring.database, ClientContext())
        return await Door(transaction, wiring, audit).finish_login(user_id, epoch, proof)


async def test_the_right_password_gives_a_ticket_and_nothing_else(
    client: httpx.AsyncClient, app: FastAPI, sql: Sql
) -> None:
    await register(client)
    await switch_on(app, await id_of(sql))
    response = await log_in(client)
    assert_error(response, 401, "mfa_required")
    (cookie,) = response.headers.get_list("set-cookie")
    name, _, rest = cookie.partition("=")
    value, *attributes = rest.split("; ")
    assert name == TICKET
    assert set(attributes) == {"HttpOnly", "Max-Age=300", "Path=/", "SameSite=strict", "Secure"}
    assert await sql.fetchval("SELECT count(*) FROM sessions") == 0
    assert not await sql.fetchval("SELECT count(*) FROM audit_events WHERE type = 'logged_in'")
    headers = {"Authorization": f"Bearer {value}"}
    assert_error(await client.get("/v1/users/me", headers=headers), 401, "token_invalid")


async def test_a_wrong_password_looks_as_without_two_step_login(
    client: httpx.AsyncClient, app: FastAPI, sql: Sql
) -> None:
    await register(client)
    before = await log_in(client, password="not the password")
    await switch_on(app, await id_of(sql))
    after = await log_in(client, password="not the password")
    assert before.content == after.content
    assert list(before.headers) == list(after.headers)


async def test_a_second_factor_opens_the_door_and_is_recorded(
    client: httpx.AsyncClient, app: FastAPI, sql: Sql
) -> None:
    await register(client)
    user_id = await id_of(sql)
    epoch = await switch_on(app, user_id)
    with pytest.raises(SecondFactorRequired):
        await finish(app, user_id, epoch, PASSWORD_PROOF)
    assert await finish(app, user_id, epoch, Proof(LoginMethod.PASSWORD, "totp")) is not None
    assert await finish(app, user_id, epoch, Proof(LoginMethod.PASSKEY, "passkey")) is not None
    rows = await sql.fetch(
        "SELECT login_method, first_factor_at = created_at AND second_factor_at = created_at AS now"
        " FROM sessions ORDER BY id"
    )
    assert [tuple(row) for row in rows] == [("password", True), ("passkey", True)]
    events = await sql.fetch("SELECT method FROM audit_events WHERE method IS NOT NULL ORDER BY id")
    assert [row["method"] for row in events] == ["password+totp", "passkey"]


async def test_a_login_waits_for_switching_on_and_then_wants_a_second_factor(
    client: httpx.AsyncClient, app: FastAPI, sql: Sql, connect: Connect, database_url: str
) -> None:
    await register(client)
    user_id = await id_of(sql)
    other = await connect(database_url)
    async with other.transaction():
        await other.execute("UPDATE users SET two_step_at = now()")
        login = asyncio.create_task(finish(app, user_id, 0, PASSWORD_PROOF))
        await assert_waits_for_a_lock(login, sql)
    with pytest.raises(SecondFactorRequired):
        await login
    assert await sql.fetchval("SELECT count(*) FROM sessions") == 0


async def test_the_right_password_is_not_called_wrong_when_all_sessions_end_meanwhile(
    client: httpx.AsyncClient,
) -> None:
    await register(client)
    for _ in range(5):
        ending = Login(await log_in(client))
        *logins, ended = await asyncio.gather(
            *(log_in(client) for _ in range(3)),
            client.post("/v1/auth/logout-all", headers=ending.bearer),
        )
        assert [response.status_code for response in (*logins, ended)] == [200] * 4


async def test_an_old_epoch_starts_no_session(
    client: httpx.AsyncClient, app: FastAPI, sql: Sql
) -> None:
    await register(client)
    user_id = await id_of(sql)
    await sql.execute("UPDATE users SET auth_epoch = auth_epoch + 1")
    assert await finish(app, user_id, 0, Proof(LoginMethod.PASSKEY, "passkey")) is None
    assert await finish(app, UUID(int=1), 0, PASSWORD_PROOF) is None


async def test_the_password_of_a_two_step_account_is_stored_unreadably_for_earlier_releases(
    client: httpx.AsyncClient, app: FastAPI, sql: Sql
) -> None:
    login = await start(client)
    user_id = await id_of(sql)
    plain = await sql.fetchval("SELECT password_hash FROM users")
    for _ in range(2):  # switching it on twice changes nothing more
        await switch_on(app, user_id)
        assert await sql.fetchval("SELECT password_hash FROM users") == "two-step:" + plain
    await sql.execute("UPDATE sessions SET auth_epoch = 2, second_factor_at = now()")
    body = {"current_password": PASSWORD, "new_password": "orange kettle drum 9"}
    changed = await client.post("/v1/users/me/password", json=body, headers=login.bearer)
    assert changed.status_code == 200
    new = await sql.fetchval("SELECT password_hash FROM users")
    assert new.startswith("two-step:$argon2id$")
    assert plain not in new
    database = app.state.wiring.database
    async with database.transaction() as transaction:
        await UserService(transaction, database).switch_two_step_off(user_id)
    assert await sql.fetchval("SELECT password_hash FROM users") == new.removeprefix("two-step:")
    assert (await log_in(client, password="orange kettle drum 9")).status_code == 200


async def test_an_account_without_password_refuses_every_password(
    client: httpx.AsyncClient, sql: Sql
) -> None:
    await register(client)
    await sql.execute("UPDATE users SET password_hash = NULL")
    assert_error(await log_in(client), 401, "invalid_credentials")


def test_a_ticket_is_read_as_it_was_made_and_only_in_one_spelling() -> None:
    tickets = Tickets(Seals("k" * 40, None), 300)
    user_id = UUID(int=7)
    text = tickets.make(user_id, 3, LoginMethod.PASSWORD)
    ticket = tickets.read(text)
    assert ticket is not None
    assert ticket[:3] == (user_id, 3, LoginMethod.PASSWORD)
    assert len(ticket.id) == 16
    raw = base64.urlsafe_b64decode(text)
    sealed_for_another_purpose = Seals("k" * 40, None).make(
        "passkey-login", 300, fields=raw[24:-16]
    )
    for other in (
        None,
        "",
        "=",
        text[:-1],
        text + "=",
        " " + text,
        "ä" * 20,
        base64.urlsafe_b64encode(sealed_for_another_purpose).decode(),
    ):
        assert tickets.read(other) is None
