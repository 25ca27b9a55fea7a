"""Everything that is held about an account, for its owner (GDPR, articles 15 and 20)."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from .common import EmailAddress, ResponseModel
from .session import SessionResponse
from .user import AccountResponse


class AccountExport(AccountResponse):
    """The account itself."""

    email_verified_at: datetime | None = Field(examples=["2026-11-23T09:31:00Z"])
    """When the owner has proven that mail reaches them (UTC); null if they have not."""

    updated_at: datetime = Field(examples=["2026-11-23T09:31:00Z"])
    """When the account was last changed (UTC)."""


class SessionExport(SessionResponse):
    """A session, also one that has ended and was not deleted yet."""

    has_ended: bool = Field(examples=[False])
    """Whether its tokens are refused."""


class PendingLinkExport(ResponseModel):
    """A link that was mailed and not yet used. The token itself is not kept."""

    purpose: str = Field(examples=["verify_email"])
    """What the link is good for."""

    new_email: EmailAddress | None
    """The address that a change of address would set; null for other purposes."""

    expires_at: datetime = Field(examples=["2026-11-24T09:30:00Z"])
    """Until when the link can be used (UTC)."""


class PendingEmailExport(ResponseModel):
    """A mail that has still to leave."""

    kind: str = Field(examples=["verify_email"])
    """What the mail is about."""

    address: EmailAddress
    """Where it goes."""

    created_at: datetime = Field(examples=["2026-11-23T09:30:00Z"])
    """When it was caused (UTC)."""


class AuditEventResponse(ResponseModel):
    """Something that has happened to an account, or was done to another one by its owner."""

    id: UUID = Field(examples=["0199c2f0-6f3e-7cc1-8f0a-2b6d7f6a9c11"])
    """Identity of the event."""

    at: datetime = Field(examples=["2026-11-23T09:30:00Z"])
    """When it happened (UTC)."""

    type: str = Field(examples=["logged_in"])
    """What happened, as a stable word. New words may appear at any time."""

    user_id: UUID | None
    """Whose account it is about."""

    actor_id: UUID | None
    """Who did it, when that was somebody else; otherwise null."""

    ip_network: str | None = Field(examples=["203.0.113.0/24"])
    """Network that the request came from; null for the command line and where there were many."""

    request_id: str | None = Field(examples=["4f9d1c0e6b0a4b6d8a3f0d7b6f1e2c3a"])
    """The `X-Request-ID` of the request; null for the command line and where there were many."""

    count: int = Field(ge=1, examples=[1])
    """How often it happened within a minute; more than 1 only for refused logins."""


class AccountExportResponse(ResponseModel):
    """Everything that is held about an account, and no secret."""

    account: AccountExport
    """The account."""

    sessions: list[SessionExport]
    """Its sessions, newest first: the living ones, and of those that have ended the last 1,000."""

    pending_links: list[PendingLinkExport]
    """Links that were mailed and can still be used."""

    pending_emails: list[PendingEmailExport]
    """Mails that have still to leave."""

    audit_events: list[AuditEventResponse]
    """What has happened to the account: the newest 1,000 events, newest first."""

    audit_events_total: int = Field(ge=0, examples=[7])
    """How many events there are in all, counted up to 10,000."""
