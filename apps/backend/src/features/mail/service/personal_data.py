"""What is stored about an account: its queued mail, its unused links, and the files of its mail."""

import asyncio

from sqlalchemy.ext.asyncio import AsyncSession

from src.core.feature import Owner, Resources
from src.features.mail.repository import login_codes, one_time_tokens, outbox
from src.features.mail.service.folder import delete_mail_files, mail_folder
from stylipp_schemas import PendingCodeExport, PendingEmailExport, PendingLinkExport


async def export_links(
    _: AsyncSession, resources: Resources, owner: Owner
) -> list[PendingLinkExport]:
    """Return the links that can still be used, without their tokens."""
    rows = await one_time_tokens.list_tokens(resources.database, owner.user_id)
    return [PendingLinkExport.model_construct(**row) for row in rows]


async def export_codes(
    _: AsyncSession, resources: Resources, owner: Owner
) -> list[PendingCodeExport]:
    """Return the codes that can still be used, without the codes themselves."""
    rows = await login_codes.list_codes(resources.database, owner.user_id, owner.email)
    return [PendingCodeExport.model_construct(**row) for row in rows]


async def export_emails(
    _: AsyncSession, resources: Resources, owner: Owner
) -> list[PendingEmailExport]:
    """Return the e-mails that are still queued."""
    rows = await outbox.list_emails(resources.database, owner.user_id, owner.email)
    return [
        PendingEmailExport.model_construct(
            kind=row.kind, address=row.address, created_at=row.created_at
        )
        for row in rows
    ]


async def erase(transaction: AsyncSession, resources: Resources, owner: Owner) -> None:
    """Delete the mail files of the account, and all queued mail and tokens of others that contain
    its address. Its own tokens and queued mail are deleted with its row."""
    await outbox.delete_emails_to(transaction, owner.email)
    await one_time_tokens.delete_tokens_for(transaction, owner.email)
    await login_codes.delete_codes_to(transaction, owner.email)
    folder = mail_folder(resources.settings)
    await asyncio.to_thread(delete_mail_files, folder, owner.user_id)
