"""The audit log of all accounts."""

from src.core.database import Database
from src.core.paging import CursorQuery
from src.features.admin.repository import directory
from src.features.audit.schemas.schemas import EventFilter
from src.features.audit.service.service import AuditService
from stylipp_schemas import AuditEventAdminResponse, CursorPage


async def list_events(
    database: Database, audit: AuditService, found: EventFilter, page: CursorQuery
) -> CursorPage[AuditEventAdminResponse]:
    """Return one page of the events that match the filter, newest first, with the addresses that
    their accounts have today. Raises `CursorInvalid`."""
    events = await audit.list_page(found, page)
    ids = {event[name] for event in events.items for name in ("user_id", "actor_id")} - {None}
    emails = await directory.find_emails(database, ids) if ids else {}
    items = [
        AuditEventAdminResponse.model_construct(
            **event,
            email=emails.get(event["user_id"]),
            actor_email=emails.get(event["actor_id"]),
        )
        for event in events.items
    ]
    return CursorPage[AuditEventAdminResponse].model_construct(
        items=items, next_cursor=events.next_cursor
    )
