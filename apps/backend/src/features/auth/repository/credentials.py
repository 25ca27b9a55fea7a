"""SQL that counts what an account can be logged in with. The tables belong to other features."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, literal, select
from sqlalchemy.ext.asyncio import AsyncSession

from src.models import Passkey, TotpSecret, User


async def count_left(
    transaction: AsyncSession, user_id: UUID, *, rp_id: str | None, is_totp: bool = True
) -> Row[*tuple[Any, ...]]:
    """Read what the locked account has: whether two-step login is on, and the numbers of credentials and
    of second factors; without `is_totp`, apart from its authenticator app. With an `rp_id`, passkeys of
    other relying parties do not count: browsers do not offer them here."""
    conditions = [Passkey.user_id == user_id]
    if rp_id is not None:
        conditions.append(Passkey.rp_id == rp_id)
    passkeys = (
        select(
            func.count().label("second_factors"),
            func.count().filter(Passkey.can_sign_in).label("sign_in"),
        )
        .where(*conditions)
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
