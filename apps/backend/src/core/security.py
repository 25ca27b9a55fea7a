"""Keys and access tokens.

Access tokens are JWTs in the profile of RFC 9068: `typ: at+jwt`, a `kid` that names the key, and
no claim about what the account may do; that is read from the database on every request.
"""

import hashlib
import hmac
import time
import uuid
from collections.abc import Mapping
from typing import Any, ClassVar, NamedTuple

import jwt

from src.core.errors import AppError

ALGORITHM = "HS256"
ISSUER = "https://api.stylipp.com"
AUDIENCE = "stylipp-api"
TOKEN_TYPE = "at+jwt"  # noqa: S105
TOKEN_MAX_LENGTH = 4096
REQUIRED_CLAIMS = ["iss", "aud", "sub", "sid", "iat", "exp", "jti"]


class TokenInvalid(AppError):
    """The access token is forged, damaged or not one of ours (RFC 6750 §3.1)."""

    status_code = 401
    code = "token_invalid"
    detail = "The access token is not valid. Log in again."
    headers: ClassVar[Mapping[str, str]] = {"WWW-Authenticate": 'Bearer error="invalid_token"'}


class TokenExpired(AppError):
    """The access token was good once."""

    status_code = 401
    code = "token_expired"
    detail = "The access token has expired."
    headers: ClassVar[Mapping[str, str]] = {"WWW-Authenticate": 'Bearer error="invalid_token"'}


def derive_key(secret_key: str, label: str) -> bytes:
    """Derive a key of 32 bytes for one purpose: HKDF with SHA-256 and no salt (RFC 5869).

    Each purpose has its own label, so that what one key signs means nothing to another.
    """
    extracted = hmac.digest(bytes(32), secret_key.encode(), "sha256")
    return hmac.digest(extracted, label.encode() + b"\x01", "sha256")  # 32 bytes are one block


class Bearer(NamedTuple):
    """Whose token it is, and of which session."""

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
        # Digests of tokens whose signature was found good. Whether the session lives is asked of
        # the database every time.
        self._known: dict[bytes, Bearer] = {}

    def issue(self, user_id: uuid.UUID, session_id: uuid.UUID) -> str:
        """Return a token of the session, good for `lifetime_seconds` from now."""
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
        """Return whose token it is. Raises `TokenInvalid` or `TokenExpired`."""
        if len(token) > TOKEN_MAX_LENGTH or not token.isascii():
            raise TokenInvalid
        digest = hashlib.sha256(token.encode()).digest()
        bearer = self._known.get(digest)
        if bearer is None:
            bearer = self._decode(token)
            if len(self._known) >= KNOWN_TOKENS_MAX:
                del self._known[next(iter(self._known))]  # the oldest
            self._known[digest] = bearer
        elif bearer.expires_at <= time.time():
            raise TokenExpired
        return bearer

    def _decode(self, token: str) -> Bearer:
        try:
            header = jwt.get_unverified_header(token)
            key = self._ring.get(header.get("kid", ""))
            # PyJWT accepts any `typ`; another kind of token signed by us must not pass here.
            if key is None or header.get("typ") != TOKEN_TYPE:
                raise TokenInvalid
            claims: dict[str, Any] = jwt.decode(
                token,
                key,
                [ALGORITHM],
                audience=AUDIENCE,
                issuer=ISSUER,
                options={"require": REQUIRED_CLAIMS},
            )
            return Bearer(uuid.UUID(claims["sub"]), uuid.UUID(claims["sid"]), int(claims["exp"]))
        except jwt.ExpiredSignatureError:
            raise TokenExpired from None
        # AttributeError: what uuid.UUID raises for a claim that is no text.
        except (jwt.PyJWTError, ValueError, AttributeError):
            raise TokenInvalid from None
