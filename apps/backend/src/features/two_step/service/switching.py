"""Switching two-step login off: by its owner, or from the command line for an owner who has lost
everything, or whose account was taken over."""

from typing import NamedTuple
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from src.core.database import Database
from src.core.errors import NotFound
from src.features.audit.schemas.schemas import AuditType
from src.features.audit.service.service import AuditService
from src.features.auth.service.removal import remove_identities
from src.features.mail.schemas.schemas import EmailKind
from src.features.mail.service.service import MailService
from src.features.passkeys.service.removal import remove_all
from src.features.two_step.repository import recovery_codes, state, totp, trusted_devices
from src.features.users.service.service import UserService, lock_account


async def switch_off(
    transaction: AsyncSession, database: Database, audit: AuditService, user_id: UUID, email: str
) -> None:
    """Require no second factor any more, and delete the authenticator app, the recovery codes and the
    trust in devices. Passkeys stay. The account is locked."""
    await totp.delete_all(transaction, user_id)
    await recovery_codes.delete_codes(transaction, user_id)
    await trusted_devices.delete_devices(transaction, user_id)
    await UserService(transaction, database).switch_two_step_off(user_id)
    await audit.record(AuditType.TWO_STEP_OFF, user_id)
    await MailService(transaction, database).queue(EmailKind.TWO_STEP_OFF, email, user_id)


class Reset(NamedTuple):
    """What a reset has changed."""

    was_on: bool
    passkeys_removed: int
    identities_removed: int


async def reset_two_step(
    transaction: AsyncSession,
    database: Database,
    audit: AuditService,
    user_id: UUID,
    *,
    with_passkeys: bool,
) -> Reset:
    """Switch two-step login off and end all sessions: for an owner who has lost the second factors, or
    `with_passkeys` for one whose account was taken over, which removes the connected accounts, too. Without
    passkeys, nothing happens if it is already off. A reset by mail remains as a way to log in. There is no
    route for it: who asks must be identified by other means. Raises `NotFound`."""
    account = await lock_account(transaction, user_id=user_id)
    if account is None:
        raise NotFound
    was_on = await state.is_on(transaction, user_id)
    if was_on:
        await switch_off(transaction, database, audit, user_id, account.email)
    passkeys = identities = 0
    if with_passkeys:
        passkeys = await remove_all(transaction, database, audit, user_id, account.email)
        identities = await remove_identities(transaction, database, audit, user_id, account.email)
    if was_on or with_passkeys:
        await UserService(transaction, database).end_sessions(user_id)
        await audit.record(AuditType.ALL_SESSIONS_ENDED, user_id)
    return Reset(was_on, passkeys, identities)
