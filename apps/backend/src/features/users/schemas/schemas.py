"""What a login is checked against."""

from typing import NamedTuple
from uuid import UUID


class Credentials(NamedTuple):
    """The stored credentials of an account, and the epoch that was valid with them."""

    user_id: UUID
    password_hash: str
    auth_epoch: int
    is_disabled: bool
