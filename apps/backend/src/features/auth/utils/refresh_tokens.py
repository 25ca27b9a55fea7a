"""Refresh tokens: opaque to clients, and not stored by the server."""

import base64
import binascii
import hmac
import struct
from typing import NamedTuple
from uuid import UUID

from src.core.keys import derive_key

_LAYOUT = struct.Struct(">B16sQ32s")  # version, session, generation, tag
_VERSION = 1
LABEL = "stylipp/refresh-token/v1"


class RefreshToken(NamedTuple):
    """A parsed token that is not verified yet."""

    session_id: UUID
    generation: int
    tag: bytes


def read_refresh_token(token: str) -> RefreshToken | None:
    """Parse a token; None if it is malformed."""
    try:
        raw = base64.b64decode(token, altchars=b"-_", validate=True)
        version, session_id, generation, tag = _LAYOUT.unpack(raw)
    except (binascii.Error, ValueError, struct.error):
        return None
    return RefreshToken(UUID(bytes=session_id), generation, tag) if version == _VERSION else None


class RefreshTokens:
    """Creates tokens with the current key and verifies them with any key of the ring.

    The tag is an HMAC over session, generation and a secret of the session. Forging a
    token requires both the database and the server's key.
    """

    def __init__(self, secret_key: str, previous: str | None) -> None:
        self._ring = [derive_key(key, LABEL) for key in (secret_key, previous) if key is not None]

    def make(self, session_id: UUID, generation: int, secret: bytes) -> str:
        """Return the token of a generation, always the same one."""
        tag = self._tag(self._ring[0], session_id, generation, secret)
        raw = _LAYOUT.pack(_VERSION, session_id.bytes, generation, tag)
        return base64.urlsafe_b64encode(raw).decode()

    def is_genuine(self, token: RefreshToken, secret: bytes) -> bool:
        return any(
            hmac.compare_digest(
                token.tag, self._tag(key, token.session_id, token.generation, secret)
            )
            for key in self._ring
        )

    @staticmethod
    def _tag(key: bytes, session_id: UUID, generation: int, secret: bytes) -> bytes:
        message = struct.pack(">B16sQ", _VERSION, session_id.bytes, generation) + secret
        return hmac.digest(key, message, "sha256")
