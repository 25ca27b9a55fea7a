"""Passkeys: public keys that an account is logged in with."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from src.models.base import Base

__all__ = ["Passkey"]


class Passkey(Base):
    """One credential (WebAuthn Level 3, §4, "credential record")."""

    __tablename__ = "passkeys"
    __table_args__ = (
        UniqueConstraint("credential_id"),
        Index("ix_passkeys_user_id", "user_id"),
    )

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    # PASSKEY_RP_ID when it was added: with another one, browsers do not offer it.
    rp_id: Mapped[str] = mapped_column(Text)
    # Whether it was added to sign in, or as a second factor.
    can_sign_in: Mapped[bool]
    credential_id: Mapped[bytes] = mapped_column(LargeBinary)
    # COSE_Key.
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int] = mapped_column(BigInteger)
    aaguid: Mapped[UUID]
    transports: Mapped[list[str]] = mapped_column(ARRAY(Text))
    is_backup_eligible: Mapped[bool]
    is_backed_up: Mapped[bool]
    name: Mapped[str] = mapped_column(String(64))
    last_used_at: Mapped[datetime | None]
