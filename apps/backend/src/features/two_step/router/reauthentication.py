"""Proving again that a request comes from the owner of the account."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request

from src.core.database import TransactionDep
from src.core.errors import ServerBusy, error_responses
from src.features.auth.router.dependencies import (
    AUTHENTICATION_ERRORS,
    LOGIN_RESPONSES,
    AuditDep,
    CurrentSessionDep,
)
from src.features.auth.router.wiring import wiring_of
from src.features.auth.service.door import SecondFactorRequired
from src.features.auth.service.service import InvalidCredentials
from src.features.limits.service.service import TooManyAttempts
from src.features.passkeys.service.service import PasskeyInvalid
from src.features.two_step.service.reauthentication import ReauthenticationService
from src.features.two_step.service.second_step import MfaInvalid
from stylipp_schemas import (
    BaseResponse,
    PasskeyRequestOptions,
    ReauthenticationRequest,
    ReauthenticationResponse,
)

router = APIRouter(prefix="/v1/auth/reauthenticate", tags=["two-step"])


async def get_reauthentication_service(
    request: Request, transaction: TransactionDep, audit: AuditDep
) -> ReauthenticationService:
    return ReauthenticationService(transaction, wiring_of(request), audit)


ReauthenticationServiceDep = Annotated[
    ReauthenticationService, Depends(get_reauthentication_service)
]


@router.post(
    "",
    summary="Prove that it is you",
    responses=error_responses(
        *AUTHENTICATION_ERRORS,
        InvalidCredentials,
        SecondFactorRequired,
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
    """Lets this session do for a while what answers `reauthentication_required` otherwise. With two-step
    login, a password or a mailed code is answered `mfa_required`."""
    valid_until = await reauthentication.reauthenticate(current, body)
    return ReauthenticationResponse(valid_until=valid_until)


@router.post(
    "/options",
    summary="Start proving with a passkey that it is you",
    responses=LOGIN_RESPONSES,
)
async def start_reauthentication(
    current: CurrentSessionDep, reauthentication: ReauthenticationServiceDep
) -> PasskeyRequestOptions:
    """Returns what the browser needs to ask for one of your passkeys; its answer is the `credential` of
    `/v1/auth/reauthenticate`."""
    return await reauthentication.start(current)


@router.post(
    "/mail",
    status_code=202,
    summary="Start proving by e-mail that it is you",
    responses=error_responses(*AUTHENTICATION_ERRORS, TooManyAttempts),
)
async def mail_reauthentication_code(
    current: CurrentSessionDep, reauthentication: ReauthenticationServiceDep
) -> BaseResponse:
    """Mails a code to your address; it is the `mail_code` of `/v1/auth/reauthenticate`, in this session
    only."""
    await reauthentication.mail_code(current)
    return BaseResponse(success=True, message="An e-mail is on its way.")
