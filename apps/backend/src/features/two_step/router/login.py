"""The second step of a login, and logins without cookies."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.security import APIKeyCookie

from src.core.database import TransactionDep
from src.core.errors import OriginNotAllowed, ServerBusy, ServiceUnavailable, error_responses
from src.features.auth.router.cookies import (
    begin_attempt,
    read_attempt_cookie,
    read_ticket_cookie,
    require_own_origin,
    set_cookies,
)
from src.features.auth.router.dependencies import AuditDep
from src.features.auth.router.wiring import wiring_of
from src.features.auth.service.door import AccountDisabled, SecondFactorRequired
from src.features.auth.service.refresh import REFRESH_ERRORS
from src.features.auth.service.service import GrantInvalid, InvalidCredentials
from src.features.limits.service.service import TooManyAttempts
from src.features.two_step.service.second_step import MfaExpired, MfaInvalid, SecondStepService
from stylipp_schemas import (
    MfaOptionsResponse,
    MfaVerifyRequest,
    OAuth2TokenRequest,
    OAuth2TokenResponse,
    TokenResponse,
)

router = APIRouter(prefix="/v1/auth")

# For the OpenAPI document only: `read_ticket_cookie` reads the cookie, under its current name.
ticket_cookie = APIKeyCookie(
    name="__Host-stylipp_mfa",
    scheme_name="ticket_cookie",
    description="Set by the 401 `mfa_required` of a login and sent by browsers automatically; no input "
    "is needed. Named `stylipp_mfa` when COOKIE_SECURE is false, and `stylipp_<8 hexadecimal "
    "digits>_mfa` in local mode.",
    auto_error=False,
)


async def get_second_step_service(
    request: Request, transaction: TransactionDep, audit: AuditDep
) -> SecondStepService:
    return SecondStepService(transaction, wiring_of(request), audit)


SecondStepServiceDep = Annotated[SecondStepService, Depends(get_second_step_service)]


@router.post(
    "/mfa/options",
    tags=["two-step"],
    summary="List the ways to do the second step of a login",
    openapi_extra={"security": [{}]},
    dependencies=[Depends(require_own_origin), Depends(ticket_cookie)],
    responses=error_responses(MfaExpired, OriginNotAllowed, ServiceUnavailable),
)
async def list_mfa_options(
    request: Request, response: Response, second_step: SecondStepServiceDep
) -> MfaOptionsResponse:
    """Returns the second factors of the account that the first step belonged to, and what the
    browser needs to ask for one of its passkeys. Requires the ticket cookie of the first step, and
    sets the attempt cookie, which the answer of a passkey must come with."""
    browser = begin_attempt(request, response)
    return await second_step.list_options(read_ticket_cookie(request), browser=browser)


@router.post(
    "/mfa/verify",
    tags=["two-step"],
    summary="Do the second step of a login",
    openapi_extra={
        "security": [{"ticket_cookie": []}, {"ticket_cookie": [], "attempt_cookie": []}, {}]
    },
    dependencies=[Depends(require_own_origin)],
    responses=error_responses(
        MfaInvalid,
        MfaExpired,
        AccountDisabled,
        OriginNotAllowed,
        TooManyAttempts,
        ServiceUnavailable,
    ),
)
async def verify_second_step(
    body: MfaVerifyRequest, request: Request, response: Response, second_step: SecondStepServiceDep
) -> TokenResponse:
    """Starts a session: returns a short-lived access token and sets the refresh cookie.
    Requires the ticket cookie of the first step, and with a `credential` the attempt cookie of
    `/v1/auth/mfa/options`. After `mfa_invalid`, another try is possible. After `mfa_expired` the login must begin again: its time
    or its five tries are over, or the account has changed."""
    pair = await second_step.verify(
        read_ticket_cookie(request), body, browser=read_attempt_cookie(request)
    )
    set_cookies(request, response, pair)
    return TokenResponse(access_token=pair.access_token, account_id=pair.user_id)


@router.post(
    "/token",
    tags=["auth"],
    summary="Log in without cookies",
    responses=error_responses(
        GrantInvalid,
        InvalidCredentials,
        SecondFactorRequired,
        MfaInvalid,
        AccountDisabled,
        *REFRESH_ERRORS,
        TooManyAttempts,
        ServerBusy,
        ServiceUnavailable,
    ),
)
async def create_token(
    form: Annotated[OAuth2TokenRequest, Form()], second_step: SecondStepServiceDep
) -> OAuth2TokenResponse:
    """The OAuth 2.0 token endpoint (RFC 6749), for native and command-line clients and for
    *Authorize* on this page. Sets no cookie. `mfa_required` asks for the same form with
    `mfa_code`."""
    pair = await second_step.grant(form)
    return OAuth2TokenResponse(
        access_token=pair.access_token,
        account_id=pair.user_id,
        refresh_token=pair.refresh_token,
        expires_in=second_step.wiring.access_tokens.lifetime_seconds,
    )
