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
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from src.core.database import Database
from src.core.postgres.query import Query, Row
from src.models import audit_events

EVENT_COLUMNS = ("id", "type", "user_id", "actor_id", "ip_network", "request_id")

_INSERT = insert(audit_events)


async def insert_event(transaction: AsyncSession, values: dict[str, Any]) -> None:
    """Insert an event in the transaction of the change that it records."""
    await transaction.execute(_INSERT, values)


_events = audit_events.c


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
        select(
            select(audit_events, _events.count.label("times"))
            .where(condition)
            .order_by(_events.id.desc())
            .limit(_ROW_LIMIT)
            .subquery()
        )
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


async def list_events(database: Database, user_id: UUID, limit: int) -> Sequence[Row]:
    """Read the newest events that are about an account or were caused by it."""
    return await database.fetch_rows(_LIST, user_id=user_id, row_limit=limit)


async def count_events(database: Database, user_id: UUID, limit: int) -> int:
    """Count these events, up to a limit: counting all of them would take longer every year."""
    row = await database.fetch_row(_COUNT, user_id=user_id, row_limit=limit)
    return min(limit, sum(row)) if row is not None else 0
