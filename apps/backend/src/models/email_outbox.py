"""Mail that is queued for sending."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Integer, LargeBinary, String, Text, UniqueConstraint, func
from sqlalchemy.orm import Mapped, mapped_column

from src.models.base import Base
from stylipp_schemas.common import EMAIL_MAX_LENGTH

__all__ = ["QueuedEmail"]


class QueuedEmail(Base):
    """One queued mail, inserted by the transaction that caused it and deleted once it is sent.

    It contains no text and no token: both are created when it is sent.
    """

    __tablename__ = "email_outbox"
    __table_args__ = (
        UniqueConstraint("cause"),
        Index("ix_email_outbox_not_before", "not_before"),
        Index("ix_email_outbox_user_id", "user_id"),
    )

    kind: Mapped[str] = mapped_column(Text)
    # Null until it is known whether the address has an account.
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    address: Mapped[str] = mapped_column(String(EMAIL_MAX_LENGTH))
    # Of a code: the browser or the session that has asked for it, as in `LoginCode`.
    browser_hash: Mapped[bytes | None] = mapped_column(LargeBinary)
    session_id: Mapped[UUID | None]
    # Browser and network that the request came from, for the reader.
    asked_from: Mapped[str | None] = mapped_column(Text)
    # Language of the request, for an address without an account.
    locale: Mapped[str | None] = mapped_column(Text)
    # Consists of kind, account and address, and of a code also of who has asked: requesting a mail again while it is queued has no
    # effect. Replaced by the id once the mail may have arrived.
    cause: Mapped[str] = mapped_column(Text)
    attempts: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    # How many of them may have delivered it: the server got the whole mail, and its answer is
    # unknown. Counted before the end of the mail is sent, so that it is right after a crash.
    unconfirmed: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    # No worker sends it before then: a lease while it is being sent, a back-off after a failure.
    not_before: Mapped[datetime] = mapped_column(server_default=func.now())
