"""Proving with a provider that a request comes from the owner of the account."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from src.core.database import TransactionDep
from src.core.errors import NotFound, OriginNotAllowed, error_responses
from src.core.oidc_client import OidcFailed, OidcUnavailable
from src.features.auth.router.cookies import (
    begin_attempt,
    read_attempt_cookie,
    require_own_origin,
)
from src.features.auth.router.dependencies import (
    AUTHENTICATION_ERRORS,
    AuditDep,
    CurrentSessionDep,
)
from src.features.auth.router.wiring import wiring_of
from src.features.auth.service.door import SecondFactorRequired
from src.features.identities.service.authorization import OidcStateInvalid
from src.features.identities.service.reauthentication import OtherIdentity, ProviderProofService
from src.features.limits.service.service import TooManyAttempts
from stylipp_schemas import (
    AuthorizationRequest,
    AuthorizationResponse,
    ReauthenticationResponse,
)

router = APIRouter(prefix="/v1/auth/reauthenticate/oidc", tags=["identities"])


async def get_provider_proof_service(
    request: Request, transaction: TransactionDep, audit: AuditDep, current: CurrentSessionDep
) -> ProviderProofService:
    return ProviderProofService(transaction, wiring_of(request), audit, current)


ProviderProofServiceDep = Annotated[ProviderProofService, Depends(get_provider_proof_service)]

PROOF_ERRORS = (
    *AUTHENTICATION_ERRORS,
    SecondFactorRequired,
    OriginNotAllowed,
    NotFound,
    OidcUnavailable,
)


@router.post(
    "/{provider}/start",
    summary="Start proving with a provider that it is you",
    dependencies=[Depends(require_own_origin)],
    responses=error_responses(*PROOF_ERRORS),
)
async def start_provider_proof(
    provider: str, request: Request, response: Response, proofs: ProviderProofServiceDep
) -> AuthorizationResponse:
    """Returns the page of a connected provider to send the browser to, which is asked to log in anew, and
    sets the attempt cookie. The answer is accepted in this browser and session only, within ten minutes.
    With two-step login, the answer is `mfa_required`."""
    url = await proofs.start(provider, browser=begin_attempt(request, response))
    return AuthorizationResponse(authorization_url=url)


@router.post(
    "/{provider}",
    summary="Prove with a provider that it is you",
    dependencies=[Depends(require_own_origin)],
    responses=error_responses(
        OidcStateInvalid, OidcFailed, OtherIdentity, TooManyAttempts, *PROOF_ERRORS
    ),
)
async def reauthenticate_with_provider(
    provider: str, body: AuthorizationRequest, request: Request, proofs: ProviderProofServiceDep
) -> ReauthenticationResponse:
    """Lets this session do for a while what answers `reauthentication_required` otherwise. Another account
    at the provider than the connected one is answered `invalid_credentials`, and nothing is done with it:
    it is neither connected nor logged in."""
    valid_until = await proofs.prove(provider, body, browser=read_attempt_cookie(request))
    return ReauthenticationResponse(valid_until=valid_until)
