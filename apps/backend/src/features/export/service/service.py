"""Everything that is held about an account, from every feature that holds something."""

from src.features.audit.service.service import AuditService, AuditType
from src.features.auth.service.sessions import CurrentSession, SessionService
from src.features.mail.service.service import MailService
from src.features.users.service.service import UserService
from stylipp_schemas import AccountExportResponse

AUDIT_EVENTS_MAX = 1000


class ExportService:
    """Asks the other features."""

    def __init__(
        self,
        users: UserService,
        sessions: SessionService,
        mail: MailService,
        audit: AuditService,
    ) -> None:
        self.users = users
        self.sessions = sessions
        self.mail = mail
        self.audit = audit

    async def export(self, current: CurrentSession) -> AccountExportResponse:
        """Return all of it. The log tells of the export from the next one on."""
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
