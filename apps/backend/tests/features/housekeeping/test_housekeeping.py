import asyncio

import asyncpg
import httpx
import pytest
from fastapi import FastAPI

from src.features.housekeeping.repository import repository
from src.features.housekeeping.service.service import clean_up
from src.features.limits.service.service import LimitService
from tests.helpers import assert_error, bearer_of, log_in


@pytest.fixture
def limits(app: FastAPI) -> LimitService:
    return LimitService(app.state.database, app.state.limit_key, app.state.settings)


async def test_expired_sessions_and_full_buckets_go_and_others_stay(
    client: httpx.AsyncClient,
    limits: LimitService,
    sql: "asyncpg.Connection[asyncpg.Record]",
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(repository, "BATCH", 2)
    headers = await bearer_of(client)
    for _ in range(5):
        await log_in(client)
    await sql.execute(
        "UPDATE sessions SET expires_at = now() - interval '25 hours'"
        " WHERE id NOT IN (SELECT id FROM sessions ORDER BY id LIMIT 1)"
    )
    for number in range(10):
        await log_in(client, password=f"a wrong guess {number}")
    await sql.execute(
        "INSERT INTO rate_limits SELECT sha256(n::text::bytea), now() - interval '1 second'"
        " FROM generate_series(1, 5) n"
    )
    assert await clean_up(limits) == 10
    assert await sql.fetchval("SELECT count(*) FROM sessions") == 1
    assert (await client.get("/v1/users/me", headers=headers)).status_code == 200
    assert_error(await log_in(client), 429, "too_many_attempts")


async def test_of_many_processes_one_cleans_up(
    limits: LimitService, sql: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    answers = await asyncio.gather(*(clean_up(limits) for _ in range(8)))
    assert sorted(answers, key=str) == [0] + [None] * 7
    await sql.execute("UPDATE rate_limits SET full_at = now()")
    assert await clean_up(limits) is not None
