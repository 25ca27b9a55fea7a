"""The second factors of an account: which it has, and using one."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from src.features.audit.service.service import AuditService
from src.features.auth.service.wiring import Wiring
from stylipp_schemas import MfaMethod


class FactorService:
    """`transaction` is that of the request. Before a factor is used, the caller holds the account
    (`Door.hold`): whoever changes factors locks the account first, so that nobody waits in a circle.
    """

    def __init__(self, transaction: AsyncSession, wiring: Wiring, audit: AuditService) -> None:
        self.transaction = transaction
        self.wiring = wiring
        self.audit = audit

    async def methods(self, user_id: UUID) -> list[MfaMethod]:
        """Return the second factors that the account can use."""
        raise NotImplementedError

    async def use_code(self, user_id: UUID, code: str) -> bool:
        """Whether the code of the authenticator app is right and was not used before; it is used now."""
        raise NotImplementedError

    async def use_recovery_code(self, user_id: UUID, text: str) -> bool:
        """Whether the text is one of the account's recovery codes; it is used now, and the owner gets a
        mail."""
        raise NotImplementedError
