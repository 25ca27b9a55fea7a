"""Mailed codes: to log in with, or to prove again that a session is the owner's."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from src.models.base import Base
from stylipp_schemas.common import EMAIL_MAX_LENGTH

__all__ = ["LoginCode"]


class LoginCode(Base):
    """One code that was mailed and not yet used. Using it deletes the row. Every statement names the
    purpose, so that a code of one kind cannot be used as another."""

    __tablename__ = "login_codes"
    __table_args__ = (
        # A browser, or a session, has one code at a time: a new one replaces its own only, so that
        # strangers cannot invalidate the owner's.
        UniqueConstraint("purpose", "browser_hash", name="uq_login_codes_purpose_browser_hash"),
        UniqueConstraint("purpose", "session_id", name="uq_login_codes_purpose_session_id"),
        UniqueConstraint("token_hash"),
        Index("ix_login_codes_user_id", "user_id"),
        Index("ix_login_codes_address", "address"),
        Index("ix_login_codes_expires_at", "expires_at"),
    )

    purpose: Mapped[str] = mapped_column(Text)
    # Null if no account had the address when the code was mailed: using it creates one.
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    address: Mapped[str] = mapped_column(String(EMAIL_MAX_LENGTH))
    # To log in: SHA-256 of the attempt cookie's secret of the browser that has asked.
    browser_hash: Mapped[bytes | None] = mapped_column(LargeBinary)
    # To prove again: the session that has asked.
    session_id: Mapped[UUID | None]
    # HMAC: eight digits would be found by trying.
    code_hash: Mapped[bytes] = mapped_column(LargeBinary)
    # SHA-256 of the token in the link; null without a link.
    token_hash: Mapped[bytes | None] = mapped_column(LargeBinary)
    tries: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    expires_at: Mapped[datetime]
