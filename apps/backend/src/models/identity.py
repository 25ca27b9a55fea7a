"""Connected accounts: accounts at other providers that an account is signed in to with."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from src.models.base import Base

__all__ = ["Identity"]


class Identity(Base):
    """One account at a provider. Issuer and subject identify it (OpenID Connect Core §2); the address
    never does."""

    __tablename__ = "identities"
    __table_args__ = (
        UniqueConstraint("issuer", "subject"),
        UniqueConstraint("user_id", "provider"),
    )

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    issuer: Mapped[str] = mapped_column(Text)
    subject: Mapped[str] = mapped_column(Text)
    # Its name in OIDC_PROVIDERS.
    provider: Mapped[str] = mapped_column(Text)
    # As the provider gave it when it was connected.
    email: Mapped[str | None] = mapped_column(Text)
    last_used_at: Mapped[datetime | None]
