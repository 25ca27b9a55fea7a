"""Registration and login."""

from fastapi import APIRouter, Depends, Request, Response

from src.core.errors import (
    OriginNotAllowed,
    ServerBusy,
    ServiceUnavailable,
    error_responses,
)
from src.features.auth.router.cookies import require_own_origin, set_cookies, ticket_header
from src.features.auth.router.dependencies import AuthServiceDep
from src.features.auth.service.door import AccountDisabled, SecondFactorRequired
from src.features.auth.service.passwords import PASSWORD_RULES
from src.features.auth.service.service import InvalidCredentials
from src.features.limits.service.service import TooManyAttempts
from src.features.users.service.service import EmailAlreadyRegistered
from stylipp_schemas import (
    TokenResponse,
    UserCreate,
    UserLogin,
    UserResponse,
)

router = APIRouter(prefix="/v1/auth", tags=["auth"])


@router.post(
    "/register",
    status_code=201,
    summary="Create an account",
    responses=error_responses(
        *PASSWORD_RULES,
        EmailAlreadyRegistered,
        TooManyAttempts,
        ServerBusy,
        ServiceUnavailable,
    ),
)
async def register_user(body: UserCreate, auth: AuthServiceDep) -> UserResponse:
    """Creates an account and mails a link to verify its address. The account can be used
    immediately. Addresses are compared case-insensitively."""
    return await auth.register(body)


@router.post(
    "/login",
    summary="Log in",
    dependencies=[Depends(require_own_origin)],
    responses=error_responses(
        InvalidCredentials,
        SecondFactorRequired,
        AccountDisabled,
        OriginNotAllowed,
        TooManyAttempts,
        ServerBusy,
        ServiceUnavailable,
    ),
)
async def log_in(
    body: UserLogin,
    request: Request,
    response: Response,
    auth: AuthServiceDep,
) -> TokenResponse:
    """Starts a session: returns a short-lived access token and sets the refresh cookie. The
    response is the same for an unknown address and a wrong password. The 401 `mfa_required` sets the
    ticket cookie for the second step, which `/v1/auth/mfa/options` begins."""
    try:
        pair = await auth.login(body)
    except SecondFactorRequired as error:
        error.extra_headers = ticket_header(request, error.ticket)
        raise
    set_cookies(request, response, pair)
    return TokenResponse(access_token=pair.access_token, account_id=pair.user_id)
