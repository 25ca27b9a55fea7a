"""The audit log of accounts. Not an entity: of a row, only `count` ever changes."""

from sqlalchemy import Column, DateTime, Index, Integer, Table, Text, Uuid, func, text
from uuid_utils.compat import uuid7

from src.models.base import Base

__all__ = ["audit_events"]

# No foreign key, and no personal data except random ids and a truncated IP address: the events of a
# deleted account can stay unchanged.
audit_events = Table(
    "audit_events",
    Base.metadata,
    Column("id", Uuid, primary_key=True, default=uuid7),
    Column("at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("type", Text, nullable=False),
    # The account that is concerned; null for an e-mail address without an account.
    Column("user_id", Uuid),
    # The account that acted, if it is another one.
    Column("actor_id", Uuid),
    # What was changed, if it is not the account itself.
    Column("subject_id", Uuid),
    # How a login was proven.
    Column("method", Text),
    Column("ip_network", Text),
    Column("request_id", Text),
    # More than one only for refused logins: an attack is counted in one row.
    Column("count", Integer, nullable=False, server_default="1"),
    Index("ix_audit_events_user_id_id", "user_id", "id"),
    Index("ix_audit_events_type_id", "type", "id"),
    Index("ix_audit_events_user_id_type_id", "user_id", "type", "id"),
    Index(
        "ix_audit_events_actor_id_id",
        "actor_id",
        "id",
        postgresql_where=text("actor_id IS NOT NULL"),
    ),
)
