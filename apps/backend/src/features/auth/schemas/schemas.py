"""The tokens that a login issues, and the session that a request is authenticated with."""

from typing import NamedTuple
from uuid import UUID

from stylipp_schemas import AccountResponse


class TokenPair(NamedTuple):
    """The tokens that a login or a refresh issues."""

    user_id: UUID
    access_token: str
    refresh_token: str
    seconds_left: int
    """Seconds until the session's absolute end."""
    device_token: str | None = None
    """For the device cookie, after a login."""


class CurrentSession(NamedTuple):
    """Account and session that a request is authenticated with."""

    account: AccountResponse
    session_id: UUID
