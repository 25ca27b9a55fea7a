"""The tokens in the links of mails."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from src.models.base import Base
from stylipp_schemas.common import EMAIL_MAX_LENGTH

__all__ = ["OneTimeToken"]


class OneTimeToken(Base):
    """One token that was mailed and not yet used. Using it deletes the row."""

    __tablename__ = "one_time_tokens"
    __table_args__ = (
        UniqueConstraint("token_hash"),
        Index("ix_one_time_tokens_user_id_purpose", "user_id", "purpose"),
        Index("ix_one_time_tokens_expires_at", "expires_at"),
    )

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    purpose: Mapped[str] = mapped_column(Text)
    # SHA-256; 32 random bytes need no salt and no slow hash.
    token_hash: Mapped[bytes] = mapped_column(LargeBinary)
    # The mail that contains it. A mail that is sent twice contains two tokens; both are valid.
    email_id: Mapped[UUID]
    # For a change of the e-mail address: the address that the token confirms.
    new_email: Mapped[str | None] = mapped_column(String(EMAIL_MAX_LENGTH))
    expires_at: Mapped[datetime]
