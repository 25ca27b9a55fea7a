"""Mail that has still to leave."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Integer, String, Text, UniqueConstraint, func
from sqlalchemy.orm import Mapped, mapped_column

from src.models.base import Base
from stylipp_schemas.common import EMAIL_MAX_LENGTH


class QueuedEmail(Base):
    """One mail, from the transaction that caused it until it has left; then the row goes.

    It holds no text and no token: those are made when it is sent.
    """

    __tablename__ = "email_outbox"
    __table_args__ = (
        UniqueConstraint("cause"),
        Index("ix_email_outbox_not_before", "not_before"),
        Index("ix_email_outbox_user_id", "user_id"),
    )

    kind: Mapped[str] = mapped_column(Text)
    # Null while it is not yet known whether the address belongs to anybody.
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    address: Mapped[str] = mapped_column(String(EMAIL_MAX_LENGTH))
    # Made of kind, account and address: asking again while the mail waits changes nothing.
    cause: Mapped[str] = mapped_column(Text)
    attempts: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    # Nobody tries it before then: its lease while it is being sent, its back-off afterwards.
    not_before: Mapped[datetime] = mapped_column(server_default=func.now())
