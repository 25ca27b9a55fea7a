"""Passkeys (Web Authentication, https://www.w3.org/TR/webauthn-3/): the options of a ceremony, what the
browser answers, and the passkeys of an account.

The names are the specification's in snake case, except in `credential`: that is the browser's answer as
its `toJSON()` returns it. Bytes are base64url without padding.
"""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, StringConstraints

from .common import RequestModel, ResponseModel
from .fields import Id, Line, Timestamp

__all__ = [
    "AssertionCredential",
    "AssertionResult",
    "AttestationCredential",
    "AttestationResult",
    "PasskeyAlgorithm",
    "PasskeyCreate",
    "PasskeyCreationOptions",
    "PasskeyCreationPublicKey",
    "PasskeyDescriptor",
    "PasskeyLogin",
    "PasskeyName",
    "PasskeyOptionsRequest",
    "PasskeyPurpose",
    "PasskeyRelyingParty",
    "PasskeyRequestOptions",
    "PasskeyRequestPublicKey",
    "PasskeyResponse",
    "PasskeySelection",
    "PasskeyUpdate",
    "PasskeyUser",
]

BASE64URL_PATTERN = r"^[A-Za-z0-9_-]*$"
CREDENTIAL_ID_MAX_BYTES = 1023
"""Longest credential id (WebAuthn, §4)."""
USER_HANDLE_MAX_BYTES = 64
"""Longest user handle (WebAuthn, §5.4.3)."""
CLIENT_DATA_MAX_BYTES = 4096
AUTHENTICATOR_DATA_MAX_BYTES = 4096
ATTESTATION_MAX_BYTES = 16_384
SIGNATURE_MAX_BYTES = 1024


def _chars(max_bytes: int) -> int:
    return (max_bytes * 4 + 2) // 3


_ID_EXAMPLE = Field(examples=["c29tZSBjcmVkZW50aWFs"])

CredentialId = Annotated[
    str,
    StringConstraints(
        min_length=1, max_length=_chars(CREDENTIAL_ID_MAX_BYTES), pattern=BASE64URL_PATTERN
    ),
    _ID_EXAMPLE,
]
"""ID of a credential, at most 1023 bytes."""

ClientData = Annotated[
    str,
    StringConstraints(max_length=_chars(CLIENT_DATA_MAX_BYTES), pattern=BASE64URL_PATTERN),
    Field(examples=["e30"]),
]
"""The client data, at most 4 KiB."""

AuthenticatorData = Annotated[
    str,
    StringConstraints(max_length=_chars(AUTHENTICATOR_DATA_MAX_BYTES), pattern=BASE64URL_PATTERN),
    Field(examples=["oA"]),
]
"""The authenticator data, at most 4 KiB."""

UserHandle = Annotated[
    str,
    StringConstraints(
        min_length=1, max_length=_chars(USER_HANDLE_MAX_BYTES), pattern=BASE64URL_PATTERN
    ),
    Field(examples=["AZPkXwAAcACAAAAAAAAAAA"]),
]
"""A user handle, at most 64 bytes."""

_Attestation = Annotated[
    str,
    StringConstraints(max_length=_chars(ATTESTATION_MAX_BYTES), pattern=BASE64URL_PATTERN),
    Field(examples=["oA"]),
]
_Signature = Annotated[
    str,
    StringConstraints(max_length=_chars(SIGNATURE_MAX_BYTES), pattern=BASE64URL_PATTERN),
    Field(examples=["c2ln"]),
]


class PasskeyPurpose(StrEnum):
    """What a new passkey is for."""

    SIGN_IN = "sign_in"
    SECOND_FACTOR = "second_factor"


class PasskeyDescriptor(ResponseModel):
    """A passkey that the ceremony may use, or must not create again."""

    type: Literal["public-key"] = "public-key"
    """Always `public-key`."""

    id: CredentialId
    """ID of the credential."""

    transports: list[str] = Field(examples=[["internal", "hybrid"]])
    """How the browser reaches the authenticator, as it said at registration."""


