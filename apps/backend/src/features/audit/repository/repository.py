"""SQL on what has happened: rows are added and read, and that is all there is."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, and_, func, select, union_all
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from src.core.database import Database
from src.models import audit_events


async def insert_event(session: AsyncSession, values: dict[str, Any]) -> None:
    """Add an event to the transaction of what it tells of."""
    await session.execute(insert(audit_events).values(values))


async def insert_event_now(database: Database, values: dict[str, Any]) -> None:
    """Add an event that outlives the request's failure. One with the `id` of an earlier one adds
    to its count instead."""
    statement = insert(audit_events).values(values)
    await database.fetch_rows(
        statement.on_conflict_do_update(
            index_elements=["id"], set_={"count": audit_events.c.count + 1}
        ).returning(audit_events.c.id)
    )


async def list_events(database: Database, user_id: UUID, limit: int) -> Sequence[Row[Any]]:
    """Read the newest events that are about an account or were caused by it."""
    # Each half reads no more rows than it returns, however many there are.
    halves = [
        select(audit_events, audit_events.c.count.label("times"))  # `row.count` is a method
        .where(condition)
        .order_by(audit_events.c.id.desc())
        .limit(limit)
        .subquery()
        for condition in _conditions(user_id)
    ]
    both = union_all(*(select(half) for half in halves)).subquery()
    return await database.fetch_rows(select(both).order_by(both.c.id.desc()).limit(limit))


async def count_events(database: Database, user_id: UUID) -> int:
    about, caused = (
        select(func.count()).select_from(audit_events).where(condition).scalar_subquery()
        for condition in _conditions(user_id)
    )
    row = await database.fetch_row(select(about + caused))
    return int(row[0]) if row is not None else 0


def _conditions(user_id: UUID) -> list[ColumnElement[bool]]:
    events = audit_events.c
    is_other = events.user_id.is_distinct_from(user_id)
    return [events.user_id == user_id, and_(events.actor_id == user_id, is_other)]
