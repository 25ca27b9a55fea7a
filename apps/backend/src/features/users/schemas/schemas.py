"""Shapes that stay inside."""

from typing import NamedTuple
from uuid import UUID


class Credentials(NamedTuple):
    """What a login is checked against."""

    user_id: UUID
    password_hash: str
    auth_epoch: int
    is_disabled: bool