class PasskeyRequestPublicKey(ResponseModel):
    """Options of `navigator.credentials.get` (WebAuthn, §5.5)."""

    challenge: str = Field(examples=["Y2hhbGxlbmdl"])
    """The challenge, base64url; valid for `expires_in` seconds and in this browser only."""

    rp_id: str = Field(examples=["stylipp.com"])
    """The relying party: the domain that the passkeys belong to."""

    timeout: int = Field(examples=[900_000])
    """Milliseconds until the challenge expires."""

    user_verification: Literal["required", "preferred", "discouraged"] = Field(
        examples=["required"]
    )
    """Whether the authenticator must verify its user, by PIN or biometrics."""

    allow_credentials: list[PasskeyDescriptor]
    """The passkeys that may be used; empty: any for this relying party."""


class PasskeyRequestOptions(ResponseModel):
    """What the browser needs to ask for a passkey."""

    public_key: PasskeyRequestPublicKey
    """Options of `navigator.credentials.get`, with bytes as base64url."""

    expires_in: int = Field(examples=[900])
    """Seconds until the challenge expires. A page that waits longer requests new options before."""


class PasskeyRelyingParty(ResponseModel):
    """The site that a new passkey belongs to."""

    id: str = Field(examples=["stylipp.com"])
    """Its domain."""

    name: str = Field(examples=["Stylipp"])
    """Its name, for people."""


class PasskeyUser(ResponseModel):
    """The account that a new passkey belongs to."""

    id: str = Field(examples=["AZPkXwAAcACAAAAAAAAAAA"])
    """The user handle: the bytes of the account's ID, base64url."""

    name: str = Field(examples=["ada@example.com"])
    """Address of the account."""

    display_name: str = Field(examples=["ada@example.com"])
    """The same address."""


class PasskeyAlgorithm(ResponseModel):
    """A signature algorithm that a new passkey may have."""

    type: Literal["public-key"] = "public-key"
    """Always `public-key`."""

    alg: int = Field(examples=[-7])
    """Its number (IANA COSE Algorithms): -8, -7 or -257."""


class PasskeySelection(ResponseModel):
    """What the authenticator of a new passkey must be able to do."""

    resident_key: Literal["required", "preferred", "discouraged"] = Field(examples=["required"])
    """Whether the passkey must be discoverable: usable without an e-mail address."""

    require_resident_key: bool = Field(examples=[True])
    """The same for browsers that know only this."""

    user_verification: Literal["required", "preferred", "discouraged"] = Field(
        examples=["required"]
    )
    """Whether the authenticator must verify its user, by PIN or biometrics."""


class PasskeyCreationPublicKey(ResponseModel):
    """Options of `navigator.credentials.create` (WebAuthn, §5.4)."""

    rp: PasskeyRelyingParty
    """The site."""

    user: PasskeyUser
    """The account."""

    challenge: str = Field(examples=["Y2hhbGxlbmdl"])
    """The challenge, base64url; valid for `expires_in` seconds and in this session only."""

    pub_key_cred_params: list[PasskeyAlgorithm]
    """The accepted algorithms, the preferred one first."""

    timeout: int = Field(examples=[900_000])
    """Milliseconds until the challenge expires."""

    exclude_credentials: list[PasskeyDescriptor]
    """The account's passkeys: an authenticator that has one of them creates no other."""

    authenticator_selection: PasskeySelection
    """What the authenticator must be able to do."""

    attestation: Literal["none"] = "none"
    """Always `none`: it does not matter who made the authenticator."""


class PasskeyCreationOptions(ResponseModel):
    """What the browser needs to create a passkey."""

    public_key: PasskeyCreationPublicKey
    """Options of `navigator.credentials.create`, with bytes as base64url."""

    expires_in: int = Field(examples=[900])
    """Seconds until the challenge expires."""


class _MadeByBrowser(RequestModel):
    """Base of what a browser's `toJSON()` returns. The JSON has the specification's names; Python code may
    use those of the fields."""

    model_config = ConfigDict(validate_by_name=True, serialize_by_alias=True)


