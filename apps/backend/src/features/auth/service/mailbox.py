"""Actions proven by access to the account's mailbox: verify the address, reset the password, change
the address.

*Forgot* and *resend* do not look up the account: the mail worker decides later whether there is
anything to send, so that neither the response nor its timing reveals whether an account exists.
"""

from sqlalchemy.ext.asyncio import AsyncSession

from src.core.errors import NotFound
from src.features.audit.schemas.schemas import AuditType
from src.features.audit.service.service import AuditService
from src.features.auth.schemas.schemas import CurrentSession
from src.features.auth.service.arrival import claim
from src.features.auth.service.passwords import check_new_password
from src.features.auth.service.service import AuthService
from src.features.auth.service.sessions import SessionExpired, SessionService
from src.features.auth.service.wiring import Wiring
from src.features.limits.schemas.schemas import Bucket
from src.features.limits.service.service import network_of
from src.features.mail.schemas.schemas import EmailKind, TokenOwner
from src.features.mail.service.service import MailService, OneTimeTokenInvalid
from src.features.users.service.addresses import check_new_email
from src.features.users.service.service import LastAdmin, UserService
from stylipp_schemas import (
    EmailChangeRequest,
    EmailResponse,
    PasswordResetRequest,
    UserAdminResponse,
)


class MailboxService:
    """Rules of mailed links. `transaction` is that of the request."""

    def __init__(self, transaction: AsyncSession, wiring: Wiring, audit: AuditService) -> None:
        self.audit = audit
        self.limits = wiring.limits
        self.hasher = wiring.hasher
        self.auth = AuthService(transaction, wiring, audit)
        self.users = UserService(transaction, wiring.database)
        self.sessions = SessionService(transaction, wiring, audit)
        self.mail = MailService(transaction, wiring.database)

    async def forgot_password(self, email: str) -> None:
        """Mail a link to reset the password, if an account has this address. Raises
        `TooManyAttempts`."""
        async with self.limits.attempt([self._network_bucket()]):
            if await self._may_mail(EmailKind.RESET_PASSWORD, email):
                await self.mail.queue(EmailKind.RESET_PASSWORD, email)

    async def resend_verification(self, current: CurrentSession) -> None:
        """Mail a new verification link, unless the address is already verified. Raises
        `SessionExpired`, `TooManyAttempts`."""
        async with self.limits.attempt([self._network_bucket()]):
            may_mail = await self._may_mail(EmailKind.VERIFY_EMAIL, current.account.email)
        account = await self.sessions.lock_account(current)
        if may_mail:
            await self.mail.queue(
                EmailKind.VERIFY_EMAIL,
                account.email,
                account.id,
                asked_from=self.audit.client.asked_from,
            )

    async def verify_email(self, token: str) -> None:
        """Mark the address as verified. Raises `OneTimeTokenInvalid`."""
        owner = await self.mail.find_owner(token, EmailKind.VERIFY_EMAIL)
        await self._use(token, EmailKind.VERIFY_EMAIL, owner)
        await self.users.verify_email(owner.user_id)
        await self.audit.record(AuditType.EMAIL_VERIFIED, owner.user_id)

    async def reset_password(self, reset: PasswordResetRequest) -> None:
        """Set a new password, end every session, and reset the limit of failed logins. Raises
        `OneTimeTokenInvalid`, one of `PASSWORD_RULES`, `ServerBusy`."""
        owner = await self.mail.find_owner(reset.token, EmailKind.RESET_PASSWORD)
        check_new_password(reset.new_password, owner.email, field="new_password")
        await self.auth.wiring.breaches.check(reset.new_password, field="new_password")
        new_hash = await self.hasher.hash(reset.new_password)
        account = await self._use(reset.token, EmailKind.RESET_PASSWORD, owner)
        if not account.is_email_verified:  # the link was mailed there
            await claim(self.auth, account.id, account.email, new_hash)
        await self.auth.set_password(account.id, account.email, new_hash, AuditType.PASSWORD_RESET)
        await self.limits.clear(self.limits.bucket("login-account", account.email))

    async def request_email_change(
        self, current: CurrentSession, change: EmailChangeRequest
    ) -> None:
        """Mail a link to the new address and notify the old one, which stays until the link is
        used. Earlier links of this kind become invalid. Raises `EmailForTests`,
        `InvalidCredentials`, `SessionExpired`, `ReauthenticationRequired`, `TooManyAttempts`,
        `ServerBusy`."""
        check_new_email(change.new_email, self.auth.wiring.settings, field="new_email")
        if change.current_password is not None:
            await self.auth.verify_again(current, change.current_password)
        async with self.limits.attempt([self._network_bucket()]):
            may_mail = await self._may_mail(EmailKind.CONFIRM_EMAIL_CHANGE, change.new_email)
        account = await self.auth.lock_proven(current, change.current_password)
        await self.mail.invalidate_links(account.id, account.email, EmailKind.CONFIRM_EMAIL_CHANGE)
        if may_mail:
            await self.mail.queue(
                EmailKind.CONFIRM_EMAIL_CHANGE,
                change.new_email,
                account.id,
                asked_from=self.audit.client.asked_from,
            )
            await self.mail.queue(EmailKind.EMAIL_CHANGE_REQUESTED, account.email, account.id)
        await self.audit.record(AuditType.EMAIL_CHANGE_REQUESTED, account.id)

    async def read_email(self, current: CurrentSession) -> EmailResponse:
        """Return the address, and the new one that waits to be confirmed. Raises `SessionExpired`."""
        email = await self.mail.read_email(current.account.id)
        if email is None:
            raise SessionExpired
        return email

    async def cancel_email_change(self, current: CurrentSession) -> None:
        """Cancel a change of address that has not been confirmed: its link becomes invalid. Raises
        `NotFound`, `SessionExpired`."""
        account = await self.sessions.lock_account(current)
        if not await self.mail.invalidate_links(
            account.id, account.email, EmailKind.CONFIRM_EMAIL_CHANGE
        ):
            raise NotFound
        await self.audit.record(AuditType.EMAIL_CHANGE_CANCELED, account.id)

    async def confirm_email_change(self, token: str) -> None:
        """Change the account's address to the one that the link was mailed to. Raises
        `OneTimeTokenInvalid`, `EmailAlreadyRegistered`."""
        owner = await self.mail.find_owner(token, EmailKind.CONFIRM_EMAIL_CHANGE)
        assert owner.new_email is not None
        account = await self._use(token, EmailKind.CONFIRM_EMAIL_CHANGE, owner)
        await self.mail.invalidate_links(account.id, account.email)
        await self.users.change_email(account.id, owner.new_email)
        await self.audit.record(AuditType.EMAIL_CHANGED, account.id)

    async def deny(self, token: str) -> None:
        """Undo what a link would confirm, for the owner of the mailbox who did not ask for it: a change of
        address is canceled, an account that was never verified is deleted. Raises
        `OneTimeTokenInvalid`, also for the last administrator."""
        try:
            owner = await self.mail.find_owner(token, EmailKind.CONFIRM_EMAIL_CHANGE)
        except OneTimeTokenInvalid:
            await self._deny_account(token)
            return
        account = await self.users.lock(owner.user_id)
        if account is None:
            raise OneTimeTokenInvalid
        await self.mail.consume(token, EmailKind.CONFIRM_EMAIL_CHANGE)
        await self.mail.invalidate_links(account.id, account.email, EmailKind.CONFIRM_EMAIL_CHANGE)
        await self.audit.record(AuditType.EMAIL_CHANGE_CANCELED, account.id)

    async def _deny_account(self, token: str) -> None:
        owner = await self.mail.find_owner(token, EmailKind.VERIFY_EMAIL)
        try:
            # Locks all administrators, so it comes before the lock of this account.
            await self.users.refuse_last_admin(owner.user_id)
        except LastAdmin:  # which a stranger must not learn
            raise OneTimeTokenInvalid from None
        account = await self.users.lock(owner.user_id)
        if account is None or account.is_email_verified or account.is_disabled:
            raise OneTimeTokenInvalid
        await self.mail.consume(token, EmailKind.VERIFY_EMAIL)
        await self.auth.delete_locked(account.id, account.email, AuditType.ACCOUNT_DENIED)

    async def _use(self, token: str, purpose: EmailKind, owner: TokenOwner) -> UserAdminResponse:
        """Lock the account, then consume the token: of several parallel requests, one succeeds."""
        account = await self.users.lock(owner.user_id)
        if account is None or account.is_disabled:
            raise OneTimeTokenInvalid
        await self.mail.consume(token, purpose)
        return account

    def _network_bucket(self) -> Bucket:
        return self.limits.bucket("mail-ip", network_of(self.audit.client.ip))

    async def _may_mail(self, kind: EmailKind, address: str) -> bool:
        """Whether the address is below its limit. The response does not reveal it, because that
        would reveal requests by others."""
        return await self.limits.take(self.limits.bucket(f"mail-{kind}", address))
