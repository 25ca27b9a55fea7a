"""SQL for lists of accounts. The cost of each statement does not grow with the number of accounts,
except for deleted rows that PostgreSQL has not vacuumed yet."""

import json
from collections.abc import Sequence

from sqlalchemy import Integer, bindparam, select, text

from src.core.database import Database
from src.core.postgres.query import Query, Row
from src.models import ACCOUNT_COLUMNS, User

_ROW_LIMIT = bindparam("row_limit", type_=Integer)
_ROW_OFFSET = bindparam("row_offset", type_=Integer)

# Compares byte by byte, in the order of the index ix_users_email_prefix. LIKE with a parameter
# cannot use the index once PostgreSQL has chosen a generic plan, and a search in order of age would
# read the whole table to find a few matches. The page is found in the index alone: only its rows
# are read from the table, not the up to 10,000 before them.
_STARTS_WITH_PREFIX = "email ~>=~ :first AND email ~<~ :beyond"
_PAGE = (
    select(User.email)
    .where(text(_STARTS_WITH_PREFIX))
    .order_by(text("email USING ~<~"))
    .limit(_ROW_LIMIT)
    .offset(_ROW_OFFSET)
    .subquery("page")
)
_SEARCH = Query(
    select(*ACCOUNT_COLUMNS)
    .join(_PAGE, _PAGE.c.email == User.email)
    .order_by(text("users.email USING ~<~"))
)
_COUNT_MATCHES = Query(
    text(
        f"SELECT count(*) FROM (SELECT FROM users WHERE {_STARTS_WITH_PREFIX}"  # noqa: S608
        " LIMIT :row_limit) AS found"
    )
)
_ESTIMATE_MATCHES = Query(
    text(f"EXPLAIN (FORMAT JSON) SELECT FROM users WHERE {_STARTS_WITH_PREFIX}")
)

_LIST = Query(
    select(*ACCOUNT_COLUMNS).order_by(User.id.desc()).limit(_ROW_LIMIT).offset(_ROW_OFFSET)
)
_COUNT = Query(text("SELECT count(*) FROM (SELECT FROM users LIMIT :row_limit) AS found"))
_ESTIMATE = Query(text("EXPLAIN (FORMAT JSON) SELECT FROM users"))


def _range_of(prefix: str) -> dict[str, str]:
    if not prefix:
        return {}
    # The next text that does not start with the prefix. After U+D7FF come surrogates, which cannot be
    # stored, and after U+10FFFF nothing: an address with that is not found.
    last = ord(prefix[-1])
    beyond = {0xD7FF: 0xE000, 0x10FFFF: 0x10FFFF}.get(last, last + 1)
    return {"first": prefix, "beyond": prefix[:-1] + chr(beyond)}


async def list_users(database: Database, prefix: str, *, limit: int, offset: int) -> Sequence[Row]:
    """Read a page of all accounts, newest first, or of those whose address starts with `prefix`,
    ordered by address."""
    return await database.fetch_rows(
        _SEARCH if prefix else _LIST, row_limit=limit, row_offset=offset, **_range_of(prefix)
    )


async def count_users(database: Database, prefix: str, *, exact_max: int) -> int:
    """Count accounts; above `exact_max`, return an estimate by PostgreSQL's planner."""
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
