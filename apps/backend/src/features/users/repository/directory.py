"""SQL for lists of accounts. No statement costs more the more accounts there are (rows that were
deleted count until PostgreSQL has cleaned them up)."""

import json
from collections.abc import Sequence

from sqlalchemy import text

from src.core.database import Database
from src.core.query import Query, Row

# Byte by byte, as the index ix_users_email_prefix is ordered. A LIKE with a parameter could not
# use the index once PostgreSQL has made a generic plan, and ordered by age a search would read the
# whole table to find the few that match. The index alone finds the page; only its rows are read, and
# not the 10,000 that may come before.
_SEARCH = Query(text("""
    SELECT u.id, u.email, u.created_at, u.role, u.email_verified_at, u.disabled_at
    FROM (
        SELECT email FROM users WHERE email ~>=~ :first AND email ~<~ :beyond
        ORDER BY email USING ~<~ LIMIT :row_limit OFFSET :row_offset
    ) AS page
    JOIN users u ON u.email = page.email
    ORDER BY u.email USING ~<~
"""))
_COUNT_MATCHES = Query(text("""
    SELECT count(*) FROM (
        SELECT FROM users WHERE email ~>=~ :first AND email ~<~ :beyond LIMIT :row_limit
    ) AS found
"""))
_ESTIMATE_MATCHES = Query(
    text("EXPLAIN (FORMAT JSON) SELECT FROM users WHERE email ~>=~ :first AND email ~<~ :beyond")
)

_LIST = Query(text("""
    SELECT id, email, created_at, role, email_verified_at, disabled_at
    FROM users ORDER BY id DESC LIMIT :row_limit OFFSET :row_offset
"""))
_COUNT = Query(text("SELECT count(*) FROM (SELECT FROM users LIMIT :row_limit) AS found"))
_ESTIMATE = Query(text("EXPLAIN (FORMAT JSON) SELECT FROM users"))


def _range_of(prefix: str) -> dict[str, str]:
    # Stored addresses are ASCII: nothing that begins so sorts after the prefix and DEL.
    return {"first": prefix, "beyond": prefix + "\x7f"} if prefix else {}


async def list_users(database: Database, prefix: str, *, limit: int, offset: int) -> Sequence[Row]:
    """Read accounts, newest first; those that begin with a prefix, in the order of their
    addresses."""
    return await database.fetch_rows(
        _SEARCH if prefix else _LIST, row_limit=limit, row_offset=offset, **_range_of(prefix)
    )


async def count_users(database: Database, prefix: str, *, exact_max: int) -> int:
    """Count accounts; above `exact_max`, return the estimate of PostgreSQL's planner."""
    condition = _range_of(prefix)
    row = await database.fetch_row(
        _COUNT_MATCHES if prefix else _COUNT, row_limit=exact_max + 1, **condition
    )
    assert row is not None
    if row.count <= exact_max:
        return int(row.count)
    row = await database.fetch_row(_ESTIMATE_MATCHES if prefix else _ESTIMATE, **condition)
    assert row is not None
    return max(exact_max + 1, int(json.loads(row[0])[0]["Plan"]["Plan Rows"]))
