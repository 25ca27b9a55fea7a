"""${Words} of accounts."""

from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from src.models.base import Base

__all__ = ["${Item}"]


class ${Item}(Base):
    """One ${word} of one account."""

    __tablename__ = "${items}"
    # For the list of an account's ${words}, newest first.
    __table_args__ = (Index("ix_${items}_user_id_id", "user_id", "id"),)

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(100))
    notes: Mapped[str | None] = mapped_column(Text)
