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
    transaction: AsyncSession, user_id: UUID, settings: Settings
) -> None:
    """Raise `LastCredential` or `SecondFactorMissing` if the passkeys that this transaction has deleted
    must stay."""
    left = await repository.count_left(transaction, user_id, rp_id=settings.passkey_rp_id)
    await _check_credentials(transaction, user_id, settings, left.credentials)
    if left.is_two_step and left.second_factors == 0:
        raise SecondFactorMissing


async def check_identity_removal(
    transaction: AsyncSession, user_id: UUID, settings: Settings
) -> None:
    """Raise `LastCredential` if the identity that this transaction has deleted must stay."""
    left = await repository.count_left(transaction, user_id, rp_id=settings.passkey_rp_id)
    await _check_credentials(transaction, user_id, settings, left.credentials)


async def _check_credentials(
    transaction: AsyncSession, user_id: UUID, settings: Settings, credentials: int
) -> None:
    """Raise `LastCredential` if no password or passkey is left, and neither a provider that is set up nor
    a mailed code logs in to the locked account."""
    if credentials > 0:
        return
    if not await repository.has_other_login(
        transaction,
        user_id,
        issuers=[provider.issuer for provider in settings.oidc_providers.values()],
        has_email_login=settings.EMAIL_LOGIN,
    ):
        raise LastCredential


async def check_totp_removal(transaction: AsyncSession, user_id: UUID, *, rp_id: str) -> None:
    """Raise `SecondFactorMissing` if the authenticator app must stay."""
    others = await repository.count_left(transaction, user_id, rp_id=rp_id, is_totp=False)
    if others.is_two_step and others.second_factors == 0:
        raise SecondFactorMissing


async def check_second_factor(transaction: AsyncSession, user_id: UUID, *, rp_id: str) -> None:
    """Raise `SecondFactorMissing` if the account has neither an authenticator app nor a passkey."""
    found = await repository.count_left(transaction, user_id, rp_id=rp_id)
    if found.second_factors == 0:
        raise SecondFactorMissing
