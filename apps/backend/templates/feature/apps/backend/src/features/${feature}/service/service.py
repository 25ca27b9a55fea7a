"""Rules of ${words}."""

from enum import StrEnum
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from src.core.errors import NotFound
from src.core.feature import Owner, Resources
from src.core.paging import CursorQuery
from src.features.${feature}.repository import repository
from src.features.audit.service.service import AuditService
from src.models import ${Item}
from stylipp_schemas import CursorPage, ${Item}Create, ${Item}Response, ${Item}Update


class ${Item}Event(StrEnum):
    """What the audit log records."""

    ADDED = "${item}_added"
    CHANGED = "${item}_changed"
    DELETED = "${item}_deleted"


class ${Item}Service:
    """The ${words} of one account. Those of other accounts raise `NotFound`, as missing ones do."""

    def __init__(self, transaction: AsyncSession, audit: AuditService, user_id: UUID) -> None:
        self.transaction, self.audit, self.user_id = transaction, audit, user_id

    async def list_page(self, page: CursorQuery, q: str) -> CursorPage[${Item}Response]:
        """Return one page, newest first. Raises `CursorInvalid`."""
        rows, cursor = await repository.list_items(self.transaction, self.user_id, page, q)
        items = [${Item}Response.model_validate(row) for row in rows]
        return CursorPage[${Item}Response](items=items, next_cursor=cursor)

    async def read(self, item_id: UUID) -> ${Item}Response:
        return ${Item}Response.model_validate(await self._find(item_id))

    async def add(self, new: ${Item}Create) -> ${Item}Response:
        item = ${Item}(user_id=self.user_id, **new.model_dump())
        self.transaction.add(item)
        return await self._save(item, ${Item}Event.ADDED)

    async def change(self, item_id: UUID, change: ${Item}Update) -> ${Item}Response:
        item = await self._find(item_id, is_locked=True)
        for name, value in change.values().items():
            setattr(item, name, value)
        return await self._save(item, ${Item}Event.CHANGED)

    async def delete(self, item_id: UUID) -> None:
        item = await self._find(item_id, is_locked=True)
        await self.transaction.delete(item)
        await self._save(item, ${Item}Event.DELETED)

    async def _find(self, item_id: UUID, *, is_locked: bool = False) -> ${Item}:
        item = await repository.find_item(
            self.transaction, self.user_id, item_id, is_locked=is_locked
        )
        if item is None:
            raise NotFound
        return item

    async def _save(self, item: ${Item}, event: ${Item}Event) -> ${Item}Response:
        await self.transaction.flush()
        await self.audit.record(event, self.user_id, subject_id=item.id)
        return ${Item}Response.model_validate(item)


async def export_items(
    transaction: AsyncSession, _: Resources, owner: Owner
) -> list[${Item}Response]:
    rows = await repository.list_all_items(transaction, owner.user_id)
    return [${Item}Response.model_validate(row) for row in rows]
