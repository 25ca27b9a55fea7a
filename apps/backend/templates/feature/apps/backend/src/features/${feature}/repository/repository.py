"""SQL on the table of ${words}."""

from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from src.core.paging import CursorQuery, fetch_page
from src.models import ${Item}


def own_items(user_id: UUID) -> Select[${Item}]:
    """Every statement begins here, so that none finds the ${words} of another account."""
    return select(${Item}).where(${Item}.user_id == user_id)


async def find_item(
    transaction: AsyncSession, user_id: UUID, item_id: UUID, *, is_locked: bool = False
) -> ${Item} | None:
    statement = own_items(user_id).where(${Item}.id == item_id)
    return await transaction.scalar(statement.with_for_update() if is_locked else statement)


async def list_items(
    transaction: AsyncSession, user_id: UUID, page: CursorQuery, q: str
) -> tuple[list[${Item}], str | None]:
    """Read a page, newest first, and the cursor of the next one. Raises `CursorInvalid`."""
    statement = own_items(user_id)
    if q:
        statement = statement.where(${Item}.name.icontains(q, autoescape=True))
    return await fetch_page(transaction, statement, page, ${Item}.id, is_descending=True)


async def list_all_items(transaction: AsyncSession, user_id: UUID) -> list[${Item}]:
    return list(await transaction.scalars(own_items(user_id).order_by(${Item}.id.desc())))
