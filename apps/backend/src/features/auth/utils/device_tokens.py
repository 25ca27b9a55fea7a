"""Device tokens: proof that this browser has logged in to this account before.

A device token grants no access. It only counts failed logins of its device separately, so that an
attacker who guesses passwords cannot lock the owner out (OWASP, "Slow Down Online Guessing Attacks
with Device Cookies").
"""

import base64
import binascii
import hmac
import secrets
import struct
import time
from typing import NamedTuple
from uuid import UUID

from src.core.keys import derive_key

DEVICE_SECONDS = 180 * 86_400
LABEL = "stylipp/device-token/v1"
_BODY = struct.Struct(">16s16sQ")  # user, device, issued at
_TAG_BYTES = 32


class Device(NamedTuple):
    """A browser, and an account that it has logged in to before."""

    owner_id: UUID
    id: str


class DeviceTokens:
    """Creates and verifies device tokens."""

    def __init__(self, secret_key: str, previous: str | None) -> None:
        self._ring = [derive_key(key, LABEL) for key in (secret_key, previous) if key is not None]

    def make(self, user_id: UUID, device: str | None) -> str:
        """Return a token for the device, or for a new one if `device` is None."""
        device_id = bytes.fromhex(device) if device is not None else secrets.token_bytes(16)
        body = _BODY.pack(user_id.bytes, device_id, int(time.time()))
        tag = hmac.digest(self._ring[0], body, "sha256")
        return base64.urlsafe_b64encode(body + tag).decode()

    def read(self, token: str | None) -> Device | None:
        """Return the device that a token names; None for one that is invalid or too old."""
        try:
            raw = base64.b64decode(token or "", altchars=b"-_", validate=True)
            owner, device, issued_at = _BODY.unpack(raw[:-_TAG_BYTES])
        except (binascii.Error, ValueError, struct.error):
            return None
        body, tag = raw[:-_TAG_BYTES], raw[-_TAG_BYTES:]
        is_genuine = any(
            hmac.compare_digest(tag, hmac.digest(key, body, "sha256")) for key in self._ring
        )
        is_fresh = time.time() - issued_at < DEVICE_SECONDS
        return Device(UUID(bytes=owner), device.hex()) if is_genuine and is_fresh else None

    def device_of(self, token: str | None, user_id: UUID) -> str | None:
        """Return the id of the user's device; None for a token that is not of this user."""
        device = self.read(token)
        return device.id if device is not None and device.owner_id == user_id else None
