"""What has happened to accounts. Not an entity: rows are written once and never change."""

from sqlalchemy import Column, DateTime, Index, Integer, Table, Text, Uuid, func, text
from uuid_utils.compat import uuid7

from src.models.base import Base

# No foreign key and nothing personal but random ids and a truncated address: what is left of a
# deleted account needs no rewriting.
audit_events = Table(
    "audit_events",
    Base.metadata,
    Column("id", Uuid, primary_key=True, default=uuid7),
    Column("at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("type", Text, nullable=False),
    # Whose account it is about; null for an address that nobody has.
    Column("user_id", Uuid),
    # Who did it, when that is somebody else.
    Column("actor_id", Uuid),
    Column("ip_network", Text),
    Column("request_id", Text),
    # More than one only for refused logins: an attack adds up instead of adding rows.
    Column("count", Integer, nullable=False, server_default="1"),
    Index("ix_audit_events_user_id_id", "user_id", "id"),
    Index(
        "ix_audit_events_actor_id_id",
        "actor_id",
        "id",
        postgresql_where=text("actor_id IS NOT NULL"),
    ),
)
