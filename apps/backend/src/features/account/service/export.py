"""Export of everything stored about an account."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from src.core.feature import Owner
from src.features.audit.schemas.schemas import AuditType
from src.features.audit.service.service import AuditService
from src.features.auth.schemas.schemas import CurrentSession
from src.features.auth.service.sessions import SessionService
from src.features.auth.service.wiring import Wiring
from stylipp_schemas import AccountExportResponse


class ExportService:
    """Collects the data from the other features. `transaction` is the request's."""

    def __init__(self, transaction: AsyncSession, wiring: Wiring, audit: AuditService) -> None:
        self.transaction = transaction
        self.wiring = wiring
        self.audit = audit

    async def export(self, current: CurrentSession) -> AccountExportResponse:
        """Return all of the data. This export appears in the audit events of the next one. Raises
        `SessionExpired`, `ReauthenticationRequired`."""
        await SessionService(self.transaction, self.wiring, self.audit).lock_account(
            current, is_recent=True
        )
        owner = Owner(current.account.id, current.account.email, current.session_id)
        await self.audit.record(AuditType.ACCOUNT_EXPORTED, owner.user_id)
        fields: dict[str, Any] = {
            name: await export.read(self.transaction, self.wiring, owner)
            for feature in self.wiring.features
            for name, export in feature.exports.items()
        }
        return AccountExportResponse.model_construct(**fields)
