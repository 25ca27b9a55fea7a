"""The audit log, for administrators."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from src.core.database import DatabaseDep
from src.core.errors import error_responses
from src.core.web.paging import CursorDep
from src.features.admin.service.events import list_events
from src.features.auth.router.dependencies import ADMIN_ERRORS, require_admin
from stylipp_schemas import AuditEventAdminResponse, CursorPage, Moment
from stylipp_schemas.fields import PROSE_PATTERN

router = APIRouter(prefix="/v1/audit", tags=["audit"], dependencies=[Depends(require_admin)])


@router.get(
    "",
    summary="List audit events",
    responses=error_responses(*ADMIN_ERRORS),
)
async def list_audit_events(
    database: DatabaseDep,
    page: CursorDep,
    user_id: Annotated[
        UUID | None, Query(description="Only events about this account, deleted or not.")
    ] = None,
    type_: Annotated[
        str | None,
        Query(
            alias="type",
            max_length=100,
            pattern=PROSE_PATTERN,
            description="Only events of this type; none if no event has it.",
        ),
    ] = None,
    since: Annotated[
        Moment | None,
        Query(description="Only events since this time, which is rounded down to the minute."),
    ] = None,
    until: Annotated[
        Moment | None,
        Query(description="Only events before this time, which is rounded up to the minute."),
    ] = None,
) -> CursorPage[AuditEventAdminResponse]:
    """Returns audit events of all accounts, newest first; rejected logins that are counted together
    are in the order of the minute in which they began. For administrators only."""
    return await list_events(database, page, user_id=user_id, type_=type_, since=since, until=until)
