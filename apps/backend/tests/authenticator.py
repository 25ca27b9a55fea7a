"""A passkey in software, and the browser around it: ES256, attestation `none`. Everything that a check
looks at can be changed, to see that it does."""

import base64
import hashlib
import json
import secrets
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from fido2.cose import ES256
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData

AAGUID = "fbfc3007-154e-4ecc-8c0b-6e020557d7bd"
"""Apple Passwords."""

UP, UV, BE, BS, AT = 0x01, 0x04, 0x08, 0x10, 0x40
"""The flags (WebAuthn, §6.1)."""


def encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


class Authenticator:
    """One credential. `is_synced`: as a password manager keeps it, otherwise as a security key does,
    which counts signatures."""

    def __init__(
        self,
        rp_id: str = "stylipp.com",
        origin: str = "https://stylipp.com",
        *,
        is_synced: bool = True,
        aaguid: str = AAGUID,
    ) -> None:
        self.rp_id, self.origin, self.is_synced, self.aaguid = rp_id, origin, is_synced, aaguid
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = secrets.token_bytes(32)
        self.user_handle: str | None = None
        self.is_backed_up = is_synced
        self.count = 0

    def create(
        self, public_key: dict[str, Any], *, flags: int | None = None, **client_data: Any
    ) -> dict[str, Any]:
        """Answer the options of a new passkey, which are `public_key`, with a `credential`."""
        self.user_handle = public_key["user"]["id"]
        point = self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        attested = AttestedCredentialData.create(
            Aaguid.parse(self.aaguid),
            self.id,
            ES256({1: 2, 3: ES256.ALGORITHM, -1: 1, -2: point[1:33], -3: point[33:]}),
        )
        data = self._data(UP | UV if flags is None else flags, AT, attested)
        client = self._client_data("webauthn.create", public_key, client_data)
        return self._credential(
            clientDataJSON=encoded(client),
            attestationObject=encoded(
                AttestationObject.create("none", AuthenticatorData(data), {})
            ),
            transports=["internal", "hybrid"] if self.is_synced else ["usb"],
        )

    def get(
        self,
        public_key: dict[str, Any],
        *,
        user_verified: bool = True,
        flags: int | None = None,
        count: int | None = None,
        user_handle: str | None = None,
        **client_data: Any,
    ) -> dict[str, Any]:
        """Answer the options of a login, which are `public_key`, with a `credential`."""
        if not self.is_synced:
            self.count += 1
        self.count = self.count if count is None else count
        data = self._data((UP | UV if user_verified else UP) if flags is None else flags)
        client = self._client_data("webauthn.get", public_key, client_data)
        signed = data + hashlib.sha256(client).digest()
        return self._credential(
            clientDataJSON=encoded(client),
            authenticatorData=encoded(data),
            signature=encoded(self.key.sign(signed, ec.ECDSA(hashes.SHA256()))),
            userHandle=user_handle or self.user_handle,
        )

    def _data(self, flags: int, more: int = 0, attested: bytes = b"") -> bytes:
        if self.is_synced:
            more |= BE | (BS if self.is_backed_up else 0)
        rp_id_hash = hashlib.sha256(self.rp_id.encode()).digest()
        return bytes(
            AuthenticatorData.create(
                rp_id_hash, AuthenticatorData.FLAG(flags | more), self.count, attested
            )
        )

    def _client_data(
        self, type_: str, public_key: dict[str, Any], changes: dict[str, Any]
    ) -> bytes:
        data = {
            "type": type_,
            "challenge": public_key["challenge"],
            "origin": self.origin,
            "crossOrigin": False,
        }
        return json.dumps(data | changes).encode()

    def _credential(self, **response: Any) -> dict[str, Any]:
        id_ = encoded(self.id)
        return {
            "id": id_,
            "rawId": id_,
            "type": "public-key",
            "authenticatorAttachment": "platform",
            "clientExtensionResults": {},
            "response": response,
        }