class AssertionResult(_MadeByBrowser):
    """What the authenticator has signed (WebAuthn, `AuthenticatorAssertionResponseJSON`)."""

    client_data: ClientData = Field(alias="clientDataJSON")
    """The client data, as the browser has serialized it."""

    authenticator_data: AuthenticatorData = Field(alias="authenticatorData")
    """The authenticator data."""

    signature: _Signature
    """Signature over both."""

    user_handle: UserHandle | None = Field(default=None, alias="userHandle")
    """The user handle of a discoverable passkey."""


class AssertionCredential(_MadeByBrowser):
    """The browser's answer to `navigator.credentials.get` (WebAuthn, `AuthenticationResponseJSON`)."""

    id: CredentialId
    """ID of the credential."""

    raw_id: CredentialId = Field(alias="rawId")
    """The same ID."""

    type: Literal["public-key"] = Field(examples=["public-key"])
    """Always `public-key`."""

    response: AssertionResult
    """What was signed."""


class AttestationResult(_MadeByBrowser):
    """A new public key (WebAuthn, `AuthenticatorAttestationResponseJSON`)."""

    client_data: ClientData = Field(alias="clientDataJSON")
    """The client data, as the browser has serialized it."""

    attestation_object: _Attestation = Field(alias="attestationObject")
    """The attestation object, at most 16 KiB. Its statement is ignored."""

    transports: list[Annotated[str, StringConstraints(max_length=32)]] = Field(
        default=[], max_length=10, examples=[["internal", "hybrid"]]
    )
    """How the browser reaches the authenticator."""


class AttestationCredential(_MadeByBrowser):
    """The browser's answer to `navigator.credentials.create` (WebAuthn, `RegistrationResponseJSON`)."""

    id: CredentialId
    """ID of the new credential."""

    raw_id: CredentialId = Field(alias="rawId")
    """The same ID."""

    type: Literal["public-key"] = Field(examples=["public-key"])
    """Always `public-key`."""

    response: AttestationResult
    """The new public key."""


class PasskeyLogin(RequestModel):
    """Credentials for logging in with a passkey."""

    credential: AssertionCredential
    """The browser's answer to the options of `/v1/auth/passkey/options`, unchanged."""


class PasskeyOptionsRequest(RequestModel):
    """Request for the options of a new passkey."""

    purpose: PasskeyPurpose
    """`sign_in` requires a discoverable passkey with user verification; `second_factor` also takes older
    security keys."""


PasskeyName = Annotated[Line, Field(max_length=64, examples=["iCloud Keychain"])]
"""Name of a passkey: one line of at most 64 characters."""


class PasskeyCreate(RequestModel):
    """Request to add a passkey."""

    credential: AttestationCredential
    """The browser's answer, unchanged."""

    name: PasskeyName | None = None
    """Name of the passkey. Default: that of its provider, if known, or of the device."""


class PasskeyUpdate(RequestModel):
    """Request to rename a passkey."""

    model_config = ConfigDict(extra="forbid")

    name: PasskeyName
    """The new name."""


class PasskeyResponse(ResponseModel):
    """A passkey of an account."""

    id: Id
    """ID of the passkey, to rename or remove it."""

    name: str = Field(examples=["iCloud Keychain"])
    """Its name."""

    provider: str | None = Field(examples=["iCloud Keychain"])
    """What keeps it, according to its AAGUID, which is not verified; null if unknown."""

    created_at: Timestamp
    """When it was added (UTC)."""

    last_used_at: datetime | None = Field(examples=["2026-11-23T09:30:00Z"])
    """When it was last used (UTC); null if never."""

    is_synced: bool = Field(examples=[True])
    """Whether its provider keeps a copy, so that it survives the loss of the device."""

    can_sign_in: bool = Field(examples=[True])
    """Whether it was added to sign in without a password; otherwise as a second factor. A browser may offer
    one of these for a login, too, and it is accepted if the authenticator verifies its user."""

    credential_id: CredentialId
    """ID of the credential, for the browser's Signal API."""

    rp_id: str = Field(examples=["stylipp.com"])
    """The relying party that it was added for. With another one than `/v1/users/me/security` returns, no
    browser offers it here: it neither signs in nor is a second factor."""
