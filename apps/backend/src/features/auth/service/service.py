"""Registering, logging in, and telling whose request it is."""

from collections.abc import Mapping
from typing import ClassVar
from uuid import UUID

from pydantic import ValidationError

from src.core.device_tokens import DeviceTokens
from src.core.errors import AppError
from src.core.passwords import PasswordHasher, normalize_password
from src.features.audit.service.service import AuditService, AuditType
from src.features.auth.schemas.schemas import TokenPair
from src.features.auth.service.refresh import refresh_session
from src.features.auth.service.sessions import SessionService
from src.features.auth.utils.utils import is_common, is_made_of_context
from src.features.limits.service.service import Bucket, LimitService, TooManyAttempts, network_of
from src.features.mail.service.service import EmailKind, MailService
from src.features.users.service.service import Credentials, UserService
from stylipp_schemas import (
    AccountResponse,
    OAuth2TokenRequest,
    PasswordChangeRequest,
    UserCreate,
    UserLogin,
    UserResponse,
)
from stylipp_schemas.user import PASSWORD_MAX_LENGTH, PASSWORD_MIN_LENGTH


class PasswordTooShort(AppError):
    status_code = 422
    code = "password_too_short"
    detail = f"The password must have at least {PASSWORD_MIN_LENGTH} characters."


class PasswordTooLong(AppError):
    status_code = 422
    code = "password_too_long"
    detail = f"The password may have at most {PASSWORD_MAX_LENGTH} characters."


class PasswordCommon(AppError):
    status_code = 422
    code = "password_common"
    detail = "This password is among the first that anybody tries. Please choose another."


class PasswordContext(AppError):
    status_code = 422
    code = "password_context"
    detail = "The password is made of this site's name or your e-mail address. Add to it."


class InvalidCredentials(AppError):
    """Unknown address or wrong password; which of them, nobody learns."""

    status_code = 401
    code = "invalid_credentials"
    detail = "E-mail or password is wrong."
    headers: ClassVar[Mapping[str, str]] = {"WWW-Authenticate": "Bearer"}


class AccountDisabled(AppError):
    """Said only to who has proven the password."""

    status_code = 403
    code = "account_disabled"
    detail = "This account is disabled."


class NotAuthenticated(AppError):
    """There is no access token in the request."""

    status_code = 401
    code = "not_authenticated"
    detail = "Send an access token: Authorization: Bearer <token>."
    headers: ClassVar[Mapping[str, str]] = {"WWW-Authenticate": "Bearer"}


class GrantInvalid(AppError):
    """The token endpoint was asked for something else than it gives (RFC 6749 §5.2)."""

    status_code = 400
    code = "invalid_request"
    detail = "Send grant_type=password with username and password, or grant_type=refresh_token."


PASSWORD_RULES = (PasswordTooShort, PasswordTooLong, PasswordCommon, PasswordContext)


def check_new_password(password: str, email: str) -> None:
    """Raise one of `PASSWORD_RULES` if the password may not be chosen. No rule asks for certain
    kinds of characters (NIST SP 800-63B-4 §3.1.1.2)."""
    length = len(normalize_password(password))
    if length < PASSWORD_MIN_LENGTH:
        raise PasswordTooShort
    if length > PASSWORD_MAX_LENGTH:
        raise PasswordTooLong
    if is_common(password):
        raise PasswordCommon
    if is_made_of_context(password, email):
        raise PasswordContext


