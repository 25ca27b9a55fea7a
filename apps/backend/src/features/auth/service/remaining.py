"""What must remain: the last credential of an account, and the last second factor while two-step login
is on. The account is locked, so that of two removals at once the second sees the first."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from src.core.config import Settings
from src.core.errors import AppError
from src.features.auth.repository import credentials as repository


class LastCredential(AppError):
    """Without it, the account could not be logged in to."""

    status_code = 409
    code = "last_credential"
    detail = "This is the only way to log in to the account. Add another one first."


class SecondFactorMissing(AppError):
    """Two-step login needs at least one authenticator app or passkey."""

    status_code = 409
    code = "second_factor_missing"
    detail = (
        "Two-step login needs an authenticator app or a passkey. Add one first, or switch "
        "two-step login off."
    )


class TwoStepOff(SecondFactorMissing):
    """There are recovery codes only while two-step login is on."""

    detail = "Recovery codes belong to two-step login. Switch it on first."


async def check_passkey_removal(
    transaction: AsyncSession, settings: Settings, user_id: UUID, passkey_id: UUID
) -> None:
    """Raise `LastCredential` or `SecondFactorMissing` if the passkey must stay."""
    others = await repository.count_others(
        transaction,
        user_id,
        rp_id=settings.passkey_rp_id,
        passkey_id=passkey_id,
        is_totp=False,
    )
    if others.credentials == 0:
        raise LastCredential
    if others.is_two_step and others.second_factors == 0:
        raise SecondFactorMissing


async def check_totp_removal(transaction: AsyncSession, settings: Settings, user_id: UUID) -> None:
    """Raise `SecondFactorMissing` if the authenticator app must stay."""
    others = await repository.count_others(
        transaction, user_id, rp_id=settings.passkey_rp_id, passkey_id=None, is_totp=True
    )
    if others.is_two_step and others.second_factors == 0:
        raise SecondFactorMissing


async def check_second_factor(transaction: AsyncSession, settings: Settings, user_id: UUID) -> None:
    """Raise `SecondFactorMissing` if the account has neither an authenticator app nor a passkey."""
    found = await repository.count_others(
        transaction, user_id, rp_id=settings.passkey_rp_id, passkey_id=None, is_totp=False
    )
    if found.second_factors == 0:
        raise SecondFactorMissing
