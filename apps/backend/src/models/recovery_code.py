"""Recovery codes. Not an entity: a row is an account and a hash."""

from sqlalchemy import Column, ForeignKey, LargeBinary, Table, Uuid

from src.models.base import Base

__all__ = ["recovery_codes"]

recovery_codes = Table(
    "recovery_codes",
    Base.metadata,
    Column("user_id", Uuid, ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
    # SHA-256: 120 random bits need no salt and no slow hash (ASVS 5.0, 6.5.2). Using a code deletes
    # its row.
    Column("code_hash", LargeBinary, primary_key=True),
)
