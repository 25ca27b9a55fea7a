"""Cleaning up, on a database of its own: the running application cleans up too, at any time."""

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest

from src.core.config import Settings
from src.core.database import Database
from src.core.feature import Resources
from src.core.migrations import upgrade_to_head
from src.core.postgres.address import parse_database_url
from src.features.housekeeping.repository import repository
from src.features.housekeeping.service.service import clean_up


@pytest.fixture
async def resources(empty_database_url: str) -> AsyncIterator[Resources]:
    address = parse_database_url(empty_database_url)
    await asyncio.to_thread(upgrade_to_head, address)
    database = Database(address)
    yield Resources(Settings(), database)
    await database.dispose()


@pytest.fixture
async def own_sql(empty_database_url: str) -> "AsyncIterator[asyncpg.Connection[asyncpg.Record]]":
    connection = await asyncpg.connect(empty_database_url)
    yield connection
    await connection.close()


async def test_expired_sessions_and_full_buckets_are_deleted(
    resources: Resources,
    own_sql: "asyncpg.Connection[asyncpg.Record]",
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(repository, "BATCH", 2)
    await own_sql.execute("""
        INSERT INTO users (id, email, password_hash) VALUES (gen_random_uuid(), 'a@b.example', '');
        INSERT INTO sessions (id, user_id, auth_epoch, secret, last_seen_at, idle_expires_at,
                              expires_at)
        SELECT gen_random_uuid(), users.id, 0, '', now(), now() - n * interval '10 hours', now()
        FROM users, generate_series(-1, 7) n;
        UPDATE sessions SET revoked_at = now() - interval '25 hours' WHERE idle_expires_at > now();
        INSERT INTO one_time_tokens (id, user_id, purpose, token_hash, email_id, expires_at)
        SELECT gen_random_uuid(), users.id, 'verify_email', sha256(n::text::bytea),
               gen_random_uuid(), now() + n * interval '1 hour'
        FROM users, generate_series(-3, 2) n;
        INSERT INTO rate_limits
        SELECT sha256(n::text::bytea), now() + n * interval '1 hour' FROM generate_series(-4, 2) n
    """)
    # Sessions that went unused 30 to 70 hours ago, and a revoked one; tokens and buckets whose
    # time is over.
    assert await clean_up(resources) == 6 + 4 + 5
    assert await own_sql.fetchval("SELECT count(*) FROM one_time_tokens") == 2
    assert await own_sql.fetchval("SELECT count(*) FROM sessions") == 3
    assert await own_sql.fetchval("SELECT count(*) FROM users") == 1
    assert await own_sql.fetchval("SELECT count(*) FROM rate_limits") == 2
