"""Sending, listing, reading and deleting your photos."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response

from src.core.database import TransactionDep
from src.core.errors import AppError, NotFound, Responses, ServerBusy, error_responses
from src.core.storage.store import StorageUnavailable
from src.core.web.paging import CursorDep
from src.core.web.raw_bodies import RawBodyDep, raw_body
from src.features.auth.router.dependencies import (
    AUTHENTICATION_ERRORS,
    LOGIN_RESPONSES,
    CurrentSessionDep,
)
from src.features.auth.router.wiring import wiring_of
from src.features.limits.service.service import TooManyAttempts
from src.features.photos.service.service import (
    PhotoExists,
    PhotoFormatUnsupported,
    PhotoQuotaReached,
    PhotoService,
    PhotoTooManyPixels,
    PhotoUnreadable,
    Uploads,
)
from stylipp_schemas import BaseResponse, CursorPage, PhotoResponse

PHOTO_BYTES_MAX = 10 * 1024 * 1024

router = APIRouter(prefix="/v1/users/me/photos", tags=["photos"], responses=LOGIN_RESPONSES)


async def get_service(
    request: Request, transaction: TransactionDep, current: CurrentSessionDep
) -> PhotoService:
    """Return the service for the account that is logged in: every route with it wants a login."""
    return PhotoService(transaction, wiring_of(request), current.account.id)


async def get_uploads(request: Request, current: CurrentSessionDep) -> Uploads:
    return Uploads(wiring_of(request), current.account.id)


ServiceDep = Annotated[PhotoService, Depends(get_service)]
UNKNOWN = error_responses(NotFound)
STORED_ALREADY: Responses = {200: {"model": PhotoResponse, "description": "It is stored already"}}


@router.put(
    "/{photo_id:uuid}",
    status_code=201,
    summary="Send a photo",
    openapi_extra=raw_body("image/jpeg", "image/png", "image/webp"),
    max_body_size=PHOTO_BYTES_MAX,
    responses=STORED_ALREADY
    | error_responses(
        *AUTHENTICATION_ERRORS,
        NotFound,
        PhotoExists,
        PhotoQuotaReached,
        PhotoFormatUnsupported,
        PhotoUnreadable,
        PhotoTooManyPixels,
        TooManyAttempts,
        ServerBusy,
        StorageUnavailable,
    ),
)
async def put_photo(
    photo_id: UUID,
    uploads: Annotated[Uploads, Depends(get_uploads)],
    body: RawBodyDep,
    response: Response,
) -> PhotoResponse:
    """Stores a JPEG, PNG or WebP picture of at most 10 MiB below an ID that the client has made, so that
    it can be sent again until there is an answer: the same bytes again are the same photo."""
    try:
        photo, is_new = await uploads.upload(photo_id, body.chunks())
    except AppError:
        await body.discard()
        raise
    if not is_new:
        response.status_code = 200
    return photo


@router.get("", summary="List your photos")
async def list_photos(service: ServiceDep, page: CursorDep) -> CursorPage[PhotoResponse]:
    """Returns your photos, newest first."""
    return await service.list_page(page)


@router.get("/{photo_id:uuid}", summary="Read a photo", responses=UNKNOWN)
async def read_photo(photo_id: UUID, service: ServiceDep) -> PhotoResponse:
    """Returns one of your photos, with new links to its pictures."""
    return await service.read(photo_id)


@router.delete("/{photo_id:uuid}", summary="Delete a photo", responses=UNKNOWN)
async def delete_photo(photo_id: UUID, service: ServiceDep) -> BaseResponse:
    """Permanently deletes one of your photos. Its links end at once."""
    await service.delete(photo_id)
    return BaseResponse(success=True, message="The photo was deleted.")
