"""SQL that reads the state of two-step login."""

from uuid import UUID

from sqlalchemy import Text, bindparam, exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from src.core.config import Settings
from src.core.database import Database
from src.core.postgres.query import Query, Row
from src.models import DEVICE_IS_TRUSTED, Passkey, TotpSecret, User, recovery_codes, trusted_devices

_HAS_TOTP = exists().where(TotpSecret.user_id == User.id, TotpSecret.is_confirmed)
_STATE = Query(
    select(
        User.two_step_at.label("since"),
        _HAS_TOTP.label("has_totp"),
        select(func.count())
        .where(recovery_codes.c.user_id == User.id)
        .scalar_subquery()
        .label("recovery_codes_left"),
        func.array(
            select(trusted_devices.c.expires_at)
            .where(DEVICE_IS_TRUSTED)
            .order_by(trusted_devices.c.expires_at.desc())
            .scalar_subquery()
        ).label("trusted_until"),
        # With another PASSKEY_RP_ID, the browser does not find it.
        exists()
        .where(Passkey.user_id == User.id, Passkey.rp_id == bindparam("rp_id", type_=Text))
        .label("has_passkey"),
    ).where(User.id == bindparam("user_id"))
)


async def read_state(database: Database, user_id: UUID, settings: Settings) -> Row | None:
    """Read when two-step login was switched on, and the account's second factors."""
    return await database.fetch_row(
        _STATE,
        user_id=user_id,
        rp_id=settings.passkey_rp_id,
        may_be_trusted=settings.TRUSTED_DEVICE_SECONDS > 0,
    )


async def is_on(transaction: AsyncSession, user_id: UUID) -> bool:
    """Whether two-step login of a locked account is on."""
    is_on = User.two_step_at.is_not(None)
    return bool(await transaction.scalar(select(is_on).where(User.id == user_id)))
