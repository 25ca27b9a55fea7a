"""Access tokens: JWTs in the profile of RFC 9068.

`typ` is `at+jwt` and `kid` names the key. No claim carries permissions: they are read from the
database on every request.
"""

import hashlib
import re
import time
import uuid
from typing import Any, NamedTuple

import jwt

from src.core.errors import BearerRefused
from src.core.keys import derive_key

ALGORITHM = "HS256"
ISSUER = "https://api.stylipp.com"
AUDIENCE = "stylipp-api"
TOKEN_TYPE = "at+jwt"  # noqa: S105
TOKEN_MAX_LENGTH = 4096
JWS_COMPACT = re.compile(r"[\w-]+\.[\w-]+\.[\w-]+", re.ASCII)
"""Base64url without padding (RFC 7515 §2). PyJWT accepts padding too, so that one token could be
written in several ways."""
CLOCK_SECONDS = 5
"""How far the clocks of two processes may be apart: an expired token is accepted for this long, and
`stylipp check` tolerates as much between its own clock and the database's."""
REQUIRED_CLAIMS = ["iss", "aud", "sub", "sid", "iat", "exp", "jti"]


class TokenInvalid(BearerRefused):
    """The access token is forged, malformed, or was not issued by this API."""

    code = "token_invalid"
    detail = "The access token is not valid. Log in again."


class TokenExpired(BearerRefused):
    """The access token was valid but has expired."""

    code = "token_expired"
    detail = "The access token has expired."


class Bearer(NamedTuple):
    """Account and session of an access token."""

    user_id: uuid.UUID
    session_id: uuid.UUID
    expires_at: int
    """Unix time."""


KNOWN_TOKENS_MAX = 10_000


class AccessTokens:
    """Signs access tokens with the current key and verifies them with any key of the ring."""

    def __init__(self, secret_key: str, previous: str | None, lifetime_seconds: int) -> None:
        self.lifetime_seconds = lifetime_seconds
        self._ring = {
            derive_key(secret, "stylipp/access-token/kid/v1").hex()[:16]: derive_key(
                secret, "stylipp/access-token/v1"
            )
            for secret in (secret_key, previous)
            if secret is not None
        }
        self._current_kid = next(iter(self._ring))
        # Digests of tokens with a valid signature. Whether the session is active is still read
        # from the database on every request.
        self._known: dict[bytes, Bearer] = {}

    def issue(self, user_id: uuid.UUID, session_id: uuid.UUID) -> str:
        """Return a token of the session that expires after `lifetime_seconds`."""
        now = int(time.time())
        claims = {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "sub": str(user_id),
            "sid": str(session_id),
            "iat": now,
            "exp": now + self.lifetime_seconds,
            "jti": uuid.uuid4().hex,
        }
        headers = {"typ": TOKEN_TYPE, "kid": self._current_kid}
        return jwt.encode(claims, self._ring[self._current_kid], ALGORITHM, headers=headers)

    def verify(self, token: str) -> Bearer:
        """Return the account and session of a token. Raises `TokenInvalid` or `TokenExpired`."""
        if len(token) > TOKEN_MAX_LENGTH or not JWS_COMPACT.fullmatch(token):
            raise TokenInvalid
        digest = hashlib.sha256(token.encode()).digest()
        bearer = self._known.get(digest) or self._decode(token)
        if bearer.expires_at <= time.time() - CLOCK_SECONDS:
            raise TokenExpired
        if digest not in self._known:
            if len(self._known) >= KNOWN_TOKENS_MAX:
                del self._known[next(iter(self._known))]  # the oldest
            self._known[digest] = bearer
        return bearer

    def _decode(self, token: str) -> Bearer:
        try:
            header = jwt.get_unverified_header(token)
            key = self._ring.get(header.get("kid", ""))
            # PyJWT accepts any `typ`; another kind of token with our signature must not pass.
            if key is None or header.get("typ") != TOKEN_TYPE:
                raise TokenInvalid
            claims: dict[str, Any] = jwt.decode(
                token,
                key,
                [ALGORITHM],
                audience=AUDIENCE,
                issuer=ISSUER,
                # `verify` decides about `exp`, also for known tokens. `iat` is informative (RFC 7519
                # §4.1.6): every other process would refuse the tokens of one whose clock is ahead.
                options={"require": REQUIRED_CLAIMS, "verify_exp": False, "verify_iat": False},
            )
            return Bearer(uuid.UUID(claims["sub"]), uuid.UUID(claims["sid"]), int(claims["exp"]))
        # AttributeError: raised by uuid.UUID for a claim that is not a string.
        except (jwt.PyJWTError, ValueError, AttributeError):
            raise TokenInvalid from None
