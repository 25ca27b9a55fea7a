"""How a login is proven, the tokens that it issues, and the session that a request is authenticated
with."""

from enum import StrEnum
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


class LoginMethod(StrEnum):
    """The first proof of a login."""

    PASSWORD = "password"  # noqa: S105
    PASSKEY = "passkey"
    EMAIL = "email"
    OIDC = "oidc"


class Proof(NamedTuple):
    """What a login has proven so far."""

    method: LoginMethod
    second: str | None = None
    """The second factor: `totp`, `recovery_code` or `passkey`; None if none was proven. A passkey with
    user verification is both factors: possession of the device, and its PIN or biometrics."""

    @property
    def name(self) -> str:
        """As it is recorded: `passkey`, or `password+totp`."""
        if self.second is None or self.second == self.method:
            return self.method
        return f"{self.method}+{self.second}"


class Ticket(NamedTuple):
    """A login whose first step is done."""

    user_id: UUID
    epoch: int
    """The account's when the first factor was proven."""
    method: LoginMethod
    id: bytes
    expires_at: int
    """Unix time."""


class HeldAccount(NamedTuple):
    """An account that cannot change before the end of the transaction."""

    email: str
    is_two_step: bool


class LockedAccount(NamedTuple):
    """The account of a session, both locked until the end of the transaction."""

    id: UUID
    email: str
    is_two_step: bool
    has_password: bool
