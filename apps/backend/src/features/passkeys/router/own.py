"""Adding, renaming and removing your own passkeys."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request

from src.core.database import TransactionDep
from src.core.errors import NotFound, error_responses
from src.features.auth.router.dependencies import LOGIN_RESPONSES, AuditDep, CurrentSessionDep
from src.features.auth.router.wiring import wiring_of
from src.features.auth.service.remaining import LastCredential, SecondFactorMissing
from src.features.auth.service.sessions import EmailNotVerified, ReauthenticationRequired
from src.features.passkeys.service.own import (
    OwnPasskeyService,
    PasskeyExists,
    PasskeyLimit,
    PasskeyRefused,
)
from stylipp_schemas import (
    BaseResponse,
    PasskeyCreate,
    PasskeyCreationOptions,
    PasskeyOptionsRequest,
    PasskeyResponse,
    PasskeyUpdate,
)

router = APIRouter(prefix="/v1/users/me/passkeys", tags=["passkeys"], responses=LOGIN_RESPONSES)


async def get_own_passkey_service(
    request: Request, transaction: TransactionDep, audit: AuditDep, current: CurrentSessionDep
) -> OwnPasskeyService:
    return OwnPasskeyService(transaction, wiring_of(request), audit, current)


OwnPasskeysDep = Annotated[OwnPasskeyService, Depends(get_own_passkey_service)]

ADDING_ERRORS = (ReauthenticationRequired, EmailNotVerified, PasskeyLimit)


@router.post(
    "/options",
    summary="Start to add a passkey",
    responses=error_responses(*ADDING_ERRORS),
)
async def start_passkey(
    body: PasskeyOptionsRequest, passkeys: OwnPasskeysDep
) -> PasskeyCreationOptions:
    """Returns what the browser needs to create a passkey. The challenge is valid in this session only.
    Nothing is stored. Requires a verified address and a recent proof."""
    return await passkeys.creation_options(body.purpose)


@router.post(
    "",
    status_code=201,
    summary="Add a passkey",
    responses=error_responses(PasskeyRefused, PasskeyExists, *ADDING_ERRORS),
)
async def add_passkey(body: PasskeyCreate, passkeys: OwnPasskeysDep) -> PasskeyResponse:
    """Adds the passkey that the browser has created, and mails a notice. An account has at most 20.
    Requires a verified address and a recent proof."""
    return await passkeys.add(body)


@router.patch("/{passkey_id:uuid}", summary="Rename a passkey", responses=error_responses(NotFound))
async def rename_passkey(
    passkey_id: UUID, body: PasskeyUpdate, passkeys: OwnPasskeysDep
) -> PasskeyResponse:
    """Changes the name of one of your passkeys, which only you see."""
    return await passkeys.rename(passkey_id, body.name)


@router.delete(
    "/{passkey_id:uuid}",
    summary="Remove a passkey",
    responses=error_responses(
        NotFound, ReauthenticationRequired, LastCredential, SecondFactorMissing
    ),
)
async def remove_passkey(passkey_id: UUID, passkeys: OwnPasskeysDep) -> BaseResponse:
    """Removes one of your passkeys, and mails a notice. Sessions stay active. Refused for the last way
    to log in, and, with two-step login, for the last second factor. Requires a recent proof."""
    await passkeys.remove(passkey_id)
    return BaseResponse(success=True, message="The passkey was removed.")
