"""The state of the rate limits. Not an entity: a row is a key and a time."""

from sqlalchemy import Column, DateTime, LargeBinary, Table

from src.models.base import Base

__all__ = ["rate_limits"]

# An ordinary table: a crash empties an UNLOGGED one, and crashes can be provoked.
rate_limits = Table(
    "rate_limits",
    Base.metadata,
    # An HMAC of what is limited: the table reveals no address.
    Column("key", LargeBinary, primary_key=True),
    # The "theoretical arrival time" of GCRA: until then the bucket is not full again.
    Column("full_at", DateTime(timezone=True), nullable=False),
)
