"""Connecting your own accounts at providers, and removing them."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Request, Response

from src.core.database import TransactionDep
from src.core.errors import NotFound, OriginNotAllowed, error_responses
from src.core.oidc_client import OidcFailed, OidcUnavailable
from src.features.auth.router.cookies import (
    begin_attempt,
    read_attempt_cookie,
    require_own_origin,
)
from src.features.auth.router.dependencies import LOGIN_RESPONSES, AuditDep, CurrentSessionDep
from src.features.auth.router.wiring import wiring_of
from src.features.auth.service.remaining import LastCredential
from src.features.auth.service.sessions import EmailNotVerified, ReauthenticationRequired
from src.features.identities.service.authorization import OidcStateInvalid
from src.features.identities.service.own import IdentityTaken, OwnIdentityService
from stylipp_schemas import (
    AuthorizationRequest,
    AuthorizationResponse,
    BaseResponse,
    IdentityResponse,
)

router = APIRouter(prefix="/v1/users/me/identities", tags=["identities"], responses=LOGIN_RESPONSES)


async def get_own_identity_service(
    request: Request, transaction: TransactionDep, audit: AuditDep, current: CurrentSessionDep
) -> OwnIdentityService:
    return OwnIdentityService(transaction, wiring_of(request), audit, current)


OwnIdentitiesDep = Annotated[OwnIdentityService, Depends(get_own_identity_service)]

# `identity` in all paths, as one path has one name for its parameter (OpenAPI 3.1, Paths Object).
ProviderId = Annotated[str, Path(description="ID of the provider.")]

CONNECTING_ERRORS = (
    NotFound,
    ReauthenticationRequired,
    EmailNotVerified,
    OriginNotAllowed,
    OidcUnavailable,
)


@router.post(
    "/{identity}/start",
    summary="Start to connect an account",
    dependencies=[Depends(require_own_origin)],
    responses=error_responses(*CONNECTING_ERRORS),
)
async def start_identity(
    identity: ProviderId, request: Request, response: Response, identities: OwnIdentitiesDep
) -> AuthorizationResponse:
    """Returns the provider's page to send the browser to, and sets the attempt cookie. The answer is
    accepted in this browser and session only, within ten minutes. Requires a verified address and a recent
    proof."""
    url = await identities.start(identity, browser=begin_attempt(request, response))
    return AuthorizationResponse(authorization_url=url)


@router.post(
    "/{identity}",
    status_code=201,
    summary="Connect an account",
    dependencies=[Depends(require_own_origin)],
    responses={
        200: {"model": IdentityResponse, "description": "It was connected already."},
        **error_responses(OidcStateInvalid, OidcFailed, IdentityTaken, *CONNECTING_ERRORS),
    },
)
async def connect_identity(
    identity: ProviderId,
    body: AuthorizationRequest,
    request: Request,
    response: Response,
    identities: OwnIdentitiesDep,
) -> IdentityResponse:
    """Connects the account at the provider, which logs in to this account from now on, and mails a notice.
    Answers 200 if it is connected to this account already. Requires a verified address and a recent
    proof."""
    connected, is_new = await identities.connect(
        identity, body, browser=read_attempt_cookie(request)
    )
    if not is_new:
        response.status_code = 200
    return connected


@router.delete(
    "/{identity}",
    summary="Remove a connected account",
    responses=error_responses(NotFound, ReauthenticationRequired, LastCredential),
)
async def disconnect_identity(
    identity: Annotated[str, Path(description="ID of the connection.")],
    identities: OwnIdentitiesDep,
) -> BaseResponse:
    """Removes a connected account, and mails a notice. Sessions stay active. Refused for the last way to log
    in. Requires a recent proof."""
    try:
        identity_id = UUID(identity)
    except ValueError:  # the path is the same as that of a provider, which has no UUID
        raise NotFound from None
    await identities.disconnect(identity_id)
    return BaseResponse(success=True, message="The account was disconnected.")
