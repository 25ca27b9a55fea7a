"""The audit log of all accounts."""

from datetime import datetime
from uuid import UUID

from src.core.database import Database
from src.core.paging import CursorQuery
from src.features.admin.repository import events
from src.features.audit.service.service import event_fields
from stylipp_schemas import AuditEventAdminResponse, CursorPage


async def list_events(
    database: Database,
    page: CursorQuery,
    *,
    user_id: UUID | None,
    type_: str | None,
    since: datetime | None,
    until: datetime | None,
) -> CursorPage[AuditEventAdminResponse]:
    """Return one page of the events that match, newest first, with the addresses that their accounts
    have today. Raises `CursorInvalid`."""
    found = events.EventFilter(user_id, type_, since, until)
    rows = await events.list_events(database, found, page)
    items = [
        AuditEventAdminResponse.model_construct(
            **event_fields(row), email=row.email, actor_email=row.actor_email
        )
        for row in rows.items
    ]
    return CursorPage[AuditEventAdminResponse].model_construct(
        items=items, next_cursor=rows.next_cursor
    )
