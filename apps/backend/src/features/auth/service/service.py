"""Registering, logging in, and telling whose request it is."""

from collections.abc import Mapping
from typing import ClassVar
from uuid import UUID

from pydantic import ValidationError

from src.core.device_tokens import DeviceTokens
from src.core.errors import AppError
from src.core.passwords import PasswordHasher
from src.features.audit.service.service import AuditService, AuditType
from src.features.auth.schemas.schemas import CurrentSession, TokenPair
from src.features.auth.service.passwords import check_new_password
from src.features.auth.service.refresh import refresh_session
from src.features.auth.service.sessions import SessionService
from src.features.limits.service.service import Bucket, LimitService, TooManyAttempts, network_of
from src.features.mail.service.service import EmailKind, MailService
from src.features.users.service.admin import refuse_last_admin
from src.features.users.service.service import Credentials, UserService
from stylipp_schemas import (
    OAuth2TokenRequest,
    PasswordChangeRequest,
    UserCreate,
    UserLogin,
    UserResponse,
)


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
        """Make an account and mail a link that confirms its address. Raises one of
        `PASSWORD_RULES`, `EmailAlreadyRegistered`, `TooManyAttempts`, `ServerBusy`."""
        check_new_password(new.password, new.email)
        limit = self.limits.settings.RATE_LIMIT_REGISTER_IP
        # Hashed in no transaction: no connection is held meanwhile.
        async with self.limits.attempt(
            [self.limits.bucket("register-ip", limit, network_of(self.client.ip))]
        ):
            password_hash = await self.hasher.hash(new.password)
        user = await self.users.create(email=new.email, password_hash=password_hash)
        # Registering, deleting and registering again must not fill somebody's mailbox.
        limit = self.limits.settings.RATE_LIMIT_MAIL_ADDRESS
        if await self.limits.take(self.limits.bucket("mail-registered", limit, user.email)):
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
        pair = await self._start(credentials.user_id, credentials.auth_epoch, device)
        await self.audit.record(AuditType.LOGGED_IN, credentials.user_id)
        return pair

    async def change_password(
        self, current: CurrentSession, change: PasswordChangeRequest
    ) -> TokenPair:
        """Set a new password, end every session, and start one for this device. Raises
        `InvalidCredentials`, one of `PASSWORD_RULES`, `SessionExpired`, `TooManyAttempts`,
        `ServerBusy`."""
        check_new_password(change.new_password, current.account.email)
        device = await self.verify_again(current, change.current_password)
        new_hash = await self.hasher.hash(change.new_password)
        email = await self.sessions.lock_account(current)
        user_id = current.account.id
        epoch = await self.set_password(user_id, email, new_hash, AuditType.PASSWORD_CHANGED)
        return await self._start(user_id, epoch, device)

    async def set_password(self, user_id: UUID, email: str, new_hash: str, type_: AuditType) -> int:
        """Store a new password of a locked account, end every session, make every mailed link
        void, and tell the owner and the log. Returns the new epoch."""
        epoch = await self.users.change_password(user_id, new_hash)
        await self.mail.void_links(user_id, email)
        await self.mail.queue(EmailKind.PASSWORD_CHANGED, email, user_id)
        await self.audit.record(type_, user_id)
        return epoch

    async def delete_account(self, current: CurrentSession, password: str) -> None:
        """Delete the account and all that is personal. Raises `InvalidCredentials`, `LastAdmin`,
        `SessionExpired`, `TooManyAttempts`, `ServerBusy`."""
        await self.verify_again(current, password)
        user_id = current.account.id
        # Locks all administrators, so it comes before the lock of this account.
        await refuse_last_admin(self.users.session, user_id)
        email = await self.sessions.lock_account(current)
        await self.mail.forget(user_id, email)
        await self.users.delete(user_id)
        await self.audit.record(AuditType.ACCOUNT_DELETED, user_id)

    async def verify_again(self, current: CurrentSession, password: str) -> str | None:
        """Ask who is logged in for the password once more; return the trusted device that sent
        it. Raises `InvalidCredentials`, `TooManyAttempts`, `ServerBusy`."""
        login = UserLogin.model_construct(email=current.account.email, password=password)
        credentials, device = await self._verify(login, current.session_id)
        if credentials.user_id != current.account.id:  # the address has just changed hands
            raise InvalidCredentials
        return device

    async def _verify(
        self, login: UserLogin, session_id: UUID | None = None
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
        buckets = self._buckets(login, device, session_id)
        try:
            async with self.limits.attempt(buckets) as attempt:
                is_right = await self.hasher.verify(login.password, stored_hash)
                if credentials is None or not is_right:
                    raise InvalidCredentials
                attempt.forgive()
        except TooManyAttempts as refusal:
            # The first bucket is the account's; the other one is of the network's address.
            is_account = refusal.bucket == buckets[0]
            await self.audit.record_refusal(refusal.bucket.key, user_id, is_account=is_account)
            raise
        except InvalidCredentials:
            await self.audit.record_failure(AuditType.LOGIN_FAILED, user_id)
            raise
        return credentials, device

    async def _start(self, user_id: UUID, epoch: int, device: str | None) -> TokenPair:
        pair = await self.sessions.start(user_id, epoch)
        if pair is None:  # the password was changed while this one was being verified
            raise InvalidCredentials
        return pair._replace(device_token=self.devices.make(user_id, device))

    def _buckets(
        self, login: UserLogin, device: str | None, session_id: UUID | None
    ) -> list[Bucket]:
        """Who is logged in, or has been on this device, is limited apart from strangers: neither
        guesses at the account nor others behind the same address can lock its owner out, and
        neither can a thief in another session."""
        limits, settings = self.limits, self.limits.settings
        if session_id is not None:
            limit = settings.RATE_LIMIT_LOGIN_ACCOUNT
            return [limits.bucket("logged-in", limit, str(session_id))]
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
