"""Keys derived from SECRET_KEY, one for each purpose."""

import hmac


def derive_key(secret_key: str, label: str, size: int = 32) -> bytes:
    """Derive a key for one purpose: HKDF with SHA-256 and no salt (RFC 5869).

    Each purpose has its own label, so that a signature made with one key is useless for another.
    """
    extracted = hmac.digest(bytes(32), secret_key.encode(), "sha256")
    key = block = b""
    while len(key) < size:
        number = bytes([len(key) // 32 + 1])
        block = hmac.digest(extracted, block + label.encode() + number, "sha256")
        key += block
    return key[:size]
