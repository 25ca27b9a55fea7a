"""Two-step login, proving again that it is you, and the security settings of an account."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Self
from uuid import UUID

from pydantic import ConfigDict, Field, StrictBool, StringConstraints, model_validator

from .common import RequestModel, ResponseModel, StoredEmail, Text, require_one_of
from .fields import Id, Timestamp
from .identity import IdentityResponse
from .mail import MailedCode
from .passkey import AssertionCredential, PasskeyRequestOptions, PasskeyResponse

__all__ = [
    "MfaMethod",
    "MfaOptionsResponse",
    "MfaVerifyRequest",
    "ReauthenticationRequest",
    "ReauthenticationResponse",
    "RecoveryCodesResponse",
    "SecurityResponse",
    "TotpConfirmRequest",
    "TotpEnrolment",
    "TwoStepState",
    "TwoStepUpdate",
]

TotpCode = Annotated[
    str,
    StringConstraints(pattern=r"^[0-9]{6}$"),
    Field(examples=["123456"]),
]
"""A code of an authenticator app: six ASCII digits."""

RecoveryCode = Annotated[
    Text,
    Field(max_length=64, examples=["7KQ2MX-8R4TVA-0N9ZC3-HJ5WYE"]),
]
"""A recovery code. Case, dashes and spaces are ignored."""


class MfaMethod(StrEnum):
    """A second factor."""

    TOTP = "totp"
    PASSKEY = "passkey"
    RECOVERY_CODE = "recovery_code"


class MfaOptionsResponse(ResponseModel):
    """How the second step of a login can be done."""

    account_id: Id
    """ID of the account. Sent back with the second step, it tells whether another login has begun in the
    same browser meanwhile."""

    email: StoredEmail
    """Address of the account, to show whose login it is."""

    methods: list[MfaMethod] = Field(examples=[["totp", "recovery_code"]])
    """The second factors that the account has."""

    passkey: PasskeyRequestOptions | None
    """Options to ask the browser for one of the account's passkeys; null if it has none."""

    remember_seconds: int = Field(ge=0, examples=[2_592_000])
    """How long logins from this browser skip the second step after `remember_device`, in seconds; 0: they
    never do."""

    expires_in: int = Field(examples=[290])
    """Seconds until the login must begin again with the first step."""


class MfaVerifyRequest(RequestModel):
    """The second step of a login: exactly one of `code`, `recovery_code` and `credential`."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"code": "123456"}]})

    code: TotpCode | None = Field(default=None, repr=False)
    """The code of the authenticator app."""

    recovery_code: RecoveryCode | None = Field(default=None, repr=False)
    """One of the recovery codes; it cannot be used again."""

    credential: AssertionCredential | None = None
    """The browser's answer to the options of `/v1/auth/mfa/options`, unchanged."""

    account_id: UUID | None = Field(default=None, examples=["01936413-2c00-7b3a-8f5e-0d4b6a7c8e9f"])
    """The `account_id` of `/v1/auth/mfa/options`. With another login's ticket, the answer is `mfa_expired`,
    and no try is counted."""

    remember_device: StrictBool = Field(default=False, examples=[False])
    """Whether logins from this browser skip the second step from now on, for the `remember_seconds` of
    `/v1/auth/mfa/options`."""

    @model_validator(mode="after")
    def _has_one(self) -> Self:
        require_one_of(self, "code", "recovery_code", "credential")
        return self


class ReauthenticationRequest(RequestModel):
    """Proof that the request comes from the owner: exactly one of `password`, `mail_code`, `code`,
    `recovery_code` and `credential`. With two-step login, a password or a mailed code is not enough.
    """

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"password": "correct horse battery staple"}]}
    )

    password: Text | None = Field(
        default=None,
        repr=False,
        examples=["correct horse battery staple"],
        json_schema_extra={"format": "password"},
    )
    """The password of the account."""

    mail_code: MailedCode | None = Field(default=None, repr=False)
    """The code that `/v1/auth/reauthenticate/mail` has mailed."""

    code: TotpCode | None = Field(default=None, repr=False)
    """The code of the authenticator app."""

    recovery_code: RecoveryCode | None = Field(default=None, repr=False)
    """One of the recovery codes; it cannot be used again."""

    credential: AssertionCredential | None = None
    """The browser's answer to the options of `/v1/auth/reauthenticate/options`, unchanged."""

    @model_validator(mode="after")
    def _has_one(self) -> Self:
        require_one_of(self, "password", "mail_code", "code", "recovery_code", "credential")
        return self


class ReauthenticationResponse(ResponseModel):
    """How long sensitive operations need no other proof."""

    valid_until: Timestamp
    """Until when this session counts as recently proven (UTC)."""


class TotpEnrolment(ResponseModel):
    """The secret for an authenticator app, which is not used until it is confirmed with a code."""

    secret: str = Field(repr=False, examples=["JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"])
    """The secret in base32, to type into an app."""

    uri: str = Field(
        repr=False,
        examples=[
            "otpauth://totp/Stylipp:ada%40example.com?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
        ],
    )
    """The same as a URI, to show as a QR code."""

    expires_at: Timestamp
    """Until when it can be confirmed (UTC)."""


class TotpConfirmRequest(RequestModel):
    """Request to use an authenticator app from now on."""

    code: TotpCode = Field(repr=False)
    """The code that the app shows."""


class TwoStepUpdate(RequestModel):
    """Request to switch two-step login on or off."""

    is_on: StrictBool = Field(examples=[True])
    """Whether a login needs a second factor."""


class RecoveryCodesResponse(ResponseModel):
    """New recovery codes. They are shown only once: the server does not store them."""

    codes: list[str] = Field(repr=False, examples=[["7KQ2MX-8R4TVA-0N9ZC3-HJ5WYE"]])
    """Ten codes, each usable once; empty if no new ones were made."""


class TwoStepState(ResponseModel):
    """Two-step login of an account."""

    is_on: bool = Field(examples=[False])
    """Whether a login needs a second factor."""

    since: datetime | None = Field(examples=["2026-11-23T09:30:00Z"])
    """When it was switched on (UTC); null if it is off."""

    has_totp: bool = Field(examples=[False])
    """Whether the account has an authenticator app."""

    recovery_codes_left: int = Field(ge=0, examples=[0])
    """Number of recovery codes that have not been used."""

    trusted_devices: int = Field(ge=0, examples=[0])
    """Number of devices whose logins skip the second step."""


class SecurityResponse(ResponseModel):
    """How the account can be logged in to."""

    has_password: bool = Field(examples=[True])
    """Whether the account has a password."""

    is_email_verified: bool = Field(examples=[True])
    """Whether the address is verified. A second factor or passkey can only be added then."""

    two_step: TwoStepState
    """Two-step login."""

    passkeys: list[PasskeyResponse]
    """All passkeys of the account, the newest first."""

    identities: list[IdentityResponse]
    """All accounts at other providers that are connected, the newest first."""

    rp_id: str = Field(examples=["stylipp.com"])
    """The relying party of the passkeys, for the browser's Signal API."""

    user_handle: str = Field(examples=["AZPkXwAAcACAAAAAAAAAAA"])
    """The account in the browser's Signal API, base64url."""
