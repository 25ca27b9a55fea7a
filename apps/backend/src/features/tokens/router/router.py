"""Tokens for other services, and the keys to verify them with."""

from fastapi import APIRouter, Request, Response

from src.core.errors import NotFound, error_responses
from src.features.auth.router.dependencies import LOGIN_RESPONSES, CurrentSessionDep
from src.features.auth.router.wiring import wiring_of
from src.features.tokens.service.service import create_token, read_key_set
from stylipp_schemas import AudienceTokenResponse, JsonWebKeySet

router = APIRouter(tags=["tokens"])


@router.get("/.well-known/jwks.json", summary="Read the keys of tokens for other services")
async def read_keys(request: Request, response: Response) -> JsonWebKeySet:
    """Returns the public keys (RFC 7517) that the tokens of `/v1/auth/tokens/{audience}` are verified
    with. They may be kept for five minutes; a token with an unknown `kid` is a reason to read them again,
    at most once a minute."""
    response.headers["Cache-Control"] = "public, max-age=300"
    return read_key_set(wiring_of(request))


@router.post(
    "/v1/auth/tokens/{audience}",
    summary="Get a token for another service",
    responses=LOGIN_RESPONSES | error_responses(NotFound),
)
async def create_audience_token(
    audience: str, request: Request, current: CurrentSessionDep
) -> AudienceTokenResponse:
    """Returns a token of five minutes that the service of this name verifies by itself, with the keys of
    `/.well-known/jwks.json`. This API refuses it. A logout does not end it earlier."""
    return create_token(wiring_of(request), current, audience)
