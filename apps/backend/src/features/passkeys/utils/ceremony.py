"""The server's part of the ceremonies of Web Authentication (Level 3, §7.1 and §7.2).

fido2 parses and verifies signatures. Its `Fido2Server` is not used: it takes answers from frames of other
sites (`crossOrigin`, `topOrigin`), looks neither at the backup bits nor at the counter, never tries a new
key, keeps its state in a session, logs the ids of credentials, and returns neither flags nor counter at a
login, so all of it would have to be checked again around it. The W3C's test vectors verify here.

Attestation is neither requested nor verified, and user presence is always required: that a passkey was
created without it (`mediation: conditional`) is something that only the client could say.
"""

import hashlib
import json
from collections.abc import Collection
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from fido2 import cbor
from fido2.cose import CoseKey
from fido2.webauthn import AttestationObject, AuthenticatorData

from src.core import base64url
from src.features.passkeys.schemas.schemas import NewCredential, RelyingParty, Signature
from stylipp_schemas.passkey import (
    ATTESTATION_MAX_BYTES,
    AUTHENTICATOR_DATA_MAX_BYTES,
    CLIENT_DATA_MAX_BYTES,
    CREDENTIAL_ID_MAX_BYTES,
    SIGNATURE_MAX_BYTES,
)

ED25519, ES256, RS256 = -8, -7, -257  # IANA COSE Algorithms
ALGORITHMS = (ED25519, ES256, RS256)
"""The preferred one first."""

PUBLIC_KEY_MAX_BYTES = 1024
"""Enough for an RSA key of 4096 bits, which has 530; verifying takes longer with longer ones."""
RSA_MIN_BYTES = 256
CREDENTIAL_ID_MIN_BYTES = 16
"""§4; shorter ones could be guessed."""


class Refused(Exception):
    """The answer is not accepted. The reason is for the log and has nothing of the input; clients are not
    told."""


def decode(text: str) -> bytes:
    """Return the bytes of base64url without padding. Raises `Refused` for any other spelling."""
    try:
        return base64url.decode(text)
    except ValueError:
        raise Refused("encoding") from None


def read_challenge(client_data: bytes, *, is_new: bool, rp: RelyingParty) -> bytes:
    """Return the challenge that was answered, which the caller must recognize. Raises `Refused`.

    `is_new`: whether a passkey was created, rather than used.
    """
    if len(client_data) > CLIENT_DATA_MAX_BYTES:
        raise Refused("size of client data")
    try:
        # Parsed, not compared as text: browsers add fields of their own.
        data = json.loads(client_data.decode())
    except (ValueError, RecursionError):
        raise Refused("client data") from None
    if not isinstance(data, dict):
        raise Refused("client data")
    if data.get("type") != ("webauthn.create" if is_new else "webauthn.get"):
        raise Refused("type")
    origin, challenge = data.get("origin"), data.get("challenge")
    if not isinstance(origin, str) or origin not in rp.origins:
        raise Refused("origin")
    # Our pages cannot be framed, so a frame is somebody else's.
    if data.get("crossOrigin", False) is not False or "topOrigin" in data:
        raise Refused("cross-origin")
    if not isinstance(challenge, str):
        raise Refused("challenge")
    return decode(challenge)


def read_new_credential(
    attestation: bytes,
    credential_id: bytes,
    *,
    rp: RelyingParty,
    is_verification_required: bool,
    algorithms: Collection[int] = ALGORITHMS,
) -> NewCredential:
    """Return the passkey that was created. Raises `Refused`."""
    if len(attestation) > ATTESTATION_MAX_BYTES:
        raise Refused("size of attestation")
    try:
        data = AttestationObject(attestation).auth_data
    except Exception:  # whatever the input makes the parser raise
        raise Refused("attestation") from None
    _check_flags(data, rp, is_verification_required=is_verification_required)
    attested = data.credential_data
    if attested is None or attested.credential_id != credential_id:
        raise Refused("credential")
    if not CREDENTIAL_ID_MIN_BYTES <= len(credential_id) <= CREDENTIAL_ID_MAX_BYTES:
        raise Refused("size of credential id")
    key = attested.public_key
    public_key = cbor.encode(key)
    if key.get(3) not in algorithms:
        raise Refused("algorithm")
    if len(public_key) > PUBLIC_KEY_MAX_BYTES:
        raise Refused("size of public key")
    try:
        is_weak = key[3] == RS256 and len(key[-1].lstrip(b"\0")) < RSA_MIN_BYTES
        key.verify(b"", b"")
    except InvalidSignature:
        pass  # as it must be: the key can verify
    except Exception:  # not a key, for one of as many reasons as there are algorithms
        raise Refused("public key") from None
    if is_weak:
        raise Refused("public key")
    return NewCredential(
        id=credential_id,
        public_key=public_key,
        sign_count=data.counter,
        aaguid=UUID(bytes=bytes(attested.aaguid)),
        is_backup_eligible=data.is_backup_eligible(),
        is_backed_up=data.is_backed_up(),
    )


def verify_signature(
    client_data: bytes,
    authenticator_data: bytes,
    signature: bytes,
    *,
    rp: RelyingParty,
    public_key: bytes,
    is_backup_eligible: bool,
    is_verification_required: bool,
) -> Signature:
    """Verify the use of a passkey: `public_key` and `is_backup_eligible` are those stored. Raises
    `Refused`."""
    if len(authenticator_data) > AUTHENTICATOR_DATA_MAX_BYTES:
        raise Refused("size of authenticator data")
    if len(signature) > SIGNATURE_MAX_BYTES:
        raise Refused("size of signature")
    try:
        data = AuthenticatorData(authenticator_data)
    except Exception:  # whatever the input makes the parser raise
        raise Refused("authenticator data") from None
    _check_flags(data, rp, is_verification_required=is_verification_required)
    if data.is_backup_eligible() != is_backup_eligible:
        raise Refused("backup eligibility has changed")
    key = CoseKey.parse(cbor.decode(public_key))  # type: ignore[arg-type]
    try:
        key.verify(authenticator_data + hashlib.sha256(client_data).digest(), signature)
    except InvalidSignature:
        raise Refused("signature") from None
    return Signature(data.counter, data.is_user_verified(), data.is_backed_up())


def _check_flags(
    data: AuthenticatorData, rp: RelyingParty, *, is_verification_required: bool
) -> None:
    if data.rp_id_hash != hashlib.sha256(rp.id.encode()).digest():
        raise Refused("relying party")
    if not data.is_user_present():
        raise Refused("user presence")
    if is_verification_required and not data.is_user_verified():
        raise Refused("user verification")
    if data.is_backed_up() and not data.is_backup_eligible():
        raise Refused("backup state without eligibility")
