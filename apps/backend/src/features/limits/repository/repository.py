"""The generic cell rate algorithm (ATM Forum UNI 3.1, "virtual scheduling") in one statement.

A bucket is one time: when it will be full again. Taking a token moves that time by one step, as
long as it stays within `burst` steps from now. PostgreSQL locks the row, so of any number of
parallel takes in any number of processes exactly as many succeed as there are tokens.
"""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import delete, text

from src.core.database import Database
from src.models import rate_limits


class Bucket(NamedTuple):
    """One limit for one thing."""

    name: str
    key: bytes
    seconds_per_token: float
    burst: int


# Several buckets at once, in the order of their keys, or two requests could wait for each other.
_TAKE = text("""
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
""")

_RETURN = text("""
    UPDATE rate_limits r SET full_at = r.full_at - make_interval(secs => w.step)
    FROM (SELECT * FROM unnest(CAST(:keys AS bytea[]), CAST(:steps AS float8[])) AS u (key, step)
          ORDER BY key) w
    WHERE r.key = w.key
    RETURNING r.key
""")

_WAIT = text("""
    SELECT max(extract(epoch FROM r.full_at - now()) - w.room) AS seconds
    FROM rate_limits r
    JOIN unnest(CAST(:keys AS bytea[]), CAST(:rooms AS float8[])) AS w (key, room) USING (key)
""")


async def take(database: Database, buckets: Sequence[Bucket]) -> set[bytes]:
    """Take one token from each bucket that has one; return the keys of those."""
    statement = _TAKE.bindparams(
        keys=[bucket.key for bucket in buckets],
        steps=[bucket.seconds_per_token for bucket in buckets],
        capacities=[bucket.seconds_per_token * bucket.burst for bucket in buckets],
    )
    return {row.key for row in await database.fetch_rows(statement)}


async def give_back(database: Database, buckets: Sequence[Bucket]) -> None:
    """Put the tokens back, as if they had never been taken."""
    statement = _RETURN.bindparams(
        keys=[bucket.key for bucket in buckets],
        steps=[bucket.seconds_per_token for bucket in buckets],
    )
    await database.fetch_rows(statement)


async def clear(database: Database, bucket: Bucket) -> None:
    """Forget all that was taken."""
    statement = delete(rate_limits).where(rate_limits.c.key == bucket.key)
    await database.fetch_rows(statement.returning(rate_limits.c.key))


async def seconds_until_token(database: Database, buckets: Sequence[Bucket]) -> float:
    """Return when the last of the buckets will have a token again."""
    statement = _WAIT.bindparams(
        keys=[bucket.key for bucket in buckets],
        rooms=[bucket.seconds_per_token * (bucket.burst - 1) for bucket in buckets],
    )
    row = await database.fetch_row(statement)
    return float(row.seconds) if row is not None and row.seconds is not None else 0.0
