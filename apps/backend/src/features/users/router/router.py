"""What people may do with their own account."""

from fastapi import APIRouter

from src.core.errors import error_responses
from src.features.auth.router.dependencies import AUTHENTICATION_ERRORS, CurrentAccount
from stylipp_schemas import AccountResponse

router = APIRouter(prefix="/v1/users", tags=["users"])


@router.get(
    "/me",
    summary="Read your own account",
    responses=error_responses(*AUTHENTICATION_ERRORS),
)
async def read_me(account: CurrentAccount) -> AccountResponse:
    """Returns the account that the access token belongs to."""
    return account
