"""Export of everything stored about an account."""

from sqlalchemy.ext.asyncio import AsyncSession

from src.features.audit.schemas.schemas import AuditType
from src.features.audit.service.service import AuditService
from src.features.auth.schemas.schemas import CurrentSession
from src.features.auth.service.sessions import SessionService
from src.features.auth.service.wiring import Wiring
from src.features.mail.service.service import MailService
from src.features.users.service.service import UserService
from stylipp_schemas import AccountExportResponse

AUDIT_EVENTS_MAX = 1000


class ExportService:
    """Collects the data from the other features. `transaction` is the request's."""

    def __init__(self, transaction: AsyncSession, wiring: Wiring, audit: AuditService) -> None:
        self.audit = audit
        self.users = UserService(transaction, wiring.database)
        self.sessions = SessionService(transaction, wiring, audit)
        self.mail = MailService(transaction, wiring.database, wiring.mail_folder)

    async def export(self, current: CurrentSession) -> AccountExportResponse:
        """Return all of the data. This export appears in the audit events of the next one."""
        user_id = current.account.id
        await self.audit.record(AuditType.ACCOUNT_EXPORTED, user_id)
        events, total = await self.audit.list_newest(user_id, AUDIT_EVENTS_MAX)
        return AccountExportResponse.model_construct(
            account=await self.users.export(user_id),
            sessions=await self.sessions.export(current),
            pending_links=await self.mail.export_links(user_id),
            pending_emails=await self.mail.export_emails(user_id, current.account.email),
            audit_events=events,
            audit_events_total=total,
        )
