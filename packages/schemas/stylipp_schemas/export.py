"""The data export of an account (GDPR, articles 15 and 20)."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from .common import ResponseModel, StoredEmail
from .fields import Id, Timestamp
from .session import SessionResponse
from .user import AccountResponse

__all__ = [
    "AccountExport",
    "AccountExportResponse",
    "AuditEventAdminResponse",
    "AuditEventResponse",
    "PendingEmailExport",
    "PendingLinkExport",
    "SessionExport",
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

    pending_links: list[PendingLinkExport]
    """Links that were mailed and are still valid."""

    pending_emails: list[PendingEmailExport]
    """E-mails that are waiting to be sent."""

    audit_events: list[AuditEventResponse]
    """The latest 1,000 events in the audit log, newest first."""

    audit_events_total: int = Field(ge=0, examples=[7])
    """Total number of events, counted up to 10,000."""
