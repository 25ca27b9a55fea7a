"""SQL that counts what an account can be logged in with. The tables belong to other features."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, literal, select
from sqlalchemy.ext.asyncio import AsyncSession

from src.models import Passkey, TotpSecret, User


async def count_others(
    transaction: AsyncSession, user_id: UUID, *, rp_id: str, passkey_id: UUID | None, is_totp: bool
) -> Row[*tuple[Any, ...]]:
    """Read what the locked account has besides one passkey, or besides its authenticator app: whether
    two-step login is on, and the numbers of credentials and of second factors. Passkeys of another
    relying party do not count: browsers do not offer them here."""
    passkeys = (
        select(
            func.count().label("second_factors"),
            func.count().filter(Passkey.can_sign_in).label("sign_in"),
        )
        .where(
            Passkey.user_id == user_id,
            Passkey.rp_id == rp_id,
            Passkey.id.is_distinct_from(passkey_id),
        )
        .subquery()
    )
    apps = (
        select(func.count().label("n"))
        .where(TotpSecret.user_id == user_id, TotpSecret.is_confirmed)
        .where(literal(not is_totp))
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
