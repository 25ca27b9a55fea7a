"""Recovery codes: 120 random bits in Crockford's base32, which has no letters that look like digits."""

import hashlib
import re
import secrets

COUNT = 10

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_SYMBOLS = 24
_GROUP = 6
_CANONICAL = re.compile(f"[{_ALPHABET}]{{{_SYMBOLS}}}")
_READ_AS = str.maketrans("ILO", "110", "- ")


def new_codes() -> list[str]:
    """Return a set of codes, each like `7KQ2MX-8R4TVA-0N9ZC3-HJ5WYE`."""
    return [_new_code() for _ in range(COUNT)]


def _new_code() -> str:
    symbols = "".join(secrets.choice(_ALPHABET) for _ in range(_SYMBOLS))
    return "-".join(symbols[i : i + _GROUP] for i in range(0, _SYMBOLS, _GROUP))


def hash_of(text: str) -> bytes | None:
    """Return the hash that is stored instead of a code; None if the text cannot be one. Case, dashes
    and spaces are ignored, I and L are read as 1, and O as 0."""
    if not text.isascii():  # some other letters become ASCII in upper case
        return None
    code = text.upper().translate(_READ_AS)
    return hashlib.sha256(code.encode()).digest() if _CANONICAL.fullmatch(code) else None
