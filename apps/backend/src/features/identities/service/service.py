"""Logging in with a provider: which account its user is."""

import logging
from typing import NoReturn
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from src.core.errors import AppError
from src.core.oidc_client import Claims, OidcFailed
from src.core.postgres.failures import violated_constraint
from src.features.audit.schemas.schemas import AuditType
from src.features.audit.service.service import AuditService
from src.features.auth.schemas.schemas import LoginMethod, Proof, TokenPair
from src.features.auth.service.arrival import claim, create_account, lock_account
from src.features.auth.service.door import AccountDisabled, SecondFactorRequired
from src.features.auth.service.service import AuthService
from src.features.auth.service.wiring import Wiring
from src.features.identities.repository import repository
from src.features.identities.service.authorization import (
    LOGIN,
    OidcStateInvalid,
    authorization_url,
    exchange,
)
from src.features.identities.service.own import IDENTITY_CONSTRAINTS
from src.features.limits.service.service import TooManyAttempts, network_of
from src.features.mail.schemas.schemas import EmailKind
from src.features.users.service.addresses import may_register
from src.features.users.service.service import EmailAlreadyRegistered
from src.models import Identity
from stylipp_schemas import AuthorizationRequest

logger = logging.getLogger(__name__)

ROUNDS = 3
"""How often a login that was overtaken by another one looks again."""


class AccountExists(AppError):
    """An account has the address, and the provider does not prove that it is the same person's."""

    status_code = 409
    code = "account_exists"
    detail = (
        "There is an account with this e-mail address. Log in to it as before, then connect the "
        "provider on its Security page."
    )


class Overtaken(Exception):
    """Another request has created, connected, changed or deleted what this one has looked at."""


class OidcLoginService:
    """`transaction` is that of the request."""

    def __init__(self, transaction: AsyncSession, wiring: Wiring, audit: AuditService) -> None:
        self.transaction = transaction
        self.wiring = wiring
        self.audit = audit
        self.auth = AuthService(transaction, wiring, audit)

    async def start(self, provider: str, *, browser: bytes) -> str:
        """Return where to send the browser. Raises `NotFound`, `OidcUnavailable`."""
        return await authorization_url(self.wiring, provider, LOGIN, browser=browser)

    async def log_in(
        self, provider: str, answer: AuthorizationRequest, *, browser: bytes | None
    ) -> TokenPair:
        """Start a session. Raises `NotFound`, `OidcStateInvalid`, `OidcFailed`, `OidcUnavailable`,
        `AccountExists`, `AccountDisabled`, `SecondFactorRequired`, `TooManyAttempts`."""
        limits = self.wiring.limits
        bucket = limits.bucket("login-ip", network_of(self.audit.client.ip))
        try:
            async with limits.attempt([bucket]) as attempt:
                try:
                    claims = await exchange(self.wiring, provider, LOGIN, answer, browser=browser)
                    pair = await self._arrive(provider, claims)
                except SecondFactorRequired:
                    attempt.forgive()
                    # The response is an error, which rolls the transaction back: keep the connection.
                    await self.transaction.commit()
                    raise
                attempt.forgive()
        except TooManyAttempts as refusal:
            await self.audit.record_refusal(refusal.bucket.key, None, is_account=False)
            raise
        except (OidcStateInvalid, OidcFailed, AccountExists):
            await self.audit.record_failure(AuditType.LOGIN_FAILED, None)
            raise
        return pair

    async def _arrive(self, provider: str, claims: Claims) -> TokenPair:
        for _ in range(ROUNDS):
            try:
                # Undone, with its locks, if another request was faster.
                async with self.transaction.begin_nested():
                    user_id, epoch = await self._account_of(provider, claims)
            except Overtaken:
                continue
            pair = await self.auth.door.finish_login(user_id, epoch, Proof(LoginMethod.OIDC))
            assert pair is not None  # the account is held or locked
            return pair
        raise OidcFailed

    async def _account_of(self, provider: str, claims: Claims) -> tuple[UUID, int]:
        """Return the account, held or locked, and its epoch; connect or create it if need be
        (docs/decisions/0028-claiming.md). Raises `Overtaken`."""
        known = await repository.find_identity(self.wiring.database, claims.issuer, claims.subject)
        if known is not None:
            if known.disabled_at is not None:
                await self._refuse_disabled(known.user_id)
            if await self.auth.door.hold(known.user_id, known.auth_epoch) is None:
                raise Overtaken
            if not await repository.use_identity(self.transaction, known.id):
                raise Overtaken
            return known.user_id, known.auth_epoch
        if claims.email is None:
            logger.warning("The provider %s was refused: no address in the ID token.", provider)
            raise OidcFailed(field="email")
        account = await lock_account(self.transaction, email=claims.email)
        is_proven = claims.is_verified and claims.is_authority
        if account is None:
            return await self._create(provider, claims, is_verified=is_proven)
        if not is_proven:
            if await repository.find_identity(
                self.wiring.database, claims.issuer, claims.subject
            ):  # connected since the first look
                raise Overtaken
            await self._take_registration()
            raise AccountExists
        if account.is_disabled:
            await self._refuse_disabled(account.id)
        epoch = account.epoch
        if not account.is_verified:
            epoch = await claim(self.auth, account.id, account.email)
        await self._connect(provider, claims, account.id)
        await self.auth.mail.queue(EmailKind.IDENTITY_CONNECTED, account.email, account.id)
        return account.id, epoch

    async def _create(
        self, provider: str, claims: Claims, *, is_verified: bool
    ) -> tuple[UUID, int]:
        assert claims.email is not None
        if not may_register(claims.email, self.wiring.settings):
            logger.warning("The provider %s was refused: an address that gets no mail.", provider)
            raise OidcFailed
        try:
            user_id = await create_account(self.auth, claims.email, is_verified=is_verified)
        except EmailAlreadyRegistered:
            raise Overtaken from None
        await self._connect(provider, claims, user_id)
        account = await lock_account(self.transaction, user_id=user_id)
        assert account is not None
        return user_id, account.epoch

    async def _connect(self, provider: str, claims: Claims, user_id: UUID) -> None:
        identity = Identity(
            user_id=user_id,
            issuer=claims.issuer,
            subject=claims.subject,
            provider=provider,
            email=claims.email,
        )
        self.transaction.add(identity)
        try:
            await self.transaction.flush()
        except IntegrityError as error:
            name = violated_constraint(error)
            if name == IDENTITY_CONSTRAINTS[0]:
                raise Overtaken from None
            if name == IDENTITY_CONSTRAINTS[1]:  # another account of this provider is connected
                raise AccountExists from None
            raise
        await repository.use_identity(self.transaction, identity.id)
        await self.audit.record(AuditType.IDENTITY_LINKED, user_id, subject_id=identity.id)

    async def _refuse_disabled(self, user_id: UUID) -> NoReturn:
        await self.audit.record_failure(AuditType.LOGIN_FAILED, user_id)
        raise AccountDisabled

    async def _take_registration(self) -> None:
        """Telling that an address has an account costs as much as by registering it."""
        limits = self.wiring.limits
        async with limits.attempt([limits.bucket("register-ip", network_of(self.audit.client.ip))]):
            pass
