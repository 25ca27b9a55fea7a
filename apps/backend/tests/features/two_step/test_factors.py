"""Using second factors, in many transactions at once."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from uuid import UUID

import asyncpg
import httpx
import pyotp
import pytest
from fastapi import FastAPI
from sqlalchemy import text

from src.core.vault import Vault
from src.features.audit.schemas.schemas import ClientContext
from src.features.audit.service.service import AuditService
from src.features.auth.service.door import Door
from src.features.two_step.service.factors import FactorService
from stylipp_schemas import MfaMethod
from tests.features.two_step.two_step import (
    ME,
    add_passkey,
    code_of,
    confirm,
    enrol,
    events,
    set_up,
    start_verified,
    switch,
)
from tests.helpers import SECRET_KEY, Mailbox, assert_error, change_wiring

type Sql = "asyncpg.Connection[asyncpg.Record]"
type Use = Callable[[FactorService, UUID], Awaitable[bool]]


@asynccontextmanager
async def held(app: FastAPI) -> AsyncIterator[tuple[FactorService, UUID]]:
    """Give the service in a transaction that holds the only account, as a second step does."""
    wiring = app.state.wiring
    async with wiring.database.transaction() as transaction:
        audit = AuditService(transaction, wiring.database, ClientContext())
        user_id, epoch = (await transaction.execute(text("SELECT id, auth_epoch FROM users"))).one()
        assert await Door(transaction, wiring, audit).hold(user_id, epoch)
        yield FactorService(transaction, wiring, audit), user_id


async def use_code(app: FastAPI, code: str) -> bool:
    async with held(app) as (service, user_id):
        return await service.use_code(user_id, code)


async def use_recovery_code(app: FastAPI, code: str) -> bool:
    async with held(app) as (service, user_id):
        return await service.use_recovery_code(user_id, code)


async def in_parallel(app: FastAPI, times: int, use: Use) -> list[bool]:
    """Use a factor in many transactions, each of which holds the account before the first one uses it.
    More than ten do not fit into the pool."""
    barrier = asyncio.Barrier(times)

    async def one() -> bool:
        async with held(app) as (service, user_id):
            await barrier.wait()
            return await use(service, user_id)

    return list(await asyncio.gather(*(one() for _ in range(times))))


async def test_a_code_works_once(client: httpx.AsyncClient, app: FastAPI, sql: Sql) -> None:
    two_step = await set_up(client, sql)
    # The code of the confirmation is used.
    assert not await use_code(app, code_of(two_step.secret))
    code = code_of(two_step.secret, 1)
    assert await use_code(app, code)
    assert not await use_code(app, code)


async def test_of_a_code_ten_times_in_parallel_one_is_accepted(
    client: httpx.AsyncClient, app: FastAPI, sql: Sql
) -> None:
    two_step = await set_up(client, sql)
    code = code_of(two_step.secret, 1)
    results = await in_parallel(app, 10, lambda service, id_: service.use_code(id_, code))
    assert sorted(results) == [False] * 9 + [True]


async def test_no_earlier_code_is_accepted_after_a_later_one(
    client: httpx.AsyncClient, app: FastAPI, sql: Sql
) -> None:
    two_step = await set_up(client, sql)
    await sql.execute("UPDATE totp_secrets SET last_step = NULL")
    assert await use_code(app, code_of(two_step.secret, 1))
    assert not await use_code(app, code_of(two_step.secret))


@pytest.mark.parametrize(
    ("steps", "is_right"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)]
)
async def test_codes_of_three_steps_are_accepted(
    client: httpx.AsyncClient,
    app: FastAPI,
    sql: Sql,
    steps: int,
    is_right: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    two_step = await set_up(client, sql)
    await sql.execute("UPDATE totp_secrets SET last_step = NULL")
    now = 1_800_000_000.0
    monkeypatch.setattr("time.time", lambda: now)
    code = pyotp.HOTP(two_step.secret).at(int(now) // 30 + steps)
    assert await use_code(app, code) == is_right


async def test_a_secret_that_waits_is_no_second_factor(
    client: httpx.AsyncClient, app: FastAPI, sql: Sql
) -> None:
    login = await start_verified(client, sql)
    secret = await enrol(client, login.bearer)
    assert not await use_code(app, code_of(secret))
    two_step = await confirm(client, login.bearer, code_of(secret))
    assert two_step.status_code == 200
    pending = await enrol(client, login.bearer)
    assert not await use_code(app, code_of(pending, 1))
    assert await use_code(app, code_of(secret, 1))


async def test_a_recovery_code_works_once_in_every_form(
    client: httpx.AsyncClient, app: FastAPI, sql: Sql, mailbox: Mailbox
) -> None:
    two_step = await set_up(client, sql)
    await mailbox.receive()
    first, second, third, *_ = two_step.codes
    assert await use_recovery_code(app, first)
    assert not await use_recovery_code(app, first)
    (mail,) = await mailbox.receive()
    assert (mail["Subject"], mail["To"]) == ("A recovery code was used", "ada@example.com")
    assert first not in str(mail)
    assert await use_recovery_code(app, second.replace("-", "").lower())
    assert await use_recovery_code(app, f" {third.replace('-', ' - ')} ")
    assert not await use_recovery_code(app, "123456")
    assert await sql.fetchval("SELECT count(*) FROM recovery_codes") == 7
    assert (await events(sql)).count("recovery_code_used") == 3


async def test_of_a_recovery_code_twenty_times_in_parallel_one_is_accepted(
    client: httpx.AsyncClient, app: FastAPI, sql: Sql
) -> None:
    two_step = await set_up(client, sql)

    code = two_step.codes[0]
    results = await asyncio.gather(*(use_recovery_code(app, code) for _ in range(20)))
    assert sorted(results) == [False] * 19 + [True]
    assert await sql.fetchval("SELECT count(*) FROM recovery_codes") == 9


async def test_factors_are_their_owners_only(
    client: httpx.AsyncClient, app: FastAPI, sql: Sql
) -> None:
    two_step = await set_up(client, sql)
    await sql.execute(
        "INSERT INTO users (id, email, password_hash) VALUES "
        "('019d2c4e-8a51-7b36-9f0c-5e7ad1b3c842', 'grace@example.com', '')"
    )
    other = UUID("019d2c4e-8a51-7b36-9f0c-5e7ad1b3c842")
    wiring = app.state.wiring
    async with wiring.database.transaction() as transaction:
        audit = AuditService(transaction, wiring.database, ClientContext())
        service = FactorService(transaction, wiring, audit)
        assert not await service.use_code(other, code_of(two_step.secret, 1))
        assert not await service.use_recovery_code(other, two_step.codes[0])
        assert await service.methods(other) == []
    assert await sql.fetchval("SELECT count(*) FROM recovery_codes") == 10


async def test_the_methods_are_those_that_the_account_has(
    client: httpx.AsyncClient, app: FastAPI, sql: Sql
) -> None:
    login = await start_verified(client, sql)

    async def methods() -> list[MfaMethod]:
        async with held(app) as (service, user_id):
            return await service.methods(user_id)

    assert await methods() == []
    await add_passkey(sql, "elsewhere.example")  # of which the browser would know nothing
    assert await methods() == []
    await add_passkey(sql)
    assert await methods() == [MfaMethod.PASSKEY]
    secret = await enrol(client, login.bearer)
    assert await methods() == [MfaMethod.PASSKEY]
    await confirm(client, login.bearer, code_of(secret))
    assert await methods() == [MfaMethod.TOTP, MfaMethod.PASSKEY, MfaMethod.RECOVERY_CODE]
    await sql.execute("DELETE FROM recovery_codes")
    assert await methods() == [MfaMethod.TOTP, MfaMethod.PASSKEY]


async def test_a_secret_that_cannot_be_opened_is_a_wrong_code(
    client: httpx.AsyncClient, app: FastAPI, sql: Sql, caplog: pytest.LogCaptureFixture
) -> None:
    """After a rotation of the key without SECRET_KEY_PREVIOUS. The account still has its app."""
    two_step = await set_up(client, sql)
    key_id = await sql.fetchval("SELECT key_id FROM totp_secrets")
    before = app.state.wiring
    change_wiring(app, vault=Vault("another-" + SECRET_KEY, None))
    try:
        with caplog.at_level(logging.ERROR):
            assert not await use_code(app, code_of(two_step.secret, 1))
        async with held(app) as (service, user_id):
            assert MfaMethod.TOTP in await service.methods(user_id)
        assert_error(
            await client.delete(f"{ME}/totp", headers=two_step.bearer), 409, "second_factor_missing"
        )
        assert await use_recovery_code(app, two_step.codes[0])
    finally:
        app.state.wiring = before
    (record,) = [r for r in caplog.records if "authenticator app" in r.message]
    assert key_id in record.message
    assert await use_code(app, code_of(two_step.secret, 1))


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE totp_secrets SET sealed = set_byte(sealed, 20, get_byte(sealed, 20) # 1)",
        "UPDATE totp_secrets SET sealed = '\\x00'",
        "UPDATE totp_secrets SET sealed = ''",
    ],
)
async def test_a_secret_that_was_changed_is_a_wrong_code(
    client: httpx.AsyncClient, app: FastAPI, sql: Sql, change: str
) -> None:
    two_step = await set_up(client, sql)
    await sql.execute(change)
    assert not await use_code(app, code_of(two_step.secret, 1))


async def test_the_secret_of_another_account_is_a_wrong_code(
    client: httpx.AsyncClient, app: FastAPI, sql: Sql
) -> None:
    """Copied there by somebody who can write to the table."""
    two_step = await set_up(client, sql)
    await sql.execute("""
        INSERT INTO users (id, email, password_hash)
        VALUES ('019d2c4e-8a51-7b36-9f0c-5e7ad1b3c842', 'grace@example.com', '');
        UPDATE totp_secrets SET user_id = '019d2c4e-8a51-7b36-9f0c-5e7ad1b3c842'
    """)
    wiring = app.state.wiring
    async with wiring.database.transaction() as transaction:
        audit = AuditService(transaction, wiring.database, ClientContext())
        service = FactorService(transaction, wiring, audit)
        other = UUID("019d2c4e-8a51-7b36-9f0c-5e7ad1b3c842")
        assert not await service.use_code(other, code_of(two_step.secret, 1))


async def race(
    app: FastAPI, sql: Sql, use: Use, change: Callable[[], Awaitable[httpx.Response]]
) -> tuple[bool, httpx.Response]:
    """Use a factor while the factors are changed: the account is held before the change begins, and the
    factor used after it has begun to wait."""
    async with held(app) as (service, user_id):
        changing = asyncio.ensure_future(change())
        while not await sql.fetchval(
            "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' "
            "AND datname = current_database()"
        ):
            await asyncio.sleep(0.01)
        was_used = await use(service, user_id)
    return was_used, await changing


async def test_a_code_that_is_used_while_two_step_login_is_switched_off(
    client: httpx.AsyncClient, app: FastAPI, sql: Sql
) -> None:
    """The other order, the factor before the account, is a deadlock."""
    two_step = await set_up(client, sql)
    code = code_of(two_step.secret, 1)
    was_used, response = await race(
        app,
        sql,
        lambda service, id_: service.use_code(id_, code),
        lambda: switch(client, two_step.bearer, is_on=False),
    )
    assert was_used
    assert response.status_code == 200
    assert await sql.fetchval("SELECT count(*) FROM totp_secrets") == 0
    assert not await use_code(app, code_of(two_step.secret, 1))


async def test_a_recovery_code_that_is_used_while_new_ones_are_made(
    client: httpx.AsyncClient, app: FastAPI, sql: Sql
) -> None:
    two_step = await set_up(client, sql)
    was_used, response = await race(
        app,
        sql,
        lambda service, id_: service.use_recovery_code(id_, two_step.codes[0]),
        lambda: client.post(f"{ME}/recovery-codes", headers=two_step.bearer),
    )
    assert was_used
    assert await sql.fetchval("SELECT count(*) FROM recovery_codes") == 10
    assert not await use_recovery_code(app, two_step.codes[1])
    assert await use_recovery_code(app, response.json()["codes"][0])


async def test_new_codes_and_uses_at_once_never_leave_an_old_code(
    client: httpx.AsyncClient, app: FastAPI, sql: Sql
) -> None:
    two_step = await set_up(client, sql)
    old = list(two_step.codes)
    for _ in range(10):
        uses = asyncio.gather(*(use_recovery_code(app, code) for code in old[:3]))
        made = await client.post(f"{ME}/recovery-codes", headers=two_step.bearer)
        await uses
        assert made.status_code == 200
        assert await sql.fetchval("SELECT count(*) FROM recovery_codes") == 10
        for code in old:
            assert not await use_recovery_code(app, code)
        old = made.json()["codes"]
