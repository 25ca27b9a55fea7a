"""Proving again that a request comes from the owner of the account."""

from fastapi import APIRouter

from src.core.errors import ServerBusy, error_responses
from src.features.auth.router.dependencies import AUTHENTICATION_ERRORS, CurrentSessionDep
from src.features.auth.service.service import InvalidCredentials
from src.features.limits.service.service import TooManyAttempts
from src.features.two_step.router.dependencies import ReauthenticationServiceDep
from src.features.two_step.service.login import MfaInvalid
from src.features.two_step.service.reauthentication import PasskeyInvalid, PasswordNotEnough
from stylipp_schemas import (
    PasskeyRequestOptions,
    ReauthenticationRequest,
    ReauthenticationResponse,
)

router = APIRouter(prefix="/v1/auth/reauthenticate", tags=["two-step"])


@router.post(
    "",
    summary="Prove that it is you",
    responses=error_responses(
        *AUTHENTICATION_ERRORS,
        InvalidCredentials,
        PasswordNotEnough,
        MfaInvalid,
        PasskeyInvalid,
        TooManyAttempts,
        ServerBusy,
    ),
)
async def reauthenticate(
    body: ReauthenticationRequest,
    current: CurrentSessionDep,
    reauthentication: ReauthenticationServiceDep,
) -> ReauthenticationResponse:
    """Lets this session do sensitive operations for a while: those that answer
    `reauthentication_required` otherwise."""
    valid_until = await reauthentication.reauthenticate(current, body)
    return ReauthenticationResponse(valid_until=valid_until)


@router.post(
    "/options",
    summary="Start proving with a passkey that it is you",
    responses=error_responses(*AUTHENTICATION_ERRORS),
)
async def start_reauthentication(
    current: CurrentSessionDep, reauthentication: ReauthenticationServiceDep
) -> PasskeyRequestOptions:
    """Returns what the browser needs to ask for one of your passkeys; its answer is the `credential` of
    `/v1/auth/reauthenticate`."""
    return await reauthentication.start(current)
