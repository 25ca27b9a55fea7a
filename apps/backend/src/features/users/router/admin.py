"""What administrators may do with accounts."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from src.core.database import DatabaseDep, SessionDep
from src.core.errors import JSON_BODY_ERRORS, NotFound, ValidationFailed, error_responses
from src.features.auth.router.dependencies import (
    AUTHENTICATION_ERRORS,
    AuditDep,
    CurrentSessionDep,
    InsufficientScope,
    require_admin,
)
from src.features.users.service.admin import LastAdmin, UserAdminService, find_account
from stylipp_schemas import PaginatedResponse, UserAdminResponse, UserAdminUpdate

router = APIRouter(prefix="/v1/users", tags=["users"], dependencies=[Depends(require_admin)])

ADMIN_ERRORS = (*AUTHENTICATION_ERRORS, InsufficientScope)


async def get_admin_service(
    session: SessionDep, database: DatabaseDep, audit: AuditDep
) -> UserAdminService:
    return UserAdminService(session, database, audit)


UserAdminServiceDep = Annotated[UserAdminService, Depends(get_admin_service)]


@router.get(
    "",
    summary="List and search accounts",
    responses=error_responses(*ADMIN_ERRORS, ValidationFailed),
)
async def list_users(
    users: UserAdminServiceDep,
    page: Annotated[int, Query(ge=1, le=100, description="Page, counted from 1.")] = 1,
    page_size: Annotated[int, Query(ge=1, le=100, description="Entries on a page.")] = 20,
    q: Annotated[
        str,
        Query(max_length=254, pattern="^[^\x00]*$", description="How the address begins."),
    ] = "",
) -> PaginatedResponse[UserAdminResponse]:
    """Returns accounts, newest first; with `q`, those whose address begins so, in the order of
    addresses. Whoever is not on the first 100 pages is found with `q`. For administrators."""
    return await users.list_page(q, page, page_size)


@router.get(
    "/{user_id:uuid}",
    summary="Read an account",
    responses=error_responses(*ADMIN_ERRORS, NotFound),
)
async def read_user(user_id: UUID, database: DatabaseDep) -> UserAdminResponse:
    """Returns one account. For administrators."""
    return await find_account(database, user_id=user_id)


@router.patch(
    "/{user_id:uuid}",
    summary="Change an account",
    responses=error_responses(*ADMIN_ERRORS, *JSON_BODY_ERRORS, NotFound, LastAdmin),
)
async def update_user(
    user_id: UUID, body: UserAdminUpdate, users: UserAdminServiceDep, current: CurrentSessionDep
) -> UserAdminResponse:
    """Changes role or state of an account. Disabling ends its sessions at once. For
    administrators."""
    return await users.update(user_id, body, current.account.id)
