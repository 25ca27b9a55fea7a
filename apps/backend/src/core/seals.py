"""Sealed values: what has only begun, such as a login, is kept by the client instead of in a table that
strangers could fill.

A sealed value is authenticated, not encrypted: it may be read, and what must stay private is bound to
it instead of being written into it.
"""

import hashlib
import hmac
import secrets
import struct
import time

from src.core.keys import derive_key

_HEAD = struct.Struct(">Q16s")  # expires at, random
_TAG_BYTES = 16


class Seals:
    """Makes sealed values with the current key and opens those of any key of the ring."""

    def __init__(self, secret_key: str, previous: str | None) -> None:
        self._secrets = [key for key in (secret_key, previous) if key is not None]
        self._rings: dict[str, list[bytes]] = {}

    def make(
        self,
        purpose: str,
        seconds: int,
        *,
        browser: bytes = b"",
        bound: bytes = b"",
        fields: bytes = b"",
    ) -> bytes:
        """Return a value that can be opened for this purpose only, for so many seconds, with the same
        `browser` (a secret of its cookie) and `bound`. `fields` can be read by the client."""
        body = _HEAD.pack(int(time.time()) + seconds, secrets.token_bytes(16)) + fields
        return body + self._tag(self._ring(purpose)[0], body, browser, bound)

    def open(
        self, purpose: str, sealed: bytes, *, browser: bytes = b"", bound: bytes = b""
    ) -> bytes | None:
        """Return the fields; None for a value that is forged, expired, or of another purpose, browser or
        binding."""
        body, tag = sealed[:-_TAG_BYTES], sealed[-_TAG_BYTES:]
        if len(body) < _HEAD.size:
            return None
        is_genuine = any(
            hmac.compare_digest(tag, self._tag(key, body, browser, bound))
            for key in self._ring(purpose)
        )
        expires_at, _ = _HEAD.unpack_from(body)
        return body[_HEAD.size :] if is_genuine and time.time() < expires_at else None

    def digest(self, purpose: str, *parts: bytes) -> bytes:
        """Return an HMAC over the parts with the current key, for this purpose only: 32 bytes."""
        return self._digest(self._ring(purpose)[0], parts)

    def matches(self, purpose: str, digest: bytes, *parts: bytes) -> bool:
        """Whether a digest was made of these parts, with any key of the ring."""
        return any(
            hmac.compare_digest(digest, self._digest(key, parts)) for key in self._ring(purpose)
        )

    @staticmethod
    def _digest(key: bytes, parts: tuple[bytes, ...]) -> bytes:
        return hmac.digest(key, b"".join(hashlib.sha256(part).digest() for part in parts), "sha256")

    def _ring(self, purpose: str) -> list[bytes]:
        if purpose not in self._rings:
            label = f"stylipp/sealed/{purpose}/v1"
            self._rings[purpose] = [derive_key(secret, label) for secret in self._secrets]
        return self._rings[purpose]

    @staticmethod
    def _tag(key: bytes, body: bytes, browser: bytes, bound: bytes) -> bytes:
        # Hashes have a fixed length, so no part of the message can be taken for another.
        parts = (hashlib.sha256(part).digest() for part in (body, browser, bound))
        return hmac.digest(key, b"".join(parts), "sha256")[:_TAG_BYTES]


def expiry_of(sealed: bytes) -> int:
    """Return the Unix time at which an opened value expires."""
    expires_at: int = _HEAD.unpack_from(sealed)[0]
    return expires_at
