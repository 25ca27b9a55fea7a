"""Registration, login, and actions that require the password again."""

from uuid import UUID

from pydantic import ValidationError
from sqlalchemy.ext.asyncio import AsyncSession

from src.core.errors import AppError, Unauthenticated
from src.core.feature import Owner
from src.features.audit.schemas.schemas import AuditType
from src.features.audit.service.service import AuditService
from src.features.auth.schemas.schemas import (
    CurrentSession,
    LockedAccount,
    LoginMethod,
    Proof,
    TokenPair,
)
from src.features.auth.service.door import Door, SecondFactorRequired
from src.features.auth.service.passwords import check_new_password
from src.features.auth.service.refresh import RefreshService
from src.features.auth.service.sessions import ReauthenticationRequired, SessionService
from src.features.auth.service.wiring import Wiring
from src.features.limits.schemas.schemas import Bucket
from src.features.limits.service.service import TooManyAttempts, network_of
from src.features.mail.schemas.schemas import EmailKind
from src.features.mail.service.service import MailService
from src.features.users.schemas.schemas import Credentials
from src.features.users.service.addresses import check_new_email
from src.features.users.service.service import UserService, has_password
from stylipp_schemas import (
    OAuth2TokenRequest,
    UserCreate,
    UserLogin,
    UserResponse,
)


class InvalidCredentials(Unauthenticated):
    """Unknown address or wrong password. The response does not reveal which."""

    code = "invalid_credentials"
    detail = "E-mail or password is wrong."


class GrantInvalid(AppError):
    """The token request is incomplete, or its grant type is not supported (RFC 6749 §5.2)."""

    status_code = 400
    code = "invalid_request"
    detail = "Send grant_type=password with username and password, or grant_type=refresh_token."


