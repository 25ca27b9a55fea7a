"""Devices whose logins skip the second step. Not an entity: a row is an account and a device."""

from sqlalchemy import Column, DateTime, ForeignKey, Index, Integer, LargeBinary, Table, Uuid

from src.models.base import Base

__all__ = ["trusted_devices"]

trusted_devices = Table(
    "trusted_devices",
    Base.metadata,
    Column("user_id", Uuid, ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
    # As in the device cookie. The cookie names the device, the row is the permission.
    Column("device_id", LargeBinary, primary_key=True),
    # The account's when the device was trusted: raising it ends the trust.
    Column("auth_epoch", Integer, nullable=False),
    Column("expires_at", DateTime(timezone=True), nullable=False),
    Index("ix_trusted_devices_expires_at", "expires_at"),
)
