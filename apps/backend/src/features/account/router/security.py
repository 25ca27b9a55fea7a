"""Reading how your own account is logged in to."""

from fastapi import APIRouter, Request

from src.features.account.service.security import read_security_state
from src.features.auth.router.dependencies import LOGIN_RESPONSES, CurrentSessionDep
from src.features.auth.router.wiring import wiring_of
from stylipp_schemas import SecurityResponse

router = APIRouter(prefix="/v1/users/me", tags=["account"], responses=LOGIN_RESPONSES)


@router.get(
    "/security",
    summary="Read how your account is logged in to",
)
async def read_security(request: Request, current: CurrentSessionDep) -> SecurityResponse:
    """Returns whether the account has a password, the state of two-step login, and all passkeys, for the
    settings and for the browser's Signal API."""
    return await read_security_state(wiring_of(request), current)
