"""Logging in with passkeys."""

from sqlalchemy.ext.asyncio import AsyncSession

from src.core.errors import Unauthenticated
from src.features.audit.service.service import AuditService
from src.features.auth.service.wiring import Wiring


class PasskeyUnknown(Unauthenticated):
    """No account has this passkey. Nothing else is told this way: the browser deletes the passkey then."""

    code = "passkey_unknown"
    detail = "This passkey does not exist anymore. Log in in another way."


class PasskeyInvalid(Unauthenticated):
    """The answer of the browser is wrong, used, expired, or for another browser or account. The response
    does not reveal which."""

    code = "passkey_invalid"
    detail = "This passkey was not accepted. Try again."


class PasskeyService:
    """Rules of passkeys as proof. `transaction` is that of the request."""

    def __init__(self, transaction: AsyncSession, wiring: Wiring, audit: AuditService) -> None:
        self.transaction = transaction
        self.wiring = wiring
        self.audit = audit
