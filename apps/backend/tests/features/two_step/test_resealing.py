"""Sealing secrets again after a rotation of SECRET_KEY."""

import logging
from uuid import UUID

import asyncpg
import httpx
import pytest
from fastapi import FastAPI

from src.core.vault import Vault
from src.features.two_step.repository import totp
from src.features.two_step.service import resealing
from src.features.two_step.service.resealing import reseal_secrets
from tests.features.two_step.test_factors import use_code
from tests.features.two_step.two_step import code_of, confirm, enrol, set_up, start_verified
from tests.helpers import SECRET_KEY, change_wiring

type Sql = "asyncpg.Connection[asyncpg.Record]"

NEW_KEY = "new-" + SECRET_KEY


@pytest.fixture
def wiring_is_restored(app: FastAPI) -> object:
    before = app.state.wiring
    yield
    app.state.wiring = before


pytestmark = pytest.mark.usefixtures("wiring_is_restored")


async def test_after_a_rotation_the_previous_key_can_be_removed(
    client: httpx.AsyncClient, app: FastAPI, sql: Sql
) -> None:
    two_step = await set_up(client, sql)
    await enrol(client, two_step.bearer)
    assert await reseal_secrets(app.state.wiring) == 0
    rotated = Vault(NEW_KEY, SECRET_KEY)
    change_wiring(app, vault=rotated)
    assert await use_code(app, code_of(two_step.secret, 1))
    assert await reseal_secrets(app.state.wiring) == 2
    assert await reseal_secrets(app.state.wiring) == 0
    keys = await sql.fetch("SELECT DISTINCT key_id FROM totp_secrets")
    assert [row[0] for row in keys] == [rotated.current_key_id]
    change_wiring(app, vault=Vault(NEW_KEY, None))
    await sql.execute("UPDATE totp_secrets SET last_step = NULL")
    assert await use_code(app, code_of(two_step.secret, 1))


async def test_sealing_again_keeps_the_last_step(
    client: httpx.AsyncClient, app: FastAPI, sql: Sql
) -> None:
    two_step = await set_up(client, sql)
    code = code_of(two_step.secret, 1)
    assert await use_code(app, code)
    change_wiring(app, vault=Vault(NEW_KEY, SECRET_KEY))
    assert await reseal_secrets(app.state.wiring) == 1
    assert not await use_code(app, code)


async def test_a_secret_that_is_replaced_meanwhile_stays(
    client: httpx.AsyncClient, app: FastAPI, sql: Sql, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The job has read the old secret when the new one is confirmed."""
    login = await start_verified(client, sql)
    await enrol(client, login.bearer)
    change_wiring(app, vault=Vault(NEW_KEY, SECRET_KEY))
    replaced = ""
    reseal = totp.reseal

    async def enrol_first(*arguments: object, **values: object) -> bool:
        nonlocal replaced
        replaced = await enrol(client, login.bearer)
        return await reseal(*arguments, **values)  # type: ignore[arg-type]

    monkeypatch.setattr(totp, "reseal", enrol_first)
    assert await reseal_secrets(app.state.wiring) == 0
    response = await confirm(client, login.bearer, code_of(replaced))
    assert response.status_code == 200, response.text


async def test_what_no_key_can_open_is_left_and_logged_once(
    client: httpx.AsyncClient,
    app: FastAPI,
    sql: Sql,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(resealing, "BATCH", 2)
    rotated = Vault(NEW_KEY, SECRET_KEY)
    lost, previous = Vault("lost-" + SECRET_KEY, None), Vault(SECRET_KEY, None)
    for number in range(1, 8):
        owner = UUID(int=number)
        key_id, sealed = (lost if number % 2 else previous).seal(bytes(20), owner.bytes)
        await sql.execute(
            "INSERT INTO users (id, email) VALUES ($1, $2)", owner, f"{number}@example.com"
        )
        await sql.execute(
            "INSERT INTO totp_secrets (id, user_id, sealed, key_id, is_confirmed) "
            "VALUES ($1, $1, $2, $3, true)",
            owner,
            sealed,
            key_id,
        )
    change_wiring(app, vault=rotated)
    with caplog.at_level(logging.INFO):
        assert await reseal_secrets(app.state.wiring) == 3
    messages = [r.message for r in caplog.records if r.name == resealing.__name__]
    assert len(messages) == 2
    assert messages[0].startswith("4 authenticator apps do not work")
    assert lost.current_key_id in messages[0]
    counts = await sql.fetch("SELECT key_id, count(*) FROM totp_secrets GROUP BY key_id")
    assert dict(counts) == {lost.current_key_id: 4, rotated.current_key_id: 3}
