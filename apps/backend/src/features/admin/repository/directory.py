"""SQL for lists of accounts. The cost of each statement does not grow with the number of accounts,
except for deleted rows that PostgreSQL has not vacuumed yet."""

import functools
import json
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Integer, any_, bindparam, func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from src.core.database import Database
from src.core.postgres.query import Query, Row
from src.models import ACCOUNT_COLUMNS, Session, User
from stylipp_schemas import Role


class UserFilter(NamedTuple):
    """Which accounts are listed: those whose address starts with `prefix`, with a role, or disabled
    ones or the others. None is no condition."""

    prefix: str = ""
    role: Role | None = None
    is_disabled: bool | None = None


_ROW_LIMIT = bindparam("row_limit", type_=Integer)
_ROW_OFFSET = bindparam("row_offset", type_=Integer)

# Compares byte by byte, in the order of the indexes on beginnings of addresses. LIKE with a parameter
# cannot use the index once PostgreSQL has chosen a generic plan, and a search in order of age would
# read the whole table to find a few matches.
_STARTS_WITH_PREFIX = "email ~>=~ :first AND email ~<~ :beyond"

_LAST_SEEN = select(Session.last_seen_at).order_by(Session.last_seen_at.desc()).limit(1)
_COLUMNS = (
    *ACCOUNT_COLUMNS,
    _LAST_SEEN.where(Session.user_id == User.id).scalar_subquery().label("last_seen_at"),
)
_FIND = Query(select(*_COLUMNS).where(User.id == bindparam("user_id")))


def _condition(has_prefix: bool, role: Role | None, is_disabled: bool | None) -> str:
    """Return the condition in SQL. Constants, because with parameters no partial index matches."""
    conditions = []
    if has_prefix:
        conditions.append(_STARTS_WITH_PREFIX)
    if role is not None:
        conditions.append(f"role = '{role}'")
    if is_disabled is not None:
        conditions.append(f"disabled_at IS {'NOT ' if is_disabled else ''}NULL")
    return " AND ".join(conditions) or "true"


@functools.cache
def _page(has_prefix: bool, role: Role | None, is_disabled: bool | None) -> Query:
    order = text("email USING ~<~") if has_prefix else User.id.desc()
    # The page is found in an index alone: only its rows are read from the table, not the up to
    # 10,000 before them. Not a join, for which PostgreSQL may read the whole table.
    key = User.email if has_prefix else User.id
    page = (
        select(key)
        .where(text(_condition(has_prefix, role, is_disabled)))
        .order_by(order)
        .limit(_ROW_LIMIT)
        .offset(_ROW_OFFSET)
        .correlate(None)
    )
    return Query(
        select(*_COLUMNS).where(key == any_(func.array(page.scalar_subquery()))).order_by(order)
    )


@functools.cache
def _count(has_prefix: bool, role: Role | None, is_disabled: bool | None) -> Query:
    condition = _condition(has_prefix, role, is_disabled)
    return Query(
        text(
            f"SELECT count(*) FROM (SELECT FROM users WHERE {condition}"  # noqa: S608
            " LIMIT :row_limit) AS found"
        )
    )


@functools.cache
def _estimate(has_prefix: bool, role: Role | None, is_disabled: bool | None) -> Query:
    condition = _condition(has_prefix, role, is_disabled)
    return Query(text(f"EXPLAIN (FORMAT JSON) SELECT FROM users WHERE {condition}"))


def _range_of(prefix: str) -> dict[str, str]:
    if not prefix:
        return {}
    # The next text that does not start with the prefix. After U+D7FF come surrogates, which cannot be
    # stored, and after U+10FFFF nothing: an address with that is not found.
    last = ord(prefix[-1])
    beyond = {0xD7FF: 0xE000, 0x10FFFF: 0x10FFFF}.get(last, last + 1)
    return {"first": prefix, "beyond": prefix[:-1] + chr(beyond)}


async def list_users(
    database: Database, found: UserFilter, *, limit: int, offset: int
) -> Sequence[Row]:
    """Read a page of the accounts, newest first, or with a prefix ordered by address."""
    query = _page(bool(found.prefix), found.role, found.is_disabled)
    return await database.fetch_rows(
        query, row_limit=limit, row_offset=offset, **_range_of(found.prefix)
    )


async def count_users(database: Database, found: UserFilter, *, exact_max: int) -> int:
    """Count accounts; above `exact_max`, return an estimate by PostgreSQL's planner."""
    shape, condition = (bool(found.prefix), found.role, found.is_disabled), _range_of(found.prefix)
    row = await database.fetch_row(_count(*shape), row_limit=exact_max + 1, **condition)
    assert row is not None
    if row.count <= exact_max:
        return int(row.count)
    row = await database.fetch_row(_estimate(*shape), **condition)
    assert row is not None
    return max(exact_max + 1, int(json.loads(row[0])[0]["Plan"]["Plan Rows"]))


async def find_user(database: Database, user_id: UUID) -> Row | None:
    """Read one account."""
    return await database.fetch_row(_FIND, user_id=user_id)


async def find_last_seen(transaction: AsyncSession, user_id: UUID) -> datetime | None:
    """Read when one of the account's sessions was last refreshed."""
    return await transaction.scalar(_LAST_SEEN.where(Session.user_id == user_id))
