"""The credentials that a login is verified against."""

from typing import NamedTuple
from uuid import UUID


class Credentials(NamedTuple):
    """The stored credentials of an account, and its epoch when they were read."""

    user_id: UUID
    password_hash: str | None
    """None: the account has no password."""
    auth_epoch: int
    is_disabled: bool
