"""Changing the settings of your own account."""

from fastapi import APIRouter

from src.core.errors import error_responses
from src.features.account.service.update import update_account
from src.features.auth.router.dependencies import (
    AUTHENTICATION_ERRORS,
    CurrentSessionDep,
    SessionServiceDep,
)
from stylipp_schemas import AccountResponse, AccountUpdate

router = APIRouter(prefix="/v1/users/me", tags=["account"])


@router.patch(
    "",
    summary="Change your account's settings",
    responses=error_responses(*AUTHENTICATION_ERRORS),
)
async def update_me(
    body: AccountUpdate, current: CurrentSessionDep, sessions: SessionServiceDep
) -> AccountResponse:
    """Sets the language of the mails to the account. New accounts start with that of the browser."""
    return await update_account(sessions, current, body)
