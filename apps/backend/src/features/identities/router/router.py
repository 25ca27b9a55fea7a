"""Logging in with a provider."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from src.core.database import TransactionDep
from src.core.errors import NotFound, OriginNotAllowed, ServiceUnavailable, error_responses
from src.core.oidc_client import OidcFailed, OidcUnavailable
from src.features.auth.router.cookies import (
    attempt_cookie,
    begin_attempt,
    read_attempt_cookie,
    require_own_origin,
    set_cookies,
    ticket_header,
)
from src.features.auth.router.dependencies import AuditDep
from src.features.auth.router.wiring import wiring_of
from src.features.auth.service.door import AccountDisabled, SecondFactorRequired
from src.features.identities.service.authorization import OidcStateInvalid
from src.features.identities.service.service import AccountExists, OidcLoginService
from src.features.limits.service.service import TooManyAttempts
from stylipp_schemas import (
    AuthorizationRequest,
    AuthorizationResponse,
    ProviderResponse,
    ProvidersResponse,
    TokenResponse,
)

router = APIRouter(prefix="/v1/auth/oidc", tags=["identities"])


async def get_oidc_login_service(
    request: Request, transaction: TransactionDep, audit: AuditDep
) -> OidcLoginService:
    return OidcLoginService(transaction, wiring_of(request), audit)


OidcLoginServiceDep = Annotated[OidcLoginService, Depends(get_oidc_login_service)]


@router.get("", summary="List the providers")
async def list_providers(request: Request) -> ProvidersResponse:
    """Returns the providers that an account can be logged in to with, in the order of the settings, and
    whether codes are mailed."""
    settings = wiring_of(request).settings
    return ProvidersResponse(
        providers=[
            ProviderResponse(id=provider.id, name=provider.name)
            for provider in settings.oidc_providers.values()
        ],
        has_email_login=settings.EMAIL_LOGIN,
    )


@router.post(
    "/{provider}/start",
    summary="Start a login with a provider",
    dependencies=[Depends(require_own_origin)],
    responses=error_responses(NotFound, OriginNotAllowed, OidcUnavailable),
)
async def start_oidc_login(
    provider: str, request: Request, response: Response, logins: OidcLoginServiceDep
) -> AuthorizationResponse:
    """Returns the provider's page to send the browser to, and sets the attempt cookie: the login can be
    completed in this browser only, within ten minutes. Nothing is stored."""
    url = await logins.start(provider, browser=begin_attempt(request, response))
    return AuthorizationResponse(authorization_url=url)


@router.post(
    "/{provider}/complete",
    summary="Log in with a provider",
    openapi_extra={"security": [{}]},
    dependencies=[Depends(require_own_origin), Depends(attempt_cookie)],
    responses=error_responses(
        NotFound,
        OidcStateInvalid,
        OidcFailed,
        SecondFactorRequired,
        AccountDisabled,
        OriginNotAllowed,
        AccountExists,
        TooManyAttempts,
        OidcUnavailable,
        ServiceUnavailable,
    ),
)
async def complete_oidc_login(
    provider: str,
    body: AuthorizationRequest,
    request: Request,
    response: Response,
    logins: OidcLoginServiceDep,
) -> TokenResponse:
    """Starts a session: returns a short-lived access token and sets the refresh cookie. Requires the
    attempt cookie. An unknown person gets an account. If an account has the address already, it is
    connected where the provider decides who has the address; otherwise the answer is
    `account_exists`. The 401 `mfa_required` sets the ticket cookie for the second step."""
    try:
        pair = await logins.log_in(provider, body, browser=read_attempt_cookie(request))
    except SecondFactorRequired as error:
        error.extra_headers = ticket_header(request, error.ticket)
        raise
    set_cookies(request, response, pair)
    return TokenResponse(access_token=pair.access_token, account_id=pair.user_id)
