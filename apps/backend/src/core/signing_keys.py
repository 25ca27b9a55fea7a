"""Keys whose signatures others can verify: ES256 (RFC 7518 §3.4), the private keys derived from
SECRET_KEY."""

import hashlib
import json
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec

from src.core import base64url
from src.core.keys import derive_key

ALGORITHM = "ES256"
LABEL = "stylipp/audience-token/es256/v1"
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""Order of the curve P-256 (FIPS 186-5)."""
COORDINATE_BYTES = 32


class SigningKey:
    """One pair of keys. `public` is its public half as the members of a JWK that identify it, `kid` its
    thumbprint (RFC 7638)."""

    def __init__(self, secret_key: str) -> None:
        # 128 bits more than the order has, so that no scalar is likelier than another (FIPS 186-5 A.2.1).
        wide = int.from_bytes(derive_key(secret_key, LABEL, 48))
        self.private = ec.derive_private_key(wide % (ORDER - 1) + 1, ec.SECP256R1())
        point = self.private.public_key().public_numbers()
        self.public = {
            "crv": "P-256",
            "kty": "EC",
            "x": base64url.encode(point.x.to_bytes(COORDINATE_BYTES)),
            "y": base64url.encode(point.y.to_bytes(COORDINATE_BYTES)),
        }
        canonical = json.dumps(self.public, separators=(",", ":"), sort_keys=True)
        self.kid = base64url.encode(hashlib.sha256(canonical.encode()).digest())


class SigningKeys:
    """Signs with the current key; the public keys of the whole ring are published."""

    def __init__(self, secret_key: str, previous: str | None) -> None:
        self.ring = [SigningKey(secret) for secret in (secret_key, previous) if secret is not None]

    def sign(self, claims: dict[str, Any], token_type: str) -> str:
        """Return a JWT with these claims; `token_type` is its `typ`."""
        current = self.ring[0]
        headers = {"typ": token_type, "kid": current.kid}
        return jwt.encode(claims, current.private, ALGORITHM, headers=headers)
