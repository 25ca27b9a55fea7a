"""Shapes that stay inside."""

from typing import NamedTuple
from uuid import UUID

from stylipp_schemas import AccountResponse


class TokenPair(NamedTuple):
    """What a login or a refresh gives out."""

    access_token: str
    refresh_token: str
    seconds_left: int
    """Until the session's absolute end."""
    device_token: str | None = None
    """For the device cookie, after a login."""


class CurrentSession(NamedTuple):
    """Whose request it is, and by which session."""

    account: AccountResponse
    session_id: UUID
