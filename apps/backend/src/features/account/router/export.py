"""Exporting your own data."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request

from src.core.database import TransactionDep
from src.core.errors import error_responses
from src.features.account.service.export import ExportService
from src.features.auth.router.dependencies import (
    LOGIN_RESPONSES,
    AuditDep,
    CurrentSessionDep,
)
from src.features.auth.router.wiring import wiring_of
from src.features.auth.service.sessions import ReauthenticationRequired
from stylipp_schemas import AccountExportResponse

router = APIRouter(prefix="/v1/users/me", tags=["account"], responses=LOGIN_RESPONSES)


async def get_export_service(
    request: Request, transaction: TransactionDep, audit: AuditDep
) -> ExportService:
    return ExportService(transaction, wiring_of(request), audit)


@router.get(
    "/export",
    summary="Export all data stored about you",
    responses=error_responses(ReauthenticationRequired),
)
async def export_me(
    current: CurrentSessionDep, exports: Annotated[ExportService, Depends(get_export_service)]
) -> AccountExportResponse:
    """Returns the account, its sessions, pending links and e-mails, and its audit events. Contains
    no secrets."""
    return await exports.export(current)
