"""What can be done by who reads an account's mail: confirm the address, get back in, move.

*Forgot* and *resend* look nobody up: the mail worker decides later whether there is anything to
send, so neither the answer nor its time tells whether an account exists.
"""

from src.features.audit.service.service import AuditType
from src.features.auth.service.service import AuthService, check_new_password
from src.features.limits.service.service import network_of
from src.features.mail.service.service import EmailKind
from stylipp_schemas import AccountResponse, EmailChangeRequest, PasswordResetRequest


class MailboxService:
    """Rules about addresses and mailed links, on top of `AuthService`.

    Where a link is used, the account is changed first and the token consumed last, in the lock
    order of `mail.service`: of parallel tries all but one end in `OneTimeTokenInvalid`, and the
    transaction undoes what they did.
    """

    def __init__(self, auth: AuthService) -> None:
        self.auth = auth
        self.users = auth.users
        self.mail = auth.mail
        self.audit = auth.audit
        self.limits = auth.limits

    async def forgot_password(self, email: str) -> None:
        """Send a link that sets a new password, if the address has an account. Raises
        `TooManyAttempts`."""
        await self._queue_limited(EmailKind.RESET_PASSWORD, email)

    async def resend_verification(self, account: AccountResponse) -> None:
        """Send the link that confirms the address again, unless it is confirmed. Raises
        `TooManyAttempts`."""
        await self._queue_limited(EmailKind.VERIFY_EMAIL, account.email, account)

    async def verify_email(self, token: str) -> None:
        """Confirm the address. Raises `OneTimeTokenInvalid`."""
        owner = await self.mail.find_owner(token, EmailKind.VERIFY_EMAIL)
        await self.users.verify_email(owner.user_id)
        await self.mail.consume(token, EmailKind.VERIFY_EMAIL)
        await self.audit.record(AuditType.EMAIL_VERIFIED, owner.user_id)

    async def reset_password(self, reset: PasswordResetRequest) -> None:
        """Set a new password, end every session, and let the owner in where strangers have used
        up the tries. Raises `OneTimeTokenInvalid`, one of `PASSWORD_RULES`, `ServerBusy`."""
        owner = await self.mail.find_owner(reset.token, EmailKind.RESET_PASSWORD)
        check_new_password(reset.new_password, owner.email)
        new_hash = await self.auth.hasher.hash(reset.new_password)
        await self.mail.withdraw_email_change(owner.user_id)
        await self.users.reset_password(owner.user_id, new_hash)
        await self.mail.consume(reset.token, EmailKind.RESET_PASSWORD)
        await self.auth.note_new_password(AuditType.PASSWORD_RESET, owner.user_id, owner.email)
        await self.limits.clear(self.auth.account_bucket(owner.email))

    async def request_email_change(
        self, account: AccountResponse, change: EmailChangeRequest
    ) -> None:
        """Mail a link to the new address and tell the old one, which stays until the link is used.
        Raises `InvalidCredentials`, `TooManyAttempts`, `ServerBusy`."""
        await self.auth.verify_again(account, change.current_password)
        if not await self._may_mail(EmailKind.CONFIRM_EMAIL_CHANGE, change.new_email):
            return
        await self.mail.queue(EmailKind.EMAIL_CHANGE_REQUESTED, account.email, account.id)
        await self.mail.queue_email_change(account.id, change.new_email)
        await self.audit.record(AuditType.EMAIL_CHANGE_REQUESTED, account.id)

    async def confirm_email_change(self, token: str) -> None:
        """Move the account to the address that the link was mailed to. Raises
        `OneTimeTokenInvalid`, `EmailAlreadyRegistered`."""
        owner = await self.mail.find_owner(token, EmailKind.CONFIRM_EMAIL_CHANGE)
        assert owner.new_email is not None
        await self.mail.withdraw_email_change(owner.user_id)
        await self.users.change_email(owner.user_id, owner.new_email)
        await self.mail.consume(token, EmailKind.CONFIRM_EMAIL_CHANGE)
        await self.mail.revoke_tokens(owner.user_id)
        await self.audit.record(AuditType.EMAIL_CHANGED, owner.user_id)

    async def _queue_limited(
        self, kind: EmailKind, address: str, account: AccountResponse | None = None
    ) -> None:
        limit = self.limits.settings.RATE_LIMIT_MAIL_IP
        network = network_of(self.auth.client.ip)
        async with self.limits.attempt([self.limits.bucket("mail-ip", limit, network)]):
            if await self._may_mail(kind, address):
                await self.mail.queue(kind, address, account.id if account is not None else None)

    async def _may_mail(self, kind: EmailKind, address: str) -> bool:
        """Whether the address has not been written to too often; nobody is told, or strangers
        would learn that somebody else has asked."""
        limit = self.limits.settings.RATE_LIMIT_MAIL_ADDRESS
        return await self.limits.take(self.limits.bucket(f"mail-{kind}", limit, address))
