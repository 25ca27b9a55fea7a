"""Tokens for other services, and the keys to verify them with.

A service that got a user's own access token could act as the user at the API (RFC 9700 §2.3). It gets a
token of its own instead, whose `aud` is its name and which the API refuses.
"""

import time
import uuid

from src.core.errors import NotFound
from src.features.auth.schemas.schemas import CurrentSession
from src.features.auth.service.access_tokens import TOKEN_TYPE
from src.features.auth.service.wiring import Wiring
from stylipp_schemas import AudienceTokenResponse, JsonWebKey, JsonWebKeySet

LIFETIME_SECONDS = 300
"""How long a service that verifies a token by itself may still accept it after a logout."""


def read_key_set(wiring: Wiring) -> JsonWebKeySet:
    """Return the public keys, the one that signs first."""
    keys = [JsonWebKey(kid=key.kid, **key.public) for key in wiring.signing_keys.ring]
    return JsonWebKeySet(keys=keys)


def create_token(wiring: Wiring, current: CurrentSession, audience: str) -> AudienceTokenResponse:
    """Return a token of the session for a service of TOKEN_AUDIENCES. Raises `NotFound`."""
    if audience not in wiring.settings.TOKEN_AUDIENCES:
        raise NotFound
    now = int(time.time())
    claims = {
        "iss": wiring.settings.api_url,
        "aud": audience,
        "sub": str(current.account.id),
        "sid": str(current.session_id),
        "iat": now,
        "exp": now + LIFETIME_SECONDS,
        "jti": uuid.uuid4().hex,
    }
    token = wiring.signing_keys.sign(claims, TOKEN_TYPE)
    return AudienceTokenResponse(access_token=token, expires_in=LIFETIME_SECONDS)
