"""Changing the settings of an account."""

from pydantic import MISSING

from src.features.auth.schemas.schemas import CurrentSession
from src.features.auth.service.sessions import SessionService
from stylipp_schemas import AccountResponse, AccountUpdate


async def update_account(
    sessions: SessionService, current: CurrentSession, change: AccountUpdate
) -> AccountResponse:
    """Write what was sent, and return the account. Raises `SessionExpired`."""
    await sessions.lock_account(current)
    if change.locale is MISSING:
        return current.account
    await sessions.users.change_locale(current.account.id, change.locale)
    return current.account.model_copy(update={"locale": change.locale})
