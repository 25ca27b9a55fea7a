"""Asking a provider who somebody is: what only this browser may bring back is sealed into the `state`,
and nothing is stored."""

import hmac

from src.core import base64url
from src.core.errors import AppError, NotFound
from src.core.oidc_client import Claims, ProviderClient
from src.core.seals import expiry_of
from src.features.auth.schemas.schemas import CurrentSession
from src.features.auth.service.wiring import Wiring
from stylipp_schemas import AuthorizationRequest

LOGIN = "oidc-login"
LINK = "oidc-link"
PROOF = "oidc-proof"
"""Purposes of a state."""

STATE_SECONDS = 600


class OidcStateInvalid(AppError):
    """The state is forged, expired, or of another browser, provider, session or purpose. The response
    does not reveal which."""

    status_code = 400
    code = "oidc_state_invalid"
    detail = (
        "This login was not started in this browser, took too long, or another one was completed "
        "meanwhile. Start it again."
    )


def client_of(wiring: Wiring, provider: str) -> ProviderClient:
    """Return the client of a provider. Raises `NotFound`."""
    client = wiring.identity_providers.get(provider)
    if client is None:
        raise NotFound
    return client


async def authorization_url(
    wiring: Wiring, provider: str, purpose: str, *, browser: bytes, bound: bytes = b""
) -> str:
    """Return the provider's page to send the browser to. Neither needs nor begins a transaction. Raises
    `NotFound`, `OidcUnavailable`."""
    client = client_of(wiring, provider)
    state = base64url.encode(
        wiring.seals.make(
            purpose, STATE_SECONDS, browser=browser, bound=bound, fields=provider.encode()
        )
    )
    nonce, verifier = _secrets(state, browser)
    return await client.authorization_url(
        state=state,
        nonce=nonce,
        verifier=verifier,
        redirect_uri=_redirect_uri(wiring, provider),
        is_anew=purpose == PROOF,
    )


async def exchange(
    wiring: Wiring,
    provider: str,
    purpose: str,
    answer: AuthorizationRequest,
    *,
    browser: bytes | None,
    bound: bytes = b"",
) -> Claims:
    """Return what the provider says about its user. Neither needs nor begins a transaction. Raises
    `NotFound`, `OidcStateInvalid`, `OidcFailed`, `OidcUnavailable`."""
    client = client_of(wiring, provider)
    sealed = _decode(answer.state)
    if browser is None or sealed is None:
        raise OidcStateInvalid
    fields = wiring.seals.open(purpose, sealed, browser=browser, bound=bound)
    if fields != provider.encode():
        raise OidcStateInvalid
    nonce, verifier = _secrets(answer.state, browser)
    return await client.exchange(
        code=answer.code,
        iss=answer.iss,
        verifier=verifier,
        nonce=nonce,
        redirect_uri=_redirect_uri(wiring, provider),
        since=expiry_of(sealed) - STATE_SECONDS if purpose == PROOF else None,
    )


def bound_to(current: CurrentSession) -> bytes:
    """Return what a state is bound to that counts for one account, in one session."""
    return current.account.id.bytes + current.session_id.bytes


def _secrets(state: str, browser: bytes) -> tuple[str, str]:
    """Return the nonce and the code verifier that belong to a state in this browser. Their key is the
    secret of its cookie: they are the same when SECRET_KEY is rotated meanwhile."""
    nonce, verifier = (
        base64url.encode(hmac.digest(browser, f"{purpose} {state}".encode(), "sha256"))
        for purpose in ("oidc-nonce", "oidc-verifier")
    )
    return nonce, verifier


def _redirect_uri(wiring: Wiring, provider: str) -> str:
    return f"{wiring.settings.api_url}/v1/auth/oidc/{provider}/return"


def _decode(text: str) -> bytes | None:
    """Return the bytes of unpadded base64url in its only form; None for anything else."""
    try:
        return base64url.decode(text)
    except ValueError:
        return None
