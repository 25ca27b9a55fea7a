"""Encryption of secrets that the server must read again, with AES-256-GCM (NIST SP 800-38D)."""

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from src.core.keys import derive_key

_NONCE_BYTES = 12


class CannotOpen(Exception):
    """No key of the ring has sealed the secret, or it was changed or belongs to another owner."""


class Vault:
    """Seals secrets with the current key and opens those of any key of the ring."""

    def __init__(self, secret_key: str, previous: str | None) -> None:
        self._ring = {
            derive_key(secret, "stylipp/vault/kid/v1").hex()[:16]: AESGCM(
                derive_key(secret, "stylipp/vault/v1")
            )
            for secret in (secret_key, previous)
            if secret is not None
        }
        self.current_key_id = next(iter(self._ring))

    def seal(self, plain: bytes, owner: bytes) -> tuple[str, bytes]:
        """Return the id of the key and the sealed secret, which opens for the same owner only."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        sealed = self._ring[self.current_key_id].encrypt(nonce, plain, owner)
        return self.current_key_id, nonce + sealed

    def open(self, key_id: str, sealed: bytes, owner: bytes) -> bytes:
        """Return the secret. Raises `CannotOpen`."""
        cipher = self._ring.get(key_id)
        if cipher is None:
            raise CannotOpen
        try:
            return cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], owner)
        except (InvalidTag, ValueError):
            raise CannotOpen from None
