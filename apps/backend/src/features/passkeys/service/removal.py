"""Removing all passkeys of an account without its owner, from the command line: this module loads no
parser of passkeys."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from src.core.database import Database
from src.features.audit.schemas.schemas import AuditType
from src.features.audit.service.service import AuditService
from src.features.mail.schemas.schemas import EmailKind
from src.features.mail.service.service import MailService
from src.features.passkeys.repository import repository


async def remove_all(
    transaction: AsyncSession, database: Database, audit: AuditService, user_id: UUID, email: str
) -> int:
    """Remove every passkey of a locked account whose two-step login is off; return their number."""
    removed = await repository.delete_passkeys(transaction, user_id)
    if removed:
        await MailService(transaction, database).queue(EmailKind.PASSKEY_REMOVED, email, user_id)
    for passkey_id in removed:
        await audit.record(AuditType.PASSKEY_REMOVED, user_id, subject_id=passkey_id)
    return len(removed)
