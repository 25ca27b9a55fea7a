"""Logging in with a mailed code, or with the link beside it.

A request for a mail looks nobody up: the mail worker decides later what there is to send, so that neither
the response nor its timing reveals whether an account exists.
"""

import hashlib

from sqlalchemy.ext.asyncio import AsyncSession

from src.core.errors import AppError, NotFound
from src.features.audit.schemas.schemas import AuditType
from src.features.audit.service.service import AuditService
from src.features.auth.schemas.schemas import LoginMethod, Proof, TokenPair
from src.features.auth.service.arrival import (
    ArrivingAccount,
    claim,
    create_account,
    lock_account,
)
from src.features.auth.service.door import AccountDisabled, SecondFactorRequired
from src.features.auth.service.service import AuthService
from src.features.auth.service.wiring import Wiring
from src.features.limits.schemas.schemas import Bucket
from src.features.limits.service.service import TooManyAttempts, network_of
from src.features.mail.schemas.schemas import CodeHolder, CodePurpose, EmailKind
from src.features.mail.service.login_codes import FoundCode, LoginCodeService
from src.features.mail.service.service import MailService, OneTimeTokenInvalid
from src.features.users.service.addresses import may_register
from src.features.users.service.service import EmailAlreadyRegistered, find_account
from stylipp_schemas import EmailLogin


class OtherBrowser(AppError):
    """The link was opened in another browser than the one that has asked for it. Nothing was consumed."""

    status_code = 409
    code = "other_browser"
    detail = "You asked for this link in another browser. Go on only if it was you."


class MailLoginService:
    """`transaction` is that of the request."""

    def __init__(self, transaction: AsyncSession, wiring: Wiring, audit: AuditService) -> None:
        self.transaction = transaction
        self.wiring = wiring
        self.audit = audit
        self.auth = AuthService(transaction, wiring, audit)
        self.mail = MailService(transaction, wiring.database)
        self.codes = LoginCodeService(transaction, wiring)

    async def start(self, email: str, *, browser: bytes) -> None:
        """Mail a code and a link, if the address may log in. Raises `TooManyAttempts`."""
        client, limits = self.audit.client, self.wiring.limits
        async with limits.attempt([limits.bucket("mail-ip", network_of(client.ip))]):
            if not await limits.take(await self._bucket_of(email)):
                return
        await self.mail.queue(
            EmailKind.LOGIN_CODE,
            email,
            browser_hash=_hash_of(browser),
            asked_from=client.asked_from,
            locale=client.locale,
        )

    async def complete(self, login: EmailLogin, *, browser: bytes | None) -> TokenPair:
        """Start a session, in an account that is created if there is none. Raises
        `OneTimeTokenInvalid`, `OtherBrowser`, `AccountDisabled`, `SecondFactorRequired`,
        `TooManyAttempts`."""
        limits = self.wiring.limits
        bucket = limits.bucket("passkey-ip", network_of(self.audit.client.ip))
        try:
            async with limits.attempt([bucket]) as attempt:
                try:
                    pair = await self._log_in(login, browser)
                except (OtherBrowser, SecondFactorRequired, AccountDisabled):
                    attempt.forgive()
                    raise
                attempt.forgive()
        except TooManyAttempts as refusal:
            await self.audit.record_refusal(refusal.bucket.key, None, is_account=False)
            raise
        except OneTimeTokenInvalid as refusal:
            await self.audit.record_failure(AuditType.LOGIN_FAILED, refusal.user_id)
            raise
        return pair

    async def _log_in(self, login: EmailLogin, browser: bytes | None) -> TokenPair:
        account = await self._arrive(await self._check(login, browser))
        epoch = account.epoch
        if not account.is_verified and not account.is_disabled:
            epoch = await claim(self.auth, account.id, account.email)
        try:
            pair = await self.auth.door.finish_login(account.id, epoch, Proof(LoginMethod.EMAIL))
        except (SecondFactorRequired, AccountDisabled):
            # The response is an error, which rolls the transaction back: the code stays used.
            await self.transaction.commit()
            raise
        assert pair is not None  # the account is locked
        return pair

    async def _bucket_of(self, email: str) -> Bucket:
        """Return the bucket that a mail is taken from. A device that has logged in to the account with
        this address has its own, so that strangers who ask for mails do not lock the owner out. It is
        looked up by the account of the device, so that nothing depends on the typed address."""
        limits = self.wiring.limits
        device = self.wiring.device_tokens.read(self.audit.client.device_token)
        if device is not None:
            try:
                account = await find_account(self.wiring.database, user_id=device.owner_id)
            except NotFound:
                account = None
            if account is not None and account.email == email:
                return limits.bucket("mail-login-device", email, device.id)
        return limits.bucket(f"mail-{EmailKind.LOGIN_CODE}", email)

    async def _check(self, login: EmailLogin, browser: bytes | None) -> FoundCode:
        """Return the code that was proven; it is not consumed yet."""
        browser_hash = _hash_of(browser) if browser is not None else None
        if login.token is not None:
            code, asking_browser = await self.codes.find_by_token(CodePurpose.LOGIN, login.token)
            if asking_browser != browser_hash and not login.is_confirmed:
                raise OtherBrowser
            return code
        assert login.code is not None
        if browser_hash is None:
            raise OneTimeTokenInvalid
        return await self.codes.check_code(
            CodePurpose.LOGIN, CodeHolder(browser_hash=browser_hash), login.code
        )

    async def _arrive(self, code: FoundCode) -> ArrivingAccount:
        """Lock the account and then consume the code: of several parallel attempts, one succeeds."""
        while True:
            account = await self._lock_account_of(code)
            if account is not None:
                await self.codes.consume(CodePurpose.LOGIN, code)
                return account
            try:
                # Undone if somebody registers the address meanwhile: that account is locked first.
                async with self.transaction.begin_nested():
                    await self.codes.consume(CodePurpose.LOGIN, code)
                    user_id = await create_account(self.auth, code.address, is_verified=True)
            except EmailAlreadyRegistered:
                continue
            account = await lock_account(self.transaction, user_id=user_id)
            assert account is not None
            return account

    async def _lock_account_of(self, code: FoundCode) -> ArrivingAccount | None:
        """Return the account that the code logs in to, locked; None if it is to be created. Raises
        `OneTimeTokenInvalid`."""
        if code.user_id is not None:
            account = await lock_account(self.transaction, user_id=code.user_id)
            if account is None or account.email != code.address:
                raise OneTimeTokenInvalid
            return account
        account = await lock_account(self.transaction, email=code.address)
        settings = self.wiring.settings
        if account is None and not (
            settings.EMAIL_LOGIN_CREATES_ACCOUNTS and may_register(code.address, settings)
        ):
            raise OneTimeTokenInvalid
        return account


def _hash_of(browser: bytes) -> bytes:
    return hashlib.sha256(browser).digest()
