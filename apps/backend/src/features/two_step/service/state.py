"""What an account has of two-step login, for its settings and its export."""

from sqlalchemy.ext.asyncio import AsyncSession

from src.core.errors import NotFound
from src.core.feature import Owner, Resources
from src.core.postgres.query import Row
from src.features.two_step.repository import state
from stylipp_schemas import TrustedDeviceExport, TwoStepExport, TwoStepState


async def _read(resources: Resources, owner: Owner) -> Row:
    row = await state.read_state(resources.database, owner.user_id, resources.settings)
    if row is None:
        raise NotFound
    return row


async def read_two_step(resources: Resources, owner: Owner) -> TwoStepState:
    """Return the state of two-step login. Raises `NotFound`."""
    row = await _read(resources, owner)
    return TwoStepState.model_construct(
        is_on=row.since is not None,
        since=row.since,
        has_totp=row.has_totp,
        recovery_codes_left=row.recovery_codes_left,
        trusted_devices=len(row.trusted_until),
    )


async def export_two_step(_: AsyncSession, resources: Resources, owner: Owner) -> TwoStepExport:
    """Return everything stored about it, except secrets and hashes. Raises `NotFound`."""
    row = await _read(resources, owner)
    return TwoStepExport.model_construct(
        since=row.since,
        has_totp=row.has_totp,
        recovery_codes_left=row.recovery_codes_left,
        trusted_devices=[
            TrustedDeviceExport.model_construct(expires_at=at) for at in row.trusted_until
        ],
    )
