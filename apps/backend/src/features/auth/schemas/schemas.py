"""Shapes that stay inside."""

from typing import NamedTuple
from uuid import UUID

from stylipp_schemas import AccountResponse


class ClientContext(NamedTuple):
    """What is known of who asks."""

    ip: str | None
    user_agent: str | None


class TokenPair(NamedTuple):
    """What a login or a refresh gives out."""

    access_token: str
    refresh_token: str
    seconds_left: int
    """Until the session's absolute end."""


class CurrentSession(NamedTuple):
    """Whose request it is, and by which session."""

    account: AccountResponse
    session_id: UUID
