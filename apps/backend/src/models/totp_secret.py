"""Secrets of authenticator apps."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from src.models.base import Base

__all__ = ["TotpSecret"]


class TotpSecret(Base):
    """The secret of one app: at most one that is used, and one that is not confirmed yet."""

    __tablename__ = "totp_secrets"
    __table_args__ = (
        UniqueConstraint("user_id", "is_confirmed"),
        Index("ix_totp_secrets_expires_at", "expires_at"),
        Index("ix_totp_secrets_key_id", "key_id"),
    )

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    # Encrypted with the key that `key_id` names.
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    key_id: Mapped[str] = mapped_column(Text)
    is_confirmed: Mapped[bool]
    # The time step of the last code that was used: no code of it or an earlier one is accepted.
    last_step: Mapped[int | None] = mapped_column(BigInteger)
    # Of a secret that is not confirmed.
    expires_at: Mapped[datetime | None]
