"""SQL that inserts and reads audit events."""

import functools
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic_core import to_json
from sqlalchemy import (
    BindParameter,
    Column,
    DateTime,
    Integer,
    Uuid,
    and_,
    bindparam,
    func,
    select,
    text,
    tuple_,
    union_all,
)
from sqlalchemy import Row as SqlRow
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from src.core.database import Database
from src.core.paging import CursorQuery, Page, fetch_merged_page, make_cursor, read_cursor
from src.core.postgres.query import Query, Row
from src.features.audit.schemas.schemas import EventFilter
from src.features.audit.utils.ids import first_id
from src.models import audit_events

EVENT_COLUMNS = ("id", "type", "user_id", "actor_id", "ip_network", "request_id")

ID_TOLERANCE_SECONDS = 120
"""How much the time in the id of an event may differ from `at`, the beginning of its transaction by the
clock of the database. The id has the clock of a process, or the minute of refused logins."""
_BEFORE_ALL, _AFTER_ALL = UUID(int=0), UUID(int=2**128 - 1)

_INSERT = insert(audit_events)


async def insert_event(transaction: AsyncSession, values: dict[str, Any]) -> None:
    """Insert an event in the transaction of the change that it records."""
    await transaction.execute(_INSERT, values)


_events = audit_events.c
# `Row.count` is a method of SQLAlchemy's rows.
_COLUMNS = select(audit_events, _events.count.label("times"))

# Events about an account, and events about others that it caused.
_USER_ID = bindparam("user_id", type_=Uuid)
_HALVES = (
    _events.user_id == _USER_ID,
    and_(_events.actor_id == _USER_ID, _events.user_id.is_distinct_from(_USER_ID)),
)
_ROW_LIMIT = bindparam("row_limit", type_=Integer)

_INSERT_NOW = Query(
    insert(audit_events)
    .values({name: bindparam(f"its_{name}") for name in EVENT_COLUMNS})
    .on_conflict_do_update(index_elements=["id"], set_={"count": _events.count + 1})
)

# Each half reads only as many rows as it returns, however many exist.
_NEWEST = union_all(
    *(
        select(_COLUMNS.where(condition).order_by(_events.id.desc()).limit(_ROW_LIMIT).subquery())
        for condition in _HALVES
    )
).subquery()
_LIST = Query(select(_NEWEST).order_by(_NEWEST.c.id.desc()).limit(_ROW_LIMIT))

_COUNT = Query(
    select(
        *(
            select(func.count())
            .select_from(select(_events.id).where(condition).limit(_ROW_LIMIT).subquery())
            .scalar_subquery()
            for condition in _HALVES
        )
    )
)


async def insert_event_now(database: Database, values: dict[str, Any]) -> None:
    """Insert an event at once, so that it is kept if the request fails. If an event with this `id`
    exists, increment its count instead."""
    values = {"id": uuid7()} | values
    await database.fetch_rows(
        _INSERT_NOW, **{f"its_{name}": values[name] for name in EVENT_COLUMNS}
    )


async def list_own(
    transaction: AsyncSession, user_id: UUID, page: CursorQuery
) -> Page[SqlRow[*tuple[Any, ...]]]:
    """Read a page of the events that are about an account or were caused by it, newest first."""
    halves = [_COLUMNS.where(condition).params(user_id=user_id) for condition in _HALVES]
    return await fetch_merged_page(transaction, halves, page, _events.id, is_descending=True)


@functools.cache
def _found(has_user_id: bool, has_type: bool) -> Query:
    """Return the statement for one of the indexes that end with the id.

    Its columns are compared as a row, and the order names them all. With `type = :type` instead,
    PostgreSQL reads events of all types backwards if it believes that the type is frequent,
    although its last event may be long ago.
    """
    keys: list[Column[Any]] = []
    if has_user_id:
        keys.append(_events.user_id)
    if has_type:
        keys.append(_events.type)
    fixed = [bindparam(f"its_{key.name}", type_=key.type) for key in keys]
    keys.append(_events.id)
    return Query(
        _COLUMNS.where(
            tuple_(*keys) >= tuple_(*fixed, bindparam("first_id", type_=Uuid)),
            tuple_(*keys) < tuple_(*fixed, bindparam("beyond_id", type_=Uuid)),
            _events.at >= func.coalesce(_moment("since"), text("'-infinity'")),
            _events.at < func.coalesce(_moment("until"), text("'infinity'")),
        )
        .order_by(*[key.desc() for key in keys])
        .limit(_ROW_LIMIT)
    )


def _moment(name: str) -> BindParameter[datetime]:
    return bindparam(name, type_=DateTime(timezone=True))


async def list_found(database: Database, found: EventFilter, page: CursorQuery) -> Page[Row]:
    """Read a page of the events of all accounts that match the filter, newest first. Raises
    `CursorInvalid`."""
    # Ids begin with the time: they bound what is read, and `at` decides.
    earliest, beyond = _BEFORE_ALL, _AFTER_ALL
    if found.since is not None:
        earliest = first_id(found.since, -ID_TOLERANCE_SECONDS)
    if found.until is not None:
        beyond = first_id(found.until, ID_TOLERANCE_SECONDS)
    list_ = repr(found)
    if page.cursor is not None:
        (beyond,) = read_cursor(page.cursor, list_, [_events.id])
    rows = await database.fetch_rows(
        _found(found.user_id is not None, found.type is not None),
        its_user_id=found.user_id,
        its_type=found.type,
        first_id=earliest,
        beyond_id=beyond,
        since=found.since,
        until=found.until,
        row_limit=page.limit + 1,  # one more tells whether there is another page
    )
    if len(rows) <= page.limit:
        return Page(rows, None)
    rows.pop()
    return Page(rows, make_cursor(to_json([rows[-1].id]), list_))


async def list_events(database: Database, user_id: UUID, limit: int) -> Sequence[Row]:
    """Read the newest events that are about an account or were caused by it."""
    return await database.fetch_rows(_LIST, user_id=user_id, row_limit=limit)


async def count_events(database: Database, user_id: UUID, limit: int) -> int:
    """Count these events, up to a limit: counting all of them would take longer every year."""
    row = await database.fetch_row(_COUNT, user_id=user_id, row_limit=limit)
    return min(limit, sum(row)) if row is not None else 0