class AuthService:
    """Rules of authentication; accounts are `UserService`'s, sessions `SessionService`'s."""

    def __init__(
        self,
        users: UserService,
        sessions: SessionService,
        limits: LimitService,
        hasher: PasswordHasher,
        devices: DeviceTokens,
        mail: MailService,
        audit: AuditService,
    ) -> None:
        self.users = users
        self.sessions = sessions
        self.limits = limits
        self.hasher = hasher
        self.devices = devices
        self.mail = mail
        self.audit = audit
        self.client = audit.client

    async def register(self, new: UserCreate) -> UserResponse:
        """Make an account and mail a link that confirms its address. Raises one of `PASSWORD_RULES`, `EmailAlreadyRegistered`,
        `TooManyAttempts`, `ServerBusy`."""
        check_new_password(new.password, new.email)
        limit = self.limits.settings.RATE_LIMIT_REGISTER_IP
        # Hashed in no transaction: no connection is held meanwhile.
        async with self.limits.attempt(
            [self.limits.bucket("register-ip", limit, network_of(self.client.ip))]
        ):
            password_hash = await self.hasher.hash(new.password)
        user = await self.users.create(email=new.email, password_hash=password_hash)
        await self.mail.queue(EmailKind.VERIFY_EMAIL, user.email, user.id)
        await self.audit.record(AuditType.REGISTERED, user.id)
        return user

    async def login(self, login: UserLogin) -> TokenPair:
        """Start a session. Raises `InvalidCredentials`, `AccountDisabled`, `TooManyAttempts`,
        `ServerBusy`."""
        credentials, device = await self._verify(login)
        if credentials.is_disabled:
            await self.audit.record_failure(AuditType.LOGIN_FAILED, credentials.user_id)
            raise AccountDisabled
        if self.hasher.needs_rehash(credentials.password_hash):
            new_hash = await self.hasher.hash(login.password)
            await self.users.upgrade_password_hash(credentials, new_hash)
        pair = await self._start(credentials, credentials.auth_epoch, device)
        await self.audit.record(AuditType.LOGGED_IN, credentials.user_id)
        return pair

    async def change_password(
        self, account: AccountResponse, change: PasswordChangeRequest
    ) -> TokenPair:
        """Set a new password, end every session, and start one for this device. Raises
        `InvalidCredentials`, one of `PASSWORD_RULES`, `TooManyAttempts`, `ServerBusy`."""
        check_new_password(change.new_password, account.email)
        credentials, device = await self.verify_again(account, change.current_password)
        new_hash = await self.hasher.hash(change.new_password)
        await self.mail.withdraw_email_change(account.id)
        epoch = await self.users.change_password(credentials, new_hash)
        if epoch is None:
            raise InvalidCredentials
        await self.note_new_password(AuditType.PASSWORD_CHANGED, account.id, account.email)
        return await self._start(credentials, epoch, device)

    async def note_new_password(self, type_: AuditType, user_id: UUID, email: str) -> None:
        """Make every mailed link void, and tell the owner and the log."""
        await self.mail.revoke_tokens(user_id)
        await self.mail.queue(EmailKind.PASSWORD_CHANGED, email, user_id)
        await self.audit.record(type_, user_id)

    async def delete_account(self, account: AccountResponse, password: str) -> None:
        """Delete the account and all that is personal. Raises `InvalidCredentials`, `LastAdmin`, `TooManyAttempts`,
        `ServerBusy`."""
        credentials, _ = await self.verify_again(account, password)
        await self.mail.forget(account.id, account.email)
        if not await self.users.delete(credentials):
            raise InvalidCredentials
        await self.audit.record(AuditType.ACCOUNT_DELETED, account.id)

    async def verify_again(
        self, account: AccountResponse, password: str
    ) -> tuple[Credentials, str | None]:
        """Ask who is logged in for the password once more. Raises `InvalidCredentials`,
        `TooManyAttempts`, `ServerBusy`."""
        login = UserLogin.model_construct(email=account.email, password=password)
        return await self._verify(login, is_logged_in=True)

    async def _verify(
        self, login: UserLogin, *, is_logged_in: bool = False
    ) -> tuple[Credentials, str | None]:
        """Return whose password it is, and the trusted device that sent it.

        Known and unknown addresses cost the same statements and the same hash.
        """
        credentials = await self.users.find_credentials(login.email)
        stored_hash = credentials.password_hash if credentials is not None else None
        device = None
        if credentials is not None:
            device = self.devices.device_of(self.client.device_token, credentials.user_id)
        user_id = credentials.user_id if credentials is not None else None
        buckets = self._buckets(login, device, is_logged_in)
        try:
            async with self.limits.attempt(buckets) as attempt:
                is_right = await self.hasher.verify(login.password, stored_hash)
                if credentials is None or not is_right:
                    raise InvalidCredentials
                attempt.forgive()
        except TooManyAttempts as refusal:
            await self.audit.record_refusal(refusal.bucket.key, user_id)
            raise
        except InvalidCredentials:
            await self.audit.record_failure(AuditType.LOGIN_FAILED, user_id)
            raise
        return credentials, device

    async def _start(self, credentials: Credentials, epoch: int, device: str | None) -> TokenPair:
        pair = await self.sessions.start(credentials.user_id, epoch)
        if pair is None:  # the password was changed while this one was being verified
            raise InvalidCredentials
        return pair._replace(device_token=self.devices.make(credentials.user_id, device))

    def _buckets(self, login: UserLogin, device: str | None, is_logged_in: bool) -> list[Bucket]:
        """Who is logged in, or has been on this device, is limited apart from strangers: neither
        guesses at the account nor others behind the same address can lock its owner out."""
        limits, settings = self.limits, self.limits.settings
        if is_logged_in:
            limit = settings.RATE_LIMIT_LOGIN_ACCOUNT
            return [limits.bucket("logged-in-account", limit, login.email)]
        if device is not None:
            limit = settings.RATE_LIMIT_LOGIN_ACCOUNT
            return [limits.bucket("login-device", limit, login.email, device)]
        return [
            self.account_bucket(login.email),
            limits.bucket("login-ip", settings.RATE_LIMIT_LOGIN_IP, network_of(self.client.ip)),
        ]

    def account_bucket(self, email: str) -> Bucket:
        """Return the bucket of strangers' failures at one account."""
        limit = self.limits.settings.RATE_LIMIT_LOGIN_ACCOUNT
        return self.limits.bucket("login-account", limit, email)

    async def grant(self, form: OAuth2TokenRequest) -> TokenPair:
        """Log in or refresh for a client without cookies. Raises `GrantInvalid` and what `login`
        and `refresh_session` raise."""
        if form.grant_type == "refresh_token":
            return await refresh_session(self.sessions, form.refresh_token)
        if form.grant_type != "password" or form.username is None or form.password is None:
            raise GrantInvalid
        try:
            login = UserLogin(email=form.username, password=form.password)
        except ValidationError:  # no address, so nobody's
            raise InvalidCredentials from None
        return await self.login(login)
