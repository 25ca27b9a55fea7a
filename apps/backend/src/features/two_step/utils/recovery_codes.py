"""Recovery codes: 120 random bits in Crockford's base32, which has no letters that look like digits."""

import hashlib
import re
import secrets
from collections.abc import Sequence

COUNT = 10

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_SYMBOLS = 24
_GROUP = 6
_CODE = re.compile(f"[{_ALPHABET}]{{{_SYMBOLS}}}")
_READ_AS = str.maketrans("ILO", "110", "- ")


def new_codes() -> list[str]:
    """Return a set of codes, each like `7KQ2MX-8R4TVA-0N9ZC3-HJ5WYE`."""
    return [_new_code() for _ in range(COUNT)]


def _new_code() -> str:
    symbols = "".join(secrets.choice(_ALPHABET) for _ in range(_SYMBOLS))
    return "-".join(symbols[i : i + _GROUP] for i in range(0, _SYMBOLS, _GROUP))


def hashes_of(codes: Sequence[str]) -> list[bytes]:
    """Return the hashes that are stored instead of new codes."""
    return [_hash(code.replace("-", "")) for code in codes]


def hash_of(text: str) -> bytes | None:
    """Return the hash of a code as it was typed; None if the text cannot be a code. Case, dashes and
    spaces are ignored, I and L are read as 1, and O as 0."""
    if not text.isascii():  # some other letters become ASCII in upper case
        return None
    symbols = text.upper().translate(_READ_AS)
    return _hash(symbols) if _CODE.fullmatch(symbols) else None


def _hash(symbols: str) -> bytes:
    return hashlib.sha256(symbols.encode()).digest()
