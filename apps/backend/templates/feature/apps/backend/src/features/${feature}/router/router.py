"""Adding, reading, changing and deleting your ${words}."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from src.core.database import TransactionDep
from src.core.errors import JSON_BODY_ERRORS, NotFound, ValidationFailed, error_responses
from src.core.web.paging import CursorDep
from src.features.${feature}.service.service import ${Item}Service
from src.features.auth.router.dependencies import AUTHENTICATION_ERRORS, AuditDep, CurrentSessionDep
from stylipp_schemas import BaseResponse, CursorPage, ${Item}Create, ${Item}Response, ${Item}Update

router = APIRouter(
    prefix="/v1/${path}", tags=["${feature}"], responses=error_responses(*AUTHENTICATION_ERRORS)
)


async def get_service(
    transaction: TransactionDep, audit: AuditDep, current: CurrentSessionDep
) -> ${Item}Service:
    """Return the service for the account that is logged in: every route with it wants a login."""
    return ${Item}Service(transaction, audit, current.account.id)


ServiceDep = Annotated[${Item}Service, Depends(get_service)]
Search = Annotated[str, Query(max_length=100, pattern="^[^\x00]*$", description="Part of the name.")]
UNKNOWN = error_responses(NotFound)


@router.get("", summary="List your ${words}", responses=error_responses(ValidationFailed))
async def list_${items}(
    service: ServiceDep, page: CursorDep, q: Search = ""
) -> CursorPage[${Item}Response]:
    """Returns your ${words}, newest first; with `q`, those whose name contains it."""
    return await service.list_page(page, q)


@router.post(
    "", status_code=201, summary="Add a ${word}", responses=error_responses(*JSON_BODY_ERRORS)
)
async def add_${item}(body: ${Item}Create, service: ServiceDep) -> ${Item}Response:
    """Adds a ${word} to your own."""
    return await service.add(body)


@router.get("/{item_id:uuid}", summary="Read a ${word}", responses=UNKNOWN)
async def read_${item}(item_id: UUID, service: ServiceDep) -> ${Item}Response:
    """Returns one of your ${words}."""
    return await service.read(item_id)


@router.patch(
    "/{item_id:uuid}", summary="Change a ${word}", responses=UNKNOWN | error_responses(*JSON_BODY_ERRORS)
)
async def change_${item}(item_id: UUID, body: ${Item}Update, service: ServiceDep) -> ${Item}Response:
    """Changes the fields that are sent."""
    return await service.change(item_id, body)


@router.delete("/{item_id:uuid}", summary="Delete a ${word}", responses=UNKNOWN)
async def delete_${item}(item_id: UUID, service: ServiceDep) -> BaseResponse:
    """Permanently deletes one of your ${words}."""
    await service.delete(item_id)
    return BaseResponse(success=True, message="The ${word} was deleted.")
