"""Tickets: a login that has done its first step and not yet the second.

A ticket is a sealed value in a cookie of its own and not a JWT, so it is never accepted as an access
token.
"""

import base64
import binascii
import struct
from uuid import UUID

from src.core.seals import Seals, expiry_of
from src.features.auth.schemas.schemas import LoginMethod, Ticket

PURPOSE = "mfa-ticket"
_FIELDS = struct.Struct(">16si")  # account, epoch; the method follows
_ID = slice(8, 24)  # the random bytes of the sealed value


class Tickets:
    """Creates and reads tickets."""

    def __init__(self, seals: Seals, seconds: int) -> None:
        self.seals = seals
        self.seconds = seconds

    def make(self, user_id: UUID, epoch: int, method: LoginMethod) -> str:
        fields = _FIELDS.pack(user_id.bytes, epoch) + method.encode()
        sealed = self.seals.make(PURPOSE, self.seconds, fields=fields)
        return base64.urlsafe_b64encode(sealed).decode()

    def read(self, text: str | None) -> Ticket | None:
        """Return the ticket; None if it is missing, forged or expired."""
        try:
            sealed = base64.b64decode(text or "", altchars=b"-_", validate=True)
        except (binascii.Error, ValueError):
            return None
        fields = self.seals.open(PURPOSE, sealed)
        if fields is None:
            return None
        user_id, epoch = _FIELDS.unpack_from(fields)
        method = LoginMethod(fields[_FIELDS.size :].decode())
        return Ticket(UUID(bytes=user_id), epoch, method, sealed[_ID], expiry_of(sealed))
