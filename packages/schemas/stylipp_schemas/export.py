"""The data export of an account (GDPR, articles 15 and 20)."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from .common import ResponseModel, StoredEmail
from .fields import Id, Timestamp
from .identity import IdentityResponse
from .passkey import PasskeyResponse
from .photo import PhotoResponse
from .session import SessionResponse
from .user import AccountResponse

__all__ = [
    "AccountExport",
    "AccountExportResponse",
    "AuditEventAdminResponse",
    "AuditEventResponse",
    "IdentityExport",
    "PasskeyExport",
    "PendingCodeExport",
    "PendingEmailExport",
    "PendingLinkExport",
    "SessionExport",
    "TrustedDeviceExport",
    "TwoStepExport",
]


class AccountExport(AccountResponse):
    """An account in a data export."""

    email_verified_at: datetime | None = Field(examples=["2026-11-23T09:31:00Z"])
    """When the e-mail address was verified (UTC); null if it is not verified."""

    updated_at: Timestamp
    """When the account was last changed (UTC)."""


class SessionExport(SessionResponse):
    """A session in a data export: active, or ended but not yet deleted."""

    has_ended: bool = Field(examples=[False])
    """Whether the session has ended, so that its tokens are rejected."""

    login_method: str | None = Field(examples=["password"])
    """What the login was proven with first: `password`, `passkey`, `email` or `oidc`; null for a session of an
    earlier version."""

    first_factor_at: datetime | None = Field(examples=["2026-11-23T09:30:00Z"])
    """When a first factor was last proven in this session (UTC); null if unknown."""

    second_factor_at: datetime | None = Field(examples=[None])
    """When a second factor was last proven in this session (UTC); null if never."""


class PendingLinkExport(ResponseModel):
    """A link that was mailed and has not been used. The token itself is not stored."""

    purpose: str = Field(examples=["verify_email"])
    """Purpose of the link."""

    new_email: StoredEmail | None
    """The new address, if the link confirms a change of address; otherwise null."""

    expires_at: Timestamp
    """When the link expires (UTC)."""


class PendingEmailExport(ResponseModel):
    """An e-mail that is waiting to be sent."""

    kind: str = Field(examples=["verify_email"])
    """Kind of e-mail."""

    address: StoredEmail
    """Address of the recipient."""

    created_at: Timestamp
    """When it was queued (UTC)."""


class PendingCodeExport(ResponseModel):
    """A code that was mailed and has not been used. The code itself is not stored."""

    purpose: str = Field(examples=["login"])
    """Purpose of the code: `login` or `reauthenticate`."""

    address: StoredEmail
    """Address that it was mailed to."""

    expires_at: Timestamp
    """When it expires (UTC)."""


class IdentityExport(IdentityResponse):
    """A connected account in a data export."""

    issuer: str = Field(examples=["https://accounts.google.com"])
    """The provider's identifier."""

    subject: str = Field(examples=["110169484474386276334"])
    """The account's identifier at the provider."""


class TrustedDeviceExport(ResponseModel):
    """A device whose logins skip the second step."""

    expires_at: Timestamp
    """Until when (UTC)."""


class TwoStepExport(ResponseModel):
    """Two-step login in a data export, without its secrets."""

    since: datetime | None = Field(examples=["2026-11-23T09:30:00Z"])
    """When it was switched on (UTC); null if it is off."""

    has_totp: bool = Field(examples=[True])
    """Whether the account has an authenticator app."""

    recovery_codes_left: int = Field(ge=0, examples=[10])
    """Number of recovery codes that have not been used."""

    trusted_devices: list[TrustedDeviceExport]
    """The trusted devices."""


class PasskeyExport(PasskeyResponse):
    """A passkey in a data export, without its public key."""

    aaguid: UUID
    """Model of the authenticator, as it said itself."""

    transports: list[str] = Field(examples=[["internal"]])
    """How the browser reaches the authenticator."""

    is_backup_eligible: bool = Field(examples=[True])
    """Whether its provider may keep a copy."""


class AuditEventResponse(ResponseModel):
    """An entry in the audit log: something done to the account, or by its owner to another one."""

    id: Id
    """ID of the event."""

    at: Timestamp
    """When it happened (UTC)."""

    type: str = Field(examples=["logged_in"])
    """Stable, machine-readable type of the event. New types may be added at any time."""

    user_id: UUID | None
    """ID of the account that the event is about."""

    actor_id: UUID | None
    """ID of the account that caused the event, if it is another one; otherwise null."""

    subject_id: UUID | None
    """ID of what was changed, if it is not the account itself; otherwise null."""

    ip_network: str | None = Field(examples=["203.0.113.0/24"])
    """Network of the client; null for events from the command line or from several networks."""

    request_id: str | None = Field(examples=["4f9d1c0e6b0a4b6d8a3f0d7b6f1e2c3a"])
    """The `X-Request-ID` of the request; null for events from the command line or from several
    requests."""

    method: str | None = Field(examples=["password"])
    """How a login was proven, such as `password`, `passkey` or `password+totp`; null for other events."""

    count: int = Field(ge=1, examples=[1])
    """Number of occurrences within one minute; greater than 1 only for rejected logins."""


class AuditEventAdminResponse(AuditEventResponse):
    """An entry in the audit log as shown to administrators."""

    email: StoredEmail | None
    """Current e-mail address of the account that the event is about; null if it was deleted."""

    actor_email: StoredEmail | None
    """Current e-mail address of the account that caused the event, if it is another one; null if it
    was deleted."""


class AccountExportResponse(ResponseModel):
    """All data that is stored about an account, except secrets."""

    account: AccountExport
    """The account."""

    sessions: list[SessionExport]
    """Sessions, newest first: all active ones, and the latest 1,000 that have ended."""

    passkeys: list[PasskeyExport]
    """Passkeys, newest first."""

    identities: list[IdentityExport]
    """Connected accounts at other providers, newest first."""

    two_step: TwoStepExport
    """Two-step login."""

    photos: list[PhotoResponse]
    """Photos, newest first, with links to their pictures."""

    pending_links: list[PendingLinkExport]
    """Links that were mailed and are still valid."""

    pending_codes: list[PendingCodeExport]
    """Codes that were mailed and are still valid."""

    pending_emails: list[PendingEmailExport]
    """E-mails that are waiting to be sent."""

    audit_events: list[AuditEventResponse]
    """The latest 1,000 events in the audit log, newest first."""

    audit_events_total: int = Field(ge=0, examples=[7])
    """Total number of events, counted up to 10,000."""
