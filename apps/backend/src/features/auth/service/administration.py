"""What administration requires of a session, besides the role of its account."""

from src.core.errors import AppError
from src.features.auth.repository import proofs as repository
from src.features.auth.schemas.schemas import CurrentSession
from src.features.auth.service.wiring import Wiring


class TwoStepRequired(AppError):
    """ADMIN_TWO_STEP is on, and the session has proven no second factor."""

    status_code = 403
    code = "two_step_required"
    detail = "Administration requires a second factor. Set one up, or log in again with it."


async def require_second_factor(wiring: Wiring, current: CurrentSession) -> None:
    """Raise `TwoStepRequired` if ADMIN_TWO_STEP is on and no second factor was proven in the session: a
    trusted device is none."""
    if not wiring.settings.ADMIN_TWO_STEP:
        return
    if not await repository.has_second_factor(wiring.database, current.session_id):
        raise TwoStepRequired