class AuthService:
    """Rules of registration, login and re-authentication. `transaction` is that of the request."""

    def __init__(self, transaction: AsyncSession, wiring: Wiring, audit: AuditService) -> None:
        self.transaction = transaction
        self.wiring = wiring
        self.audit = audit
        self.users = UserService(transaction, wiring.database)
        self.door = Door(transaction, wiring, audit)
        self.sessions = SessionService(transaction, wiring, audit)
        self.refreshing = RefreshService(transaction, wiring, audit)
        self.mail = MailService(transaction, wiring.database)

    async def register(self, new: UserCreate) -> UserResponse:
        """Create an account and mail a link that verifies its address. Raises `EmailForTests`, one of
        `PASSWORD_RULES`, `EmailAlreadyRegistered`, `TooManyAttempts`, `ServerBusy`."""
        limits = self.wiring.limits
        check_new_email(new.email, self.wiring.settings)
        check_new_password(new.password, new.email)
        # Hashed before the transaction begins, so that no connection is held meanwhile.
        async with limits.attempt([limits.bucket("register-ip", network_of(self.audit.client.ip))]):
            await self.wiring.breaches.check(new.password)
            password_hash = await self.wiring.hasher.hash(new.password)
        user = await self.users.create(
            email=new.email, password_hash=password_hash, locale=self.audit.client.locale
        )
        # Registering, deleting and registering again must not flood a mailbox.
        if await limits.take(limits.bucket("mail-registered", user.email)):
            await self.mail.queue(
                EmailKind.VERIFY_EMAIL,
                user.email,
                user.id,
                asked_from=self.audit.client.asked_from,
            )
        await self.audit.record(AuditType.REGISTERED, user.id)
        return user

    async def login(self, login: UserLogin) -> TokenPair:
        """Start a session. Raises `InvalidCredentials`, `AccountDisabled`, `SecondFactorRequired`,
        `TooManyAttempts`, `ServerBusy`."""
        credentials = await self._verify(login)
        assert credentials.password_hash is not None
        if self.wiring.hasher.needs_rehash(credentials.password_hash):
            new_hash = await self.wiring.hasher.hash(login.password)
            await self.users.upgrade_password_hash(credentials, new_hash)
        while True:
            try:
                pair = await self.door.finish_login(
                    credentials.user_id, credentials.auth_epoch, Proof(LoginMethod.PASSWORD)
                )
            except SecondFactorRequired:
                # The response is an error, which rolls the transaction back: keep the new hash.
                await self.transaction.commit()
                raise
            if pair is not None:
                return pair
            # All sessions were ended while the password was being verified. It is still right, unless
            # it was changed, too.
            current = await self.users.find_credentials(login.email)
            if (
                current is None
                or current.user_id != credentials.user_id
                or current.password_hash != credentials.password_hash
            ):
                raise InvalidCredentials
            credentials = current

    async def set_password(self, user_id: UUID, email: str, new_hash: str, type_: AuditType) -> int:
        """Store a new password of a locked account, end every session, invalidate every mailed
        link, notify the owner and record the change. Returns the new epoch."""
        epoch = await self.users.change_password(user_id, new_hash)
        await self.mail.invalidate_links(user_id, email)
        await self.mail.queue(EmailKind.PASSWORD_CHANGED, email, user_id)
        await self.audit.record(type_, user_id)
        return epoch

    async def delete_account(self, current: CurrentSession, password: str | None) -> None:
        """Delete the account and all personal data. Raises `InvalidCredentials`, `LastAdmin`,
        `SessionExpired`, `ReauthenticationRequired`, `TooManyAttempts`, `ServerBusy`."""
        if password is not None:
            await self.verify_again(current, password)
        # Locks all administrators, so it comes before the lock of this account.
        await self.users.refuse_last_admin(current.account.id)
        account = await self.lock_proven(current, password)
        await self.delete_locked(account.id, account.email, AuditType.ACCOUNT_DELETED)

    async def delete_locked(self, user_id: UUID, email: str, type_: AuditType) -> None:
        """Delete a locked account, all of its personal data, and what features keep of it elsewhere.
        Every deletion of an account ends here. The last administrator was refused before."""
        for feature in self.wiring.features:
            if feature.erase is not None:
                await feature.erase(self.transaction, self.wiring, Owner(user_id, email))
        await self.users.delete(user_id)
        await self.audit.record(type_, user_id)

    async def lock_proven(self, current: CurrentSession, password: str | None) -> LockedAccount:
        """Lock the account of a request with `current_password`, which was verified before. Only an
        account without a password may leave it out, and must be recently proven. Raises
        `InvalidCredentials`, `SessionExpired`, `ReauthenticationRequired`."""
        try:
            account = await self.sessions.lock_account(
                current, is_recent=True, is_password_proven=password is not None
            )
        except ReauthenticationRequired:
            # A client that forgot the password is told that, whatever was proven before.
            if password is None and await has_password(self.wiring.database, current.account.id):
                raise InvalidCredentials from None
            raise
        if password is None and account.has_password:
            raise InvalidCredentials
        return account

    async def verify_again(self, current: CurrentSession, password: str) -> None:
        """Verify the password of a user who is logged in. Raises `InvalidCredentials`,
        `TooManyAttempts`, `ServerBusy`."""
        login = UserLogin.model_construct(email=current.account.email, password=password)
        credentials = await self._verify(login, current.session_id)
        # The address may just have been taken over by another account.
        if credentials.user_id != current.account.id:
            raise InvalidCredentials

    async def _verify(self, login: UserLogin, session_id: UUID | None = None) -> Credentials:
        """Return the credentials that the password belongs to.

        Known and unknown addresses take the same statements and the same hash.
        """
        limits = self.wiring.limits
        credentials = await self.users.find_credentials(login.email)
        stored_hash = credentials.password_hash if credentials is not None else None
        device = None
        if credentials is not None:
            device = self.door.device_of(credentials.user_id)
        user_id = credentials.user_id if credentials is not None else None
        buckets = self._buckets(login, device, session_id)
        try:
            async with limits.attempt(buckets) as attempt:
                is_right = await self.wiring.hasher.verify(login.password, stored_hash)
                if credentials is None or not is_right:
                    raise InvalidCredentials
                attempt.forgive()
        except TooManyAttempts as refusal:
            # The first bucket is the account's, the other one the network's.
            is_account = refusal.bucket == buckets[0]
            await self.audit.record_refusal(refusal.bucket.key, user_id, is_account=is_account)
            raise
        except InvalidCredentials:
            await self.audit.record_failure(AuditType.LOGIN_FAILED, user_id)
            raise
        return credentials

    def _buckets(
        self, login: UserLogin, device: str | None, session_id: UUID | None
    ) -> list[Bucket]:
        """Return the buckets of a password attempt. Logged-in users, and devices that have logged
        in before, have separate limits, so that the owner cannot be locked out by guesses, by other
        clients with the same network address, or by a thief in another session."""
        limits = self.wiring.limits
        if session_id is not None:
            return [limits.bucket("logged-in", str(session_id))]
        if device is not None:
            return [limits.bucket("login-device", login.email, device)]
        return [
            limits.bucket("login-account", login.email),
            limits.bucket("login-ip", network_of(self.audit.client.ip)),
        ]

    async def grant(self, form: OAuth2TokenRequest) -> TokenPair:
        """Log in or refresh for a client without cookies. Raises `GrantInvalid` and the errors of
        `login` and `RefreshService.refresh`."""
        if form.grant_type == "refresh_token":
            return await self.refreshing.refresh(form.refresh_token)
        if form.grant_type != "password" or form.username is None or form.password is None:
            raise GrantInvalid
        try:
            login = UserLogin(email=form.username, password=form.password)
        except ValidationError:  # not an address, so no account has it
            raise InvalidCredentials from None
        return await self.login(login)
