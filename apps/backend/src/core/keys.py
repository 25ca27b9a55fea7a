"""Keys derived from SECRET_KEY, one for each purpose."""

import hmac


def derive_key(secret_key: str, label: str) -> bytes:
    """Derive a 32-byte key for one purpose: HKDF with SHA-256 and no salt (RFC 5869).

    Each purpose has its own label, so that a signature made with one key is useless for another.
    """
    extracted = hmac.digest(bytes(32), secret_key.encode(), "sha256")
    return hmac.digest(extracted, label.encode() + b"\x01", "sha256")  # 32 bytes are one block
