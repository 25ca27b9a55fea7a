"""SQL that inserts and reads audit events."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Integer,
    Uuid,
    and_,
    bindparam,
    func,
    select,
    union_all,
)
from sqlalchemy import Row as SqlRow
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from src.core.database import Database
from src.core.paging import CursorQuery, Page, fetch_merged_page
from src.core.postgres.query import Query, Row
from src.features.audit.schemas.schemas import EventFilter
from src.features.audit.utils.ids import first_id
from src.models import audit_events

EVENT_COLUMNS = ("id", "type", "user_id", "actor_id", "ip_network", "request_id")

CLOCK_TOLERANCE_SECONDS = 3600
"""How much the clocks of a process and of the database may differ."""

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


async def list_found(
    transaction: AsyncSession, found: EventFilter, page: CursorQuery
) -> Page[SqlRow[*tuple[Any, ...]]]:
    """Read a page of the events of all accounts that match the filter, newest first."""
    statement = _COLUMNS
    if found.user_id is not None:
        statement = statement.where(_events.user_id == found.user_id)
    if found.type is not None:
        statement = statement.where(_events.type == found.type)
    # Ids begin with the time, by a clock that is not the database's. They bound what is read.
    if found.since is not None:
        since = first_id(found.since, -CLOCK_TOLERANCE_SECONDS)
        statement = statement.where(_events.at >= found.since, _events.id >= since)
    if found.until is not None:
        until = first_id(found.until, CLOCK_TOLERANCE_SECONDS)
        statement = statement.where(_events.at < found.until, _events.id < until)
    return await fetch_merged_page(transaction, [statement], page, _events.id, is_descending=True)


async def list_events(database: Database, user_id: UUID, limit: int) -> Sequence[Row]:
    """Read the newest events that are about an account or were caused by it."""
    return await database.fetch_rows(_LIST, user_id=user_id, row_limit=limit)


async def count_events(database: Database, user_id: UUID, limit: int) -> int:
    """Count these events, up to a limit: counting all of them would take longer every year."""
    row = await database.fetch_row(_COUNT, user_id=user_id, row_limit=limit)
    return min(limit, sum(row)) if row is not None else 0
