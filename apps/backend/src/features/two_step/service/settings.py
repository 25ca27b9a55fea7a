"""Setting up two-step login: the authenticator app, recovery codes, trusted devices."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from src.core.errors import AppError, NotFound
from src.features.audit.schemas.schemas import AuditType
from src.features.audit.service.service import AuditService
from src.features.auth.schemas.schemas import CurrentSession, LockedAccount
from src.features.auth.service.remaining import (
    TwoStepOff,
    check_second_factor,
    check_totp_removal,
)
from src.features.auth.service.sessions import SessionService
from src.features.auth.service.wiring import Wiring
from src.features.mail.schemas.schemas import EmailKind
from src.features.mail.service.service import MailService
from src.features.two_step.repository import recovery_codes, totp, trusted_devices
from src.features.two_step.service.factors import step_of
from src.features.two_step.service.second_step import MfaInvalid
from src.features.two_step.service.switching import switch_off
from src.features.two_step.utils.recovery_codes import hashes_of, new_codes
from src.features.two_step.utils.totp import base32, new_secret, uri
from src.features.users.service.service import UserService
from stylipp_schemas import RecoveryCodesResponse, TotpEnrolment

PENDING_SECONDS = 600
"""How long a new secret waits to be confirmed."""


class TotpNotStarted(AppError):
    """There is no secret that could be confirmed, or its time is over."""

    status_code = 400
    code = "totp_not_started"
    detail = "No authenticator app is being set up, or its time is over. Start again."


class TwoStepService:
    """`transaction` is that of the request. Everything here locks the account first."""

    def __init__(self, transaction: AsyncSession, wiring: Wiring, audit: AuditService) -> None:
        self.transaction = transaction
        self.wiring = wiring
        self.audit = audit
        self.sessions = SessionService(transaction, wiring, audit)
        self.users = UserService(transaction, wiring.database)
        self.mail = MailService(transaction, wiring.database)

    async def enrol(self, current: CurrentSession) -> TotpEnrolment:
        """Make a secret that is used once it is confirmed. Raises `SessionExpired`,
        `ReauthenticationRequired`, `EmailNotVerified`."""
        account = await self.sessions.lock_account(current, is_recent=True, is_verified=True)
        secret = new_secret()
        key_id, sealed = self.wiring.vault.seal(secret, account.id.bytes)
        expires_at = await totp.replace_pending(
            self.transaction, account.id, key_id=key_id, sealed=sealed, seconds=PENDING_SECONDS
        )
        issuer = self.wiring.settings.TOTP_ISSUER
        return TotpEnrolment(
            secret=base32(secret),
            uri=uri(secret, account=account.email, issuer=issuer),
            expires_at=expires_at,
        )

    async def confirm(self, current: CurrentSession, code: str) -> RecoveryCodesResponse:
        """Use the new secret, and require a second factor from now on. Raises `TotpNotStarted`,
        `MfaInvalid`, `SessionExpired`, `ReauthenticationRequired`, `TooManyAttempts`."""
        account = await self.sessions.lock_account(current, is_recent=True)
        pending = await totp.find_pending(self.transaction, account.id)
        if pending is None:
            raise TotpNotStarted
        limits = self.wiring.limits
        async with limits.attempt([limits.bucket("logged-in", str(current.session_id))]) as attempt:
            step = step_of(self.wiring.vault, pending, code)
            if step is None:
                raise MfaInvalid
            attempt.forgive()
        await totp.confirm(self.transaction, pending, step)
        await self.audit.record(AuditType.TOTP_CONFIRMED, account.id)
        codes = await self._require_second_factor(current, account)
        await self.sessions.prove(current, is_first=False, is_second=True)
        return codes

    async def remove_totp(self, current: CurrentSession) -> None:
        """Delete the secret, and forget the trusted devices. Raises `NotFound`,
        `SecondFactorMissing`, `SessionExpired`, `ReauthenticationRequired`."""
        account = await self.sessions.lock_account(current, is_recent=True)
        if await totp.find_confirmed(self.transaction, account.id) is None:
            raise NotFound
        await check_totp_removal(
            self.transaction, account.id, rp_id=self.wiring.settings.passkey_rp_id
        )
        await totp.delete_all(self.transaction, account.id)
        await trusted_devices.delete_devices(self.transaction, account.id)
        await self.audit.record(AuditType.TOTP_REMOVED, account.id)
        await self._notify(account)

    async def switch(self, current: CurrentSession, *, is_on: bool) -> RecoveryCodesResponse:
        """Switch two-step login on, which makes recovery codes, or off. Raises `SecondFactorMissing`,
        `SessionExpired`, `ReauthenticationRequired`."""
        account = await self.sessions.lock_account(current, is_recent=True)
        if account.is_two_step == is_on:
            return RecoveryCodesResponse(codes=[])
        if is_on:
            await check_second_factor(
                self.transaction, account.id, rp_id=self.wiring.settings.passkey_rp_id
            )
            return await self._require_second_factor(current, account)
        await switch_off(
            self.transaction, self.wiring.database, self.audit, account.id, account.email
        )
        return RecoveryCodesResponse(codes=[])

    async def make_codes(self, current: CurrentSession) -> RecoveryCodesResponse:
        """Make new recovery codes; the ones before become invalid. Raises `TwoStepOff`,
        `SessionExpired`, `ReauthenticationRequired`."""
        account = await self.sessions.lock_account(current, is_recent=True)
        if not account.is_two_step:
            raise TwoStepOff
        await self._notify(account)
        return await self._replace_codes(account.id)

    async def forget_devices(self, current: CurrentSession) -> None:
        """Let every device be asked for the second factor again. Raises `SessionExpired`."""
        account = await self.sessions.lock_account(current)
        if await trusted_devices.delete_devices(self.transaction, account.id):
            await self.audit.record(AuditType.TRUSTED_DEVICES_FORGOTTEN, account.id)

    async def _require_second_factor(
        self, current: CurrentSession, account: LockedAccount
    ) -> RecoveryCodesResponse:
        """End every other session and the trust in devices. If two-step login is off, switch it on and
        make recovery codes."""
        await trusted_devices.delete_devices(self.transaction, account.id)
        if account.is_two_step:
            epoch = await self.users.end_sessions(account.id)
        else:
            epoch = await self.users.switch_two_step_on(account.id)
            await self.audit.record(AuditType.TWO_STEP_ON, account.id)
            await self.mail.queue(EmailKind.TWO_STEP_ON, account.email, account.id)
        await self.sessions.keep_only(current, epoch)
        if account.is_two_step:
            await self._notify(account)
            return RecoveryCodesResponse(codes=[])
        return await self._replace_codes(account.id)

    async def _notify(self, account: LockedAccount) -> None:
        await self.mail.queue(EmailKind.SECOND_FACTOR_CHANGED, account.email, account.id)

    async def _replace_codes(self, user_id: UUID) -> RecoveryCodesResponse:
        codes = new_codes()
        await recovery_codes.replace_codes(self.transaction, user_id, hashes_of(codes))
        await self.audit.record(AuditType.RECOVERY_CODES_MADE, user_id)
        return RecoveryCodesResponse(codes=codes)
