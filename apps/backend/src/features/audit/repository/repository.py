"""SQL that inserts and reads audit events."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Integer,
    Uuid,
    bindparam,
    func,
    literal,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from src.core.database import Database
from src.core.paging import CursorQuery, Page, page_of, read_cursor
from src.core.postgres.query import Query, Row
from src.models import audit_events

EVENT_COLUMNS = ("id", "type", "user_id", "actor_id", "method", "ip_network", "request_id")

_INSERT = insert(audit_events)


async def insert_event(transaction: AsyncSession, values: dict[str, Any]) -> None:
    """Insert an event in the transaction of the change that it records."""
    await transaction.execute(_INSERT, values)


_events = audit_events.c
_FIRST_ID, _AFTER_ALL = UUID(int=0), UUID(int=2**128 - 1)
_USER_ID = bindparam("user_id", type_=Uuid)
_ROW_LIMIT = bindparam("row_limit", type_=Integer)

_INSERT_NOW = Query(
    insert(audit_events)
    .values({name: bindparam(f"its_{name}") for name in EVENT_COLUMNS})
    .on_conflict_do_update(index_elements=["id"], set_={"count": _events.count + 1})
)

# Events about an account, and events about others that it caused: each half has an index, and reads
# only as many rows as it returns, however many exist. The columns of the index are compared as a row,
# and are the order. With `user_id = :user_id`, PostgreSQL would read the events of all accounts
# backwards if it believes that this account has many of them, which may all be old.
_CONDITIONS: dict[ColumnElement[UUID | None], tuple[ColumnElement[bool], ...]] = {
    _events.user_id: (),
    _events.actor_id: (
        _events.actor_id.is_not(None),
        _events.user_id.is_distinct_from(_USER_ID),
    ),
}
_HALVES = [
    select(audit_events, _events.count.label("times"))
    .where(
        tuple_(column, _events.id) >= tuple_(_USER_ID, literal(_FIRST_ID)),
        tuple_(column, _events.id) < tuple_(_USER_ID, bindparam("before_id", type_=Uuid)),
        *conditions,
    )
    .order_by(column.desc(), _events.id.desc())
    .limit(_ROW_LIMIT)
    for column, conditions in _CONDITIONS.items()
]
_NEWEST = union_all(*(select(half.subquery()) for half in _HALVES)).subquery()
_LIST = Query(select(_NEWEST).order_by(_NEWEST.c.id.desc()).limit(_ROW_LIMIT))

_COUNT = Query(
    select(
        *(
            select(func.count())
            .select_from(half.with_only_columns(_events.id).subquery())
            .scalar_subquery()
            for half in _HALVES
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


async def list_events(
    database: Database, user_id: UUID, limit: int, *, before_id: UUID = _AFTER_ALL
) -> Sequence[Row]:
    """Read the newest events that are about an account or were caused by it."""
    return await database.fetch_rows(_LIST, user_id=user_id, before_id=before_id, row_limit=limit)


async def list_page(database: Database, user_id: UUID, page: CursorQuery) -> Page[Row]:
    """Read a page of these events. Raises `CursorInvalid`."""
    list_ = f"audit events of {user_id}"
    before_id = _AFTER_ALL
    if page.cursor is not None:
        (before_id,) = read_cursor(page.cursor, list_, [_events.id])
    # One more than asked for tells whether there is another page.
    rows = await list_events(database, user_id, page.limit + 1, before_id=before_id)
    return page_of(rows, page, list_, [_events.id])


async def count_events(database: Database, user_id: UUID, limit: int) -> int:
    """Count these events, up to a limit: counting all of them would take longer every year."""
    row = await database.fetch_row(_COUNT, user_id=user_id, before_id=_AFTER_ALL, row_limit=limit)
    return min(limit, sum(row)) if row is not None else 0
