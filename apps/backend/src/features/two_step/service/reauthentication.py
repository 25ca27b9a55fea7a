"""Proving again that a session belongs to the owner of the account."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from src.core.errors import Unauthenticated
from src.features.audit.service.service import AuditService
from src.features.auth.schemas.schemas import CurrentSession
from src.features.auth.service.wiring import Wiring
from src.features.two_step.service.login import MfaInvalid
from stylipp_schemas import PasskeyRequestOptions, ReauthenticationRequest


class PasswordNotEnough(Unauthenticated):
    """The account has two-step login."""

    code = "mfa_required"
    detail = "Two-step login is on: a password is not enough."


class PasskeyInvalid(Unauthenticated):
    code = "passkey_invalid"
    detail = "The passkey was refused."


class ReauthenticationService:
    """Rules of reauthentication. `transaction` is that of the request."""

    def __init__(self, transaction: AsyncSession, wiring: Wiring, audit: AuditService) -> None:
        self.wiring = wiring

    async def reauthenticate(
        self, current: CurrentSession, proof: ReauthenticationRequest
    ) -> datetime:
        """Return until when the session counts as recently proven."""
        raise MfaInvalid

    async def start(self, current: CurrentSession) -> PasskeyRequestOptions:
        """Return the options to ask for one of the account's passkeys."""
        raise PasskeyInvalid
