"""Proving again, by a login at a provider, that a session belongs to the owner of the account."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from src.core.errors import NotFound
from src.core.oidc_client import OidcFailed, OidcUnavailable
from src.features.audit.schemas.schemas import AuditType
from src.features.audit.service.service import AuditService
from src.features.auth.schemas.schemas import CurrentSession, LoginMethod
from src.features.auth.service.door import SecondFactorRequired
from src.features.auth.service.service import InvalidCredentials
from src.features.auth.service.sessions import SessionService
from src.features.auth.service.wiring import Wiring
from src.features.identities.repository import repository
from src.features.identities.service.authorization import (
    PROOF,
    OidcStateInvalid,
    authorization_url,
    bound_to,
    client_of,
    exchange,
)
from src.features.limits.service.service import TooManyAttempts
from stylipp_schemas import AuthorizationRequest


class OtherIdentity(InvalidCredentials):
    """Somebody has logged in at the provider, but not with what is connected to this account."""

    detail = "That was another account at the provider. Nothing was done."


class ProviderProofService:
    """Proofs of the session `current`. `transaction` is that of the request."""

    def __init__(
        self,
        transaction: AsyncSession,
        wiring: Wiring,
        audit: AuditService,
        current: CurrentSession,
    ) -> None:
        self.transaction = transaction
        self.wiring = wiring
        self.audit = audit
        self.current = current
        self.sessions = SessionService(transaction, wiring, audit)

    async def start(self, provider: str, *, browser: bytes) -> str:
        """Return where to send the browser. Raises `NotFound`, `SecondFactorRequired`, `SessionExpired`,
        `OidcUnavailable`."""
        # Committed before the provider is asked, so that no connection is held meanwhile.
        async with self.wiring.database.transaction() as transaction:
            sessions = SessionService(transaction, self.wiring, self.audit)
            account = await sessions.lock_account(self.current)
        if account.is_two_step:
            raise SecondFactorRequired
        # By the issuer, as logins find it: the provider may have had another name when it was connected.
        issuer = client_of(self.wiring, provider).settings.issuer
        identities = await repository.list_identities(self.wiring.database, account.id)
        if all(identity.issuer != issuer for identity in identities):
            raise NotFound
        return await authorization_url(
            self.wiring, provider, PROOF, browser=browser, bound=bound_to(self.current)
        )

    async def prove(
        self, provider: str, answer: AuthorizationRequest, *, browser: bytes | None
    ) -> datetime:
        """Record the proof in the session; return until when it counts as recent. Raises `NotFound`,
        `OidcStateInvalid`, `OidcFailed`, `OidcUnavailable`, `OtherIdentity`, `SecondFactorRequired`,
        `SessionExpired`, `TooManyAttempts`."""
        limits, user_id = self.wiring.limits, self.current.account.id
        bucket = limits.bucket("logged-in", str(self.current.session_id))
        try:
            async with limits.attempt([bucket]) as attempt:
                try:
                    await self._check(provider, answer, browser)
                except (SecondFactorRequired, OidcUnavailable):  # nothing that was wrong
                    attempt.forgive()
                    raise
                attempt.forgive()
        except TooManyAttempts as refusal:
            await self.audit.record_refusal(refusal.bucket.key, user_id, is_account=True)
            raise
        except (OidcStateInvalid, OidcFailed, OtherIdentity):
            await self.audit.record_failure(AuditType.LOGIN_FAILED, user_id)
            raise
        valid_until = await self.sessions.prove(self.current, is_first=True, is_second=False)
        await self.audit.record(AuditType.REAUTHENTICATED, user_id, method=LoginMethod.OIDC)
        return valid_until

    async def _check(
        self, provider: str, answer: AuthorizationRequest, browser: bytes | None
    ) -> None:
        claims = await exchange(
            self.wiring, provider, PROOF, answer, browser=browser, bound=bound_to(self.current)
        )
        account = await self.sessions.lock_account(self.current)
        if account.is_two_step:
            raise SecondFactorRequired
        # Under the lock, no other request of this account disconnects it.
        known = await repository.find_identity(self.wiring.database, claims.issuer, claims.subject)
        if known is None or known.user_id != account.id:
            raise OtherIdentity
        await repository.use_identity(self.transaction, known.id)
