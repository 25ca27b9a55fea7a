"""SQL about all that an account can be logged in with. The tables belong to other features."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Table, delete, func, literal, select
from sqlalchemy.ext.asyncio import AsyncSession

from src.models import (
    Identity,
    LoginCode,
    Passkey,
    TotpSecret,
    User,
    recovery_codes,
    trusted_devices,
)


async def count_left(
    transaction: AsyncSession, user_id: UUID, *, rp_id: str, is_totp: bool = True
) -> Row[*tuple[Any, ...]]:
    """Read what the locked account has: whether two-step login is on, and the numbers of credentials and
    of second factors; without `is_totp`, apart from its authenticator app. Passkeys of other relying
    parties do not count: browsers do not offer them here."""
    passkeys = (
        select(
            func.count().label("second_factors"),
            func.count().filter(Passkey.can_sign_in).label("sign_in"),
        )
        .where(Passkey.user_id == user_id, Passkey.rp_id == rp_id)
        .subquery()
    )
    apps = (
        select(func.count().label("n"))
        .where(TotpSecret.user_id == user_id, TotpSecret.is_confirmed)
        .where(literal(is_totp))
        .subquery()
    )
    result = await transaction.execute(
        select(
            User.two_step_at.is_not(None).label("is_two_step"),
            (passkeys.c.sign_in + func.num_nonnulls(User.password_hash)).label("credentials"),
            (passkeys.c.second_factors + apps.c.n).label("second_factors"),
        )
        .select_from(User)
        .join(passkeys, passkeys.c.sign_in.is_not(None))
        .join(apps, apps.c.n.is_not(None))
        .where(User.id == user_id)
    )
    return result.one()


async def has_other_login(
    transaction: AsyncSession, user_id: UUID, *, issuers: Collection[str], has_email_login: bool
) -> bool:
    """Whether a provider, of one of these issuers, or a mailed code logs in to the locked account."""
    identities = select(func.count()).where(
        Identity.user_id == user_id, Identity.issuer.in_(issuers)
    )
    verified = select(func.count()).where(
        User.id == user_id, User.email_verified_at.is_not(None), literal(has_email_login)
    )
    found = await transaction.execute(
        select(identities.scalar_subquery() + verified.scalar_subquery())
    )
    return bool(found.scalar_one())


async def delete_identities(transaction: AsyncSession, user_id: UUID) -> Sequence[UUID]:
    """Delete the connected accounts of an account; return their ids."""
    statement = delete(Identity).where(Identity.user_id == user_id).returning(Identity.id)
    return (await transaction.execute(statement)).scalars().all()


async def delete_credentials(transaction: AsyncSession, user_id: UUID) -> None:
    """Delete all that an account can be logged in with, except the password."""
    for table in (
        Passkey.__table__,
        Identity.__table__,
        TotpSecret.__table__,
        LoginCode.__table__,
        recovery_codes,
        trusted_devices,
    ):
        assert isinstance(table, Table)
        await transaction.execute(delete(table).where(table.c.user_id == user_id))


async def lock_account(
    transaction: AsyncSession, *, user_id: UUID | None = None, email: str | None = None
) -> Row[*tuple[Any, ...]] | None:
    """Lock one account and read what decides about an arrival."""
    condition = User.id == user_id if email is None else User.email == email
    statement = select(
        User.id, User.email, User.auth_epoch, User.email_verified_at, User.disabled_at
    )
    return (await transaction.execute(statement.where(condition).with_for_update())).first()
