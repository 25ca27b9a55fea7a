"""The generic cell rate algorithm (ATM Forum UNI 3.1, "virtual scheduling") in one statement.

A bucket is stored as the time when it will be full again. Taking a token moves that time forward
by one step, and succeeds only if it stays within `burst` steps from now. PostgreSQL locks the row,
so that exactly as many concurrent takes succeed, in all processes together, as there are tokens.
"""

from collections.abc import Sequence

from sqlalchemy import bindparam, delete, text

from src.core.database import Database
from src.core.postgres.query import Query
from src.features.limits.schemas.schemas import Bucket
from src.models import rate_limits

# Buckets are locked in the order of their keys, or two requests could deadlock.
_TAKE = Query(text("""
    WITH wanted AS (
        SELECT * FROM unnest(CAST(:keys AS bytea[]), CAST(:steps AS float8[]),
                             CAST(:capacities AS float8[])) AS w (key, step, capacity)
    )
    INSERT INTO rate_limits AS r (key, full_at)
    SELECT key, now() + make_interval(secs => step) FROM wanted ORDER BY key
    ON CONFLICT (key) DO UPDATE
        SET full_at = greatest(r.full_at, now()) + (excluded.full_at - now())
        WHERE greatest(r.full_at, now()) + (excluded.full_at - now())
           <= now() + make_interval(
                  secs => (SELECT w.capacity FROM wanted w WHERE w.key = excluded.key))
    RETURNING key
"""))

_RETURN = Query(text("""
    UPDATE rate_limits r SET full_at = r.full_at - make_interval(secs => w.step)
    FROM (SELECT * FROM unnest(CAST(:keys AS bytea[]), CAST(:steps AS float8[])) AS u (key, step)
          ORDER BY key) w
    WHERE r.key = w.key
    RETURNING r.key
"""))

_WAIT = Query(text("""
    SELECT max(extract(epoch FROM r.full_at - now()) - w.room) AS seconds
    FROM rate_limits r
    JOIN unnest(CAST(:keys AS bytea[]), CAST(:rooms AS float8[])) AS w (key, room) USING (key)
"""))


_CLEAR = Query(delete(rate_limits).where(rate_limits.c.key == bindparam("bucket_key")))


async def take(database: Database, buckets: Sequence[Bucket]) -> set[bytes]:
    """Take one token from each bucket that has one; return the keys of these."""
    rows = await database.fetch_rows(
        _TAKE,
        keys=[bucket.key for bucket in buckets],
        steps=[bucket.limit.seconds_per_token for bucket in buckets],
        capacities=[bucket.limit.seconds_per_token * bucket.limit.burst for bucket in buckets],
    )
    return {row.key for row in rows}


async def give_back(database: Database, buckets: Sequence[Bucket]) -> None:
    """Return the tokens, as if they had never been taken."""
    await database.fetch_rows(
        _RETURN,
        keys=[bucket.key for bucket in buckets],
        steps=[bucket.limit.seconds_per_token for bucket in buckets],
    )


async def clear(database: Database, bucket: Bucket) -> None:
    """Fill a bucket."""
    await database.fetch_rows(_CLEAR, bucket_key=bucket.key)


async def seconds_until_token(database: Database, buckets: Sequence[Bucket]) -> float:
    """Return the number of seconds until every bucket has a token again."""
    row = await database.fetch_row(
        _WAIT,
        keys=[bucket.key for bucket in buckets],
        rooms=[bucket.limit.seconds_per_token * (bucket.limit.burst - 1) for bucket in buckets],
    )
    return float(row.seconds) if row is not None and row.seconds is not None else 0.0
