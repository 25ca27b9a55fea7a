"""Photos: what is stored about each picture. The pictures themselves are in the object store."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Text,
)
from sqlalchemy import UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from src.models.base import Base

__all__ = ["ObjectDeletion", "Photo"]


class Photo(Base):
    """One photo of one account: `receiving` until both of its objects are stored, then `ready`."""

    __tablename__ = "photos"
    __table_args__ = (
        UniqueConstraint("user_id", "photo_id", name="uq_photos_user_id_photo_id"),
        Index("ix_photos_user_id_id", "user_id", "id"),  # for the list
        Index("ix_photos_lease_until", "lease_until", postgresql_where="state = 'receiving'"),
        CheckConstraint("state IN ('receiving', 'ready')", name="state"),
    )

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    # Made by the client, so that sending it again is the same photo.
    photo_id: Mapped[UUID]
    state: Mapped[str] = mapped_column(Text)
    # What the keys of its objects begin with: below the account's, and new for every attempt, so that a
    # deletion that is still waiting never hits a later upload.
    key_prefix: Mapped[str] = mapped_column(Text)
    # Until then, the upload may still put objects there. Null once it is ready.
    lease_until: Mapped[datetime | None]
    # All of the following: null until it is ready.
    sent_hash: Mapped[bytes | None] = mapped_column(LargeBinary)  # SHA-256 of what the client sent
    media_type: Mapped[str | None] = mapped_column(Text)
    width: Mapped[int | None] = mapped_column(Integer)
    height: Mapped[int | None] = mapped_column(Integer)
    byte_size: Mapped[int | None] = mapped_column(BigInteger)
    thumbnail_size: Mapped[int | None] = mapped_column(BigInteger)
    palette: Mapped[list[dict[str, Any]] | None] = mapped_column(JSONB(none_as_null=True))
    sharpness: Mapped[float | None] = mapped_column(Float)
    issues: Mapped[list[str] | None] = mapped_column(ARRAY(Text))


class ObjectDeletion(Base):
    """Objects that a job deletes from the store. Inserted by the transaction that deletes their photo;
    without a reference to the account, which they outlive."""

    __tablename__ = "object_deletions"
    __table_args__ = (Index("ix_object_deletions_not_before", "not_before"),)

    key_prefix: Mapped[str] = mapped_column(Text)
    # Not earlier, because an upload may still put objects there.
    not_before: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
