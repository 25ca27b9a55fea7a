"""Sessions: logins and their lifetimes."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from src.models.base import Base

__all__ = ["Session"]


class Session(Base):
    """One login on one device; refreshing it updates its row.

    No refresh token is stored, nor anything that could replace one: a token is an HMAC over the
    row's id, generation and secret, with a key that the database does not have. So every old
    generation is recognized without a history.
    """

    __tablename__ = "sessions"
    __table_args__ = (
        # Finds active sessions without reading ended ones.
        Index("ix_sessions_user_id_revoked_at", "user_id", "revoked_at"),
        # Finds when an account was last seen without reading its other sessions.
        Index("ix_sessions_user_id_last_seen_at", "user_id", "last_seen_at"),
        Index("ix_sessions_idle_expires_at", "idle_expires_at"),
        Index(
            "ix_sessions_revoked_at", "revoked_at", postgresql_where=text("revoked_at IS NOT NULL")
        ),
    )

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    auth_epoch: Mapped[int]
    secret: Mapped[bytes] = mapped_column(LargeBinary)
    generation: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    rotated_at: Mapped[datetime | None]
    last_seen_at: Mapped[datetime]
    idle_expires_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    device: Mapped[str | None] = mapped_column(Text)
    ip: Mapped[str | None] = mapped_column(Text)
    # What the login was proven with first, and when each factor was last proven; null in sessions of
    # earlier releases.
    login_method: Mapped[str | None] = mapped_column(Text)
    first_factor_at: Mapped[datetime | None]
    second_factor_at: Mapped[datetime | None]
