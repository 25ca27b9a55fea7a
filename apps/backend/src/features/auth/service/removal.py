"""Removing all connected accounts of an account without its owner, from the command line."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from src.core.database import Database
from src.features.audit.schemas.schemas import AuditType
from src.features.audit.service.service import AuditService
from src.features.auth.repository import credentials as repository
from src.features.mail.schemas.schemas import EmailKind
from src.features.mail.service.service import MailService


async def remove_identities(
    transaction: AsyncSession, database: Database, audit: AuditService, user_id: UUID, email: str
) -> int:
    """Remove every connected account of a locked account; return their number."""
    removed = await repository.delete_identities(transaction, user_id)
    if removed:
        await MailService(transaction, database).queue(EmailKind.IDENTITY_REMOVED, email, user_id)
    for identity_id in removed:
        await audit.record(AuditType.IDENTITY_UNLINKED, user_id, subject_id=identity_id)
    return len(removed)
