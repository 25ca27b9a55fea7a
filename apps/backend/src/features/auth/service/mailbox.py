"""What can be done by who reads an account's mail: confirm the address, get back in, move.

*Forgot* and *resend* look nobody up: the mail worker decides later whether there is anything to
send, so neither the answer nor its time tells whether an account exists.
"""

from src.features.audit.service.service import AuditType
from src.features.auth.schemas.schemas import CurrentSession
from src.features.auth.service.passwords import check_new_password
from src.features.auth.service.service import AuthService
from src.features.limits.service.service import Bucket, network_of
from src.features.mail.service.service import EmailKind, OneTimeTokenInvalid, TokenOwner
from src.features.users.service.admin import lock_account
from stylipp_schemas import EmailChangeRequest, PasswordResetRequest, UserAdminResponse


class MailboxService:
    """Rules about addresses and mailed links, on top of `AuthService`."""

    def __init__(self, auth: AuthService) -> None:
        self.auth = auth
        self.users = auth.users
        self.mail = auth.mail
        self.audit = auth.audit
        self.limits = auth.limits

    async def forgot_password(self, email: str) -> None:
        """Send a link that sets a new password, if the address has an account. Raises
        `TooManyAttempts`."""
        async with self.limits.attempt([self._network_bucket()]):
            if await self._may_mail(EmailKind.RESET_PASSWORD, email):
                await self.mail.queue(EmailKind.RESET_PASSWORD, email)

    async def resend_verification(self, current: CurrentSession) -> None:
        """Send the link that confirms the address again, unless it is confirmed. Raises
        `SessionExpired`, `TooManyAttempts`."""
        async with self.limits.attempt([self._network_bucket()]):
            may_mail = await self._may_mail(EmailKind.VERIFY_EMAIL, current.account.email)
        email = await self.auth.sessions.lock_account(current)
        if may_mail:
            await self.mail.queue(EmailKind.VERIFY_EMAIL, email, current.account.id)

    async def verify_email(self, token: str) -> None:
        """Confirm the address. Raises `OneTimeTokenInvalid`."""
        owner = await self.mail.find_owner(token, EmailKind.VERIFY_EMAIL)
        await self._use(token, EmailKind.VERIFY_EMAIL, owner)
        await self.users.verify_email(owner.user_id)
        await self.audit.record(AuditType.EMAIL_VERIFIED, owner.user_id)

    async def reset_password(self, reset: PasswordResetRequest) -> None:
        """Set a new password, end every session, and let the owner in where strangers have used
        up the tries. Raises `OneTimeTokenInvalid`, one of `PASSWORD_RULES`, `ServerBusy`."""
        owner = await self.mail.find_owner(reset.token, EmailKind.RESET_PASSWORD)
        check_new_password(reset.new_password, owner.email)
        new_hash = await self.auth.hasher.hash(reset.new_password)
        account = await self._use(reset.token, EmailKind.RESET_PASSWORD, owner)
        await self.auth.set_password(account.id, account.email, new_hash, AuditType.PASSWORD_RESET)
        await self.users.verify_email(account.id)  # who could read the mail has proven the address
        await self.limits.clear(self.auth.account_bucket(account.email))

    async def request_email_change(
        self, current: CurrentSession, change: EmailChangeRequest
    ) -> None:
        """Mail a link to the new address and tell the old one, which stays until the link is used.
        Earlier links of this kind become void. Raises `InvalidCredentials`, `SessionExpired`,
        `TooManyAttempts`, `ServerBusy`."""
        await self.auth.verify_again(current, change.current_password)
        async with self.limits.attempt([self._network_bucket()]):
            may_mail = await self._may_mail(EmailKind.CONFIRM_EMAIL_CHANGE, change.new_email)
        email, user_id = await self.auth.sessions.lock_account(current), current.account.id
        await self.mail.void_links(user_id, email, EmailKind.CONFIRM_EMAIL_CHANGE)
        if may_mail:
            await self.mail.queue(EmailKind.CONFIRM_EMAIL_CHANGE, change.new_email, user_id)
            await self.mail.queue(EmailKind.EMAIL_CHANGE_REQUESTED, email, user_id)
        await self.audit.record(AuditType.EMAIL_CHANGE_REQUESTED, user_id)

    async def confirm_email_change(self, token: str) -> None:
        """Move the account to the address that the link was mailed to. Raises
        `OneTimeTokenInvalid`, `EmailAlreadyRegistered`."""
        owner = await self.mail.find_owner(token, EmailKind.CONFIRM_EMAIL_CHANGE)
        assert owner.new_email is not None
        account = await self._use(token, EmailKind.CONFIRM_EMAIL_CHANGE, owner)
        await self.mail.void_links(account.id, account.email)
        await self.users.change_email(account.id, owner.new_email)
        await self.audit.record(AuditType.EMAIL_CHANGED, account.id)

    async def _use(self, token: str, purpose: EmailKind, owner: TokenOwner) -> UserAdminResponse:
        """Lock the account, then use the token up: of any number of parallel tries, one."""
        account = await lock_account(self.users.session, user_id=owner.user_id)
        if account is None or account.is_disabled:
            raise OneTimeTokenInvalid
        await self.mail.consume(token, purpose)
        return account

    def _network_bucket(self) -> Bucket:
        limit = self.limits.settings.RATE_LIMIT_MAIL_IP
        return self.limits.bucket("mail-ip", limit, network_of(self.auth.client.ip))

    async def _may_mail(self, kind: EmailKind, address: str) -> bool:
        """Whether the address has not been written to too often; nobody is told, or strangers
        would learn that somebody else has asked."""
        limit = self.limits.settings.RATE_LIMIT_MAIL_ADDRESS
        return await self.limits.take(self.limits.bucket(f"mail-{kind}", limit, address))
