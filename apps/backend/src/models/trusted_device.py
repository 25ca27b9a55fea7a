"""Devices whose logins skip the second step. Not an entity: a row is an account and a device."""

from sqlalchemy import (
    Boolean,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Uuid,
    and_,
    bindparam,
    func,
)

from src.models.base import Base
from src.models.user import User

__all__ = ["DEVICE_IS_TRUSTED", "trusted_devices"]

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

DEVICE_IS_TRUSTED = and_(
    bindparam("may_be_trusted", type_=Boolean),
    trusted_devices.c.user_id == User.id,
    trusted_devices.c.auth_epoch == User.auth_epoch,
    trusted_devices.c.expires_at > func.now(),
)
"""A device of the account of `User` is trusted. `may_be_trusted`: whether devices can be at all."""
