"""Registering, logging in, and telling whose request it is."""

from collections.abc import Mapping
from typing import ClassVar

from pydantic import ValidationError

from src.core.device_tokens import DeviceTokens
from src.core.errors import AppError
from src.core.passwords import PasswordHasher, normalize_password
from src.features.auth.schemas.schemas import ClientContext, TokenPair
from src.features.auth.service.refresh import refresh_session
from src.features.auth.service.sessions import SessionService
from src.features.auth.utils.utils import is_common, is_made_of_context
from src.features.limits.service.service import Bucket, LimitService, network_of
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
    ) -> None:
        self.users = users
        self.sessions = sessions
        self.limits = limits
        self.hasher = hasher
        self.devices = devices

    async def register(self, new: UserCreate, client: ClientContext) -> UserResponse:
        """Make an account. Raises one of `PASSWORD_RULES`, `EmailAlreadyRegistered`,
        `TooManyAttempts`, `ServerBusy`."""
        check_new_password(new.password, new.email)
        limit = self.limits.settings.RATE_LIMIT_REGISTER_IP
        # Hashed in no transaction: no connection is held meanwhile.
        async with self.limits.attempt(
            [self.limits.bucket("register-ip", limit, network_of(client.ip))]
        ):
            password_hash = await self.hasher.hash(new.password)
        return await self.users.create(email=new.email, password_hash=password_hash)

    async def login(self, login: UserLogin, client: ClientContext) -> TokenPair:
        """Start a session. Raises `InvalidCredentials`, `AccountDisabled`, `TooManyAttempts`,
        `ServerBusy`."""
        credentials, device = await self._verify(login, client)
        if credentials.is_disabled:
            raise AccountDisabled
        if self.hasher.needs_rehash(credentials.password_hash):
            new_hash = await self.hasher.hash(login.password)
            await self.users.upgrade_password_hash(credentials, new_hash)
        return await self._start(credentials, credentials.auth_epoch, client, device)

    async def change_password(
        self, account: AccountResponse, change: PasswordChangeRequest, client: ClientContext
    ) -> TokenPair:
        """Set a new password, end every session, and start one for this device. Raises
        `InvalidCredentials`, one of `PASSWORD_RULES`, `TooManyAttempts`, `ServerBusy`."""
        check_new_password(change.new_password, account.email)
        login = UserLogin.model_construct(email=account.email, password=change.current_password)
        credentials, device = await self._verify(login, client, is_logged_in=True)
        new_hash = await self.hasher.hash(change.new_password)
        epoch = await self.users.change_password(credentials, new_hash)
        if epoch is None:
            raise InvalidCredentials
        return await self._start(credentials, epoch, client, device)

    async def delete_account(
        self, account: AccountResponse, password: str, client: ClientContext
    ) -> None:
        """Delete the account. Raises `InvalidCredentials`, `LastAdmin`, `TooManyAttempts`,
        `ServerBusy`."""
        login = UserLogin.model_construct(email=account.email, password=password)
        credentials, _ = await self._verify(login, client, is_logged_in=True)
        if not await self.users.delete(credentials):
            raise InvalidCredentials

    async def _verify(
        self, login: UserLogin, client: ClientContext, *, is_logged_in: bool = False
    ) -> tuple[Credentials, str | None]:
        """Return whose password it is, and the trusted device that sent it.

        Known and unknown addresses cost the same statements and the same hash.
        """
        credentials = await self.users.find_credentials(login.email)
        stored_hash = credentials.password_hash if credentials is not None else None
        device = None
        if credentials is not None:
            device = self.devices.device_of(client.device_token, credentials.user_id)
        buckets = self._buckets(login, client, device, is_logged_in)
        async with self.limits.attempt(buckets) as attempt:
            is_right = await self.hasher.verify(login.password, stored_hash)
            if credentials is None or not is_right:
                raise InvalidCredentials
            attempt.forgive()
        return credentials, device

    async def _start(
        self, credentials: Credentials, epoch: int, client: ClientContext, device: str | None
    ) -> TokenPair:
        pair = await self.sessions.start(credentials.user_id, epoch, client)
        if pair is None:  # the password was changed while this one was being verified
            raise InvalidCredentials
        return pair._replace(device_token=self.devices.make(credentials.user_id, device))

    def _buckets(
        self, login: UserLogin, client: ClientContext, device: str | None, is_logged_in: bool
    ) -> list[Bucket]:
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
            limits.bucket("login-account", settings.RATE_LIMIT_LOGIN_ACCOUNT, login.email),
            limits.bucket("login-ip", settings.RATE_LIMIT_LOGIN_IP, network_of(client.ip)),
        ]

    async def grant(self, form: OAuth2TokenRequest, client: ClientContext) -> TokenPair:
        """Log in or refresh for a client without cookies. Raises `GrantInvalid` and what `login`
        and `refresh_session` raise."""
        if form.grant_type == "refresh_token":
            return await refresh_session(self.sessions, form.refresh_token, client)
        if form.grant_type != "password" or form.username is None or form.password is None:
            raise GrantInvalid
        try:
            login = UserLogin(email=form.username, password=form.password)
        except ValidationError:  # no address, so nobody's
            raise InvalidCredentials from None
        return await self.login(login, client)
