"""Logging in with a passkey."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from src.core.database import TransactionDep
from src.core.errors import OriginNotAllowed, ServiceUnavailable, error_responses
from src.features.auth.router.cookies import (
    attempt_cookie,
    begin_attempt,
    read_attempt_cookie,
    require_own_origin,
    set_cookies,
)
from src.features.auth.router.dependencies import AuditDep
from src.features.auth.router.wiring import wiring_of
from src.features.auth.service.door import AccountDisabled
from src.features.limits.service.service import TooManyAttempts
from src.features.passkeys.service.service import (
    LOGIN,
    PasskeyInvalid,
    PasskeyService,
    PasskeyUnknown,
)
from stylipp_schemas import PasskeyLogin, PasskeyRequestOptions, TokenResponse

router = APIRouter(
    prefix="/v1/auth/passkey", tags=["passkeys"], dependencies=[Depends(require_own_origin)]
)


async def get_passkey_service(
    request: Request, transaction: TransactionDep, audit: AuditDep
) -> PasskeyService:
    return PasskeyService(transaction, wiring_of(request), audit)


PasskeyServiceDep = Annotated[PasskeyService, Depends(get_passkey_service)]


@router.post(
    "/options",
    summary="Start a login with a passkey",
    responses=error_responses(OriginNotAllowed),
)
async def start_passkey_login(
    request: Request, response: Response, passkeys: PasskeyServiceDep
) -> PasskeyRequestOptions:
    """Returns what the browser needs to ask for a passkey of this site, and sets the attempt
    cookie: the challenge is valid in this browser only. Nothing is stored."""
    return await passkeys.request_options(LOGIN, browser=begin_attempt(request, response))


@router.post(
    "/login",
    summary="Log in with a passkey",
    openapi_extra={"security": [{}]},
    dependencies=[Depends(attempt_cookie)],
    responses=error_responses(
        PasskeyUnknown,
        PasskeyInvalid,
        AccountDisabled,
        OriginNotAllowed,
        TooManyAttempts,
        ServiceUnavailable,
    ),
)
async def log_in_with_passkey(
    body: PasskeyLogin, request: Request, response: Response, passkeys: PasskeyServiceDep
) -> TokenResponse:
    """Starts a session: returns a short-lived access token and sets the refresh cookie.
    Requires the attempt cookie that `/v1/auth/passkey/options` has set. The authenticator must have verified its user, which is also the second step of an account with two-step
    login. `passkey_unknown` says that this passkey does not exist, and only that: the browser may
    delete it (`signalUnknownCredential`)."""
    pair = await passkeys.log_in(body.credential, browser=read_attempt_cookie(request))
    set_cookies(request, response, pair)
    return TokenResponse(access_token=pair.access_token, account_id=pair.user_id)
