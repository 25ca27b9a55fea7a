"""Taking one's data along."""

from typing import Annotated

from fastapi import APIRouter, Depends

from src.core.database import DatabaseDep, SessionDep
from src.core.errors import error_responses
from src.features.auth.router.dependencies import (
    AUTHENTICATION_ERRORS,
    AuditDep,
    CurrentSessionDep,
    MailServiceDep,
    SessionServiceDep,
)
from src.features.export.service.service import ExportService
from src.features.users.service.service import UserService
from stylipp_schemas import AccountExportResponse

router = APIRouter(prefix="/v1/users/me", tags=["account"])


async def get_export_service(
    session: SessionDep,
    database: DatabaseDep,
    sessions: SessionServiceDep,
    mail: MailServiceDep,
    audit: AuditDep,
) -> ExportService:
    return ExportService(UserService(session, database), sessions, mail, audit)


@router.get(
    "/export",
    summary="Get everything that is held about you",
    responses=error_responses(*AUTHENTICATION_ERRORS),
)
async def export_me(
    current: CurrentSessionDep, exports: Annotated[ExportService, Depends(get_export_service)]
) -> AccountExportResponse:
    """Returns the account, its sessions, waiting mails and what has happened to it; no secret."""
    return await exports.export(current)
