"""Codes of authenticator apps (RFC 6238): SHA-1, six digits, 30 seconds, which every app supports.

pyotp computes them. Which ones are accepted is decided here and by the table, which remembers the step
of the last one.
"""

import base64
import hmac
import re
import secrets

import pyotp

STEP_SECONDS = 30

_SECRET_BYTES = 20  # as long as the hash (RFC 4226 §4, R6)
_CODE = re.compile("[0-9]{6}")  # not `str.isdigit`, which knows other digits, too


def is_code(text: str) -> bool:
    """Whether the text could be a code of an app."""
    return _CODE.fullmatch(text) is not None


def new_secret() -> bytes:
    return secrets.token_bytes(_SECRET_BYTES)


def base32(secret: bytes) -> str:
    """Return the secret as people type it into an app."""
    return base64.b32encode(secret).decode()


def uri(secret: bytes, *, account: str, issuer: str) -> str:
    """Return what an app reads from a QR code: the secret, and the names that the app shows."""
    return pyotp.TOTP(base32(secret)).provisioning_uri(name=account, issuer_name=issuer)


def accepted_step(secret: bytes, code: str, now: float) -> int | None:
    """Return the time step that the code belongs to; None if it is not that of the current step, the
    one before or the one after. Takes the same time for every code of six digits."""
    if not is_code(code):
        return None
    generator = pyotp.HOTP(base32(secret))
    current, found = int(now) // STEP_SECONDS, None
    for step in (current - 1, current, current + 1):
        if hmac.compare_digest(generator.at(step), code):
            found = step
    return found
