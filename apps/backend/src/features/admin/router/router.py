"""Administration of accounts."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from src.core.database import DatabaseDep, TransactionDep
from src.core.errors import NotFound, error_responses
from src.core.web.paging import PageDep
from src.features.admin.service.service import AdminService
from src.features.auth.router.dependencies import (
    ADMIN_ERRORS,
    AuditDep,
    CurrentSessionDep,
    SessionServiceDep,
    require_admin,
)
from src.features.users.service.service import LastAdmin
from stylipp_schemas import (
    BaseResponse,
    PaginatedResponse,
    Role,
    SessionResponse,
    UserAdminResponse,
    UserAdminUpdate,
)

router = APIRouter(prefix="/v1/users", tags=["users"], dependencies=[Depends(require_admin)])


async def get_admin_service(
    transaction: TransactionDep, database: DatabaseDep, audit: AuditDep
) -> AdminService:
    return AdminService(transaction, database, audit)


AdminServiceDep = Annotated[AdminService, Depends(get_admin_service)]


@router.get(
    "",
    summary="List and search accounts",
    responses=error_responses(*ADMIN_ERRORS),
)
async def list_users(
    users: AdminServiceDep,
    page: PageDep,
    q: Annotated[
        str,
        Query(
            max_length=254, pattern=r"^[^\x00]*$", description="Beginning of the e-mail address."
        ),
    ] = "",
    role: Annotated[Role | None, Query(description="Only accounts with this role.")] = None,
    is_disabled: Annotated[
        bool | None, Query(description="Only accounts that are disabled, or that are not.")
    ] = None,
) -> PaginatedResponse[UserAdminResponse]:
    """Returns accounts, newest first; with `q`, those whose address starts with it, ordered by
    address. The list ends after 10,000 accounts; use `q` to find others. For administrators only.
    """
    return await users.list_page(q, page.page, page.page_size, role=role, is_disabled=is_disabled)


@router.get(
    "/{user_id:uuid}",
    summary="Read an account",
    responses=error_responses(*ADMIN_ERRORS, NotFound),
)
async def read_user(user_id: UUID, users: AdminServiceDep) -> UserAdminResponse:
    """Returns one account. For administrators only."""
    return await users.read(user_id)


@router.patch(
    "/{user_id:uuid}",
    summary="Change an account",
    responses=error_responses(*ADMIN_ERRORS, NotFound, LastAdmin),
)
async def update_user(
    user_id: UUID, body: UserAdminUpdate, users: AdminServiceDep, current: CurrentSessionDep
) -> UserAdminResponse:
    """Changes the role of an account, or disables or enables it. Disabling it ends its sessions
    immediately. For administrators only."""
    return await users.update(user_id, body, current.account.id)


@router.get(
    "/{user_id:uuid}/sessions",
    summary="List the sessions of an account",
    responses=error_responses(*ADMIN_ERRORS, NotFound),
)
async def list_user_sessions(
    user_id: UUID,
    users: AdminServiceDep,
    sessions: SessionServiceDep,
    current: CurrentSessionDep,
    page: PageDep,
) -> PaginatedResponse[SessionResponse]:
    """Returns the active sessions of an account, newest first. For administrators only."""
    await users.read(user_id)
    return await sessions.list_page(current, page.page, page.page_size, user_id=user_id)


@router.delete(
    "/{user_id:uuid}/sessions",
    summary="End every session of an account",
    responses=error_responses(*ADMIN_ERRORS, NotFound),
)
async def end_user_sessions(
    user_id: UUID, users: AdminServiceDep, current: CurrentSessionDep
) -> BaseResponse:
    """Ends every session of an account, on all devices. Their tokens are refused immediately. For
    administrators only."""
    await users.end_sessions(user_id, current.account.id)
    return BaseResponse(success=True, message="All sessions of the account have ended.")
