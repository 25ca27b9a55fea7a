"""SQL on what has happened: rows are added and read, and that is all there is."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, select
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
    """Read the newest events of an account."""
    return await database.fetch_rows(
        select(audit_events, audit_events.c.count.label("times"))  # `row.count` is a method
        .where(audit_events.c.user_id == user_id)
        .order_by(audit_events.c.id.desc())
        .limit(limit)
    )


async def count_events(database: Database, user_id: UUID) -> int:
    row = await database.fetch_row(
        select(func.count()).select_from(audit_events).where(audit_events.c.user_id == user_id)
    )
    return int(row[0]) if row is not None else 0
