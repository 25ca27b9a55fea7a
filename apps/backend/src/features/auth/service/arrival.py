"""Arriving without a password: by e-mail or with another provider, whose proof concerns an address.

A proof of an address that was never verified *claims* the account: somebody else may have registered it
(docs/decisions/0028-claiming.md).
"""

from typing import NamedTuple
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from src.features.audit.schemas.schemas import AuditType
from src.features.auth.repository import credentials as repository
from src.features.auth.service.service import AuthService
from src.features.limits.service.service import network_of
from src.features.mail.schemas.schemas import EmailKind


class ArrivingAccount(NamedTuple):
    """An account that is locked until the end of the transaction."""

    id: UUID
    email: str
    epoch: int
    is_verified: bool
    is_disabled: bool


async def lock_account(
    transaction: AsyncSession, *, user_id: UUID | None = None, email: str | None = None
) -> ArrivingAccount | None:
    """Return an account by its id or its address, locked; None if there is none."""
    row = await repository.lock_account(transaction, user_id=user_id, email=email)
    if row is None:
        return None
    return ArrivingAccount(
        id=row.id,
        email=row.email,
        epoch=row.auth_epoch,
        is_verified=row.email_verified_at is not None,
        is_disabled=row.disabled_at is not None,
    )


async def create_account(auth: AuthService, email: str, *, is_verified: bool) -> UUID:
    """Create an account without a password, which takes a token as a registration does; an address that
    is not verified yet gets a link. Raises `EmailAlreadyRegistered`, `TooManyAttempts`."""
    limits = auth.wiring.limits
    bucket = limits.bucket("register-ip", network_of(auth.audit.client.ip))
    async with limits.attempt([bucket]):
        user = await auth.users.create(
            email=email,
            password_hash=None,
            is_verified=is_verified,
            locale=auth.audit.client.locale,
        )
    if not is_verified and await limits.take(limits.bucket("mail-registered", email)):
        await auth.mail.queue(
            EmailKind.VERIFY_EMAIL, email, user.id, asked_from=auth.audit.client.asked_from
        )
    await auth.audit.record(AuditType.REGISTERED, user.id)
    return user.id


async def claim(auth: AuthService, user_id: UUID, email: str, new_hash: str | None = None) -> int:
    """Hand a locked account whose address was never verified to who has proven the address: all that was
    set before ends, from the password to sessions and links; the user's data stays. Returns the new
    epoch."""
    await repository.delete_credentials(auth.transaction, user_id)
    epoch = await auth.users.reset_credentials(user_id, new_hash)
    await auth.mail.invalidate_links(user_id, email)
    await auth.mail.queue(EmailKind.ACCOUNT_CLAIMED, email, user_id)
    await auth.audit.record(AuditType.ACCOUNT_CLAIMED, user_id)
    return epoch
