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
from src.core.seals import Seals
from src.core.storage.opening import open_storage
from src.features.housekeeping.repository import repository
from src.features.housekeeping.service.service import clean_up


@pytest.fixture
async def resources(empty_database_url: str) -> AsyncIterator[Resources]:
    address = parse_database_url(empty_database_url)
    await asyncio.to_thread(upgrade_to_head, address)
    database = Database(address)
    settings = Settings()
    yield Resources(settings, database, Seals("k" * 32, None), open_storage(settings))
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


OWNER = "INSERT INTO users (id, email) VALUES (gen_random_uuid(), 'a@b.example');"
EXPIRED_APP = """
    INSERT INTO totp_secrets (id, user_id, sealed, key_id, is_confirmed, expires_at)
    SELECT gen_random_uuid(), id, '', '', false, now() - interval '1 second' FROM users;
"""
EXPIRED_DEVICE = """
    INSERT INTO trusted_devices SELECT id, '', 0, now() - interval '1 second' FROM users;
"""


async def test_apps_that_were_not_confirmed_and_devices_of_the_past_are_deleted(
    resources: Resources,
    own_sql: "asyncpg.Connection[asyncpg.Record]",
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(repository, "BATCH", 2)
    await own_sql.execute(OWNER + EXPIRED_APP + EXPIRED_DEVICE)
    # What a confirmed app has in the column does not matter.
    await own_sql.execute("""
        INSERT INTO totp_secrets (id, user_id, sealed, key_id, is_confirmed, expires_at)
        SELECT gen_random_uuid(), id, '', '', true, now() - interval '1 hour' FROM users;
        INSERT INTO users (id, email) VALUES (gen_random_uuid(), 'c@d.example');
        INSERT INTO totp_secrets (id, user_id, sealed, key_id, is_confirmed, expires_at)
        SELECT gen_random_uuid(), id, '', '', false, now() + interval '1 hour'
        FROM users WHERE email = 'c@d.example';
        INSERT INTO trusted_devices
        SELECT id, sha256(n::text::bytea), 0, now() + n * interval '1 hour'
        FROM users, generate_series(-2, 2) n
    """)
    # One app, one device, and three devices of both accounts.
    assert await clean_up(resources) == 1 + 1 + 6
    assert await own_sql.fetchval("SELECT count(*) FROM totp_secrets") == 2
    assert await own_sql.fetchval("SELECT count(*) FROM trusted_devices") == 4


@pytest.mark.parametrize(
    ("table", "expired", "change"),
    [
        ("totp_secrets", EXPIRED_APP, "is_confirmed = true, expires_at = NULL"),
        ("trusted_devices", EXPIRED_DEVICE, "expires_at = now() + interval '1 hour'"),
    ],
)
async def test_what_is_confirmed_or_trusted_at_the_last_moment_stays(
    resources: Resources,
    own_sql: "asyncpg.Connection[asyncpg.Record]",
    empty_database_url: str,
    table: str,
    expired: str,
    change: str,
) -> None:
    """The statement has found the row when it must wait for it."""
    await own_sql.execute(OWNER + expired)
    other = await asyncpg.connect(empty_database_url)
    try:
        async with other.transaction():
            await other.execute(f"UPDATE {table} SET {change}")
            cleaning = asyncio.create_task(clean_up(resources))
            while not await own_sql.fetchval(
                "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' "
                "AND datname = current_database()"
            ):
                assert not cleaning.done()
                await asyncio.sleep(0.01)
        assert await cleaning == 0
    finally:
        await other.close()
    assert await own_sql.fetchval(f"SELECT count(*) FROM {table}") == 1
