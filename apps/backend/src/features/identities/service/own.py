"""The connected accounts of one account: listing, connecting and removing them."""

from typing import Any
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from src.core.config import Settings
from src.core.errors import AppError, NotFound
from src.core.feature import Owner, Resources
from src.core.postgres.failures import violated_constraint
from src.core.postgres.query import Row
from src.features.audit.schemas.schemas import AuditType
from src.features.audit.service.service import AuditService
from src.features.auth.schemas.schemas import CurrentSession
from src.features.auth.service.remaining import check_identity_removal
from src.features.auth.service.sessions import SessionService
from src.features.auth.service.wiring import Wiring
from src.features.identities.repository import repository
from src.features.identities.service.authorization import (
    LINK,
    authorization_url,
    bound_to,
    exchange,
)
from src.features.mail.schemas.schemas import EmailKind
from src.features.mail.service.service import MailService
from src.models import Identity
from stylipp_schemas import AuthorizationRequest, IdentityExport, IdentityResponse


class IdentityTaken(AppError):
    """The account at the provider is connected to another account, or this one has another one there."""

    status_code = 409
    code = "identity_taken"
    detail = (
        "That account is connected to another account, or another one of this provider is connected "
        "here. Remove the connection first."
    )


class OwnIdentityService:
    """The connected accounts of the account of `current`. `transaction` is that of the request."""

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
        self.user_id = current.account.id
        self.sessions = SessionService(transaction, wiring, audit)
        self.mail = MailService(transaction, wiring.database)

    async def start(self, provider: str, *, browser: bytes) -> str:
        """Return where to send the browser. Raises `NotFound`, `OidcUnavailable` and the errors of
        `SessionService.lock_account`."""
        await self._check()
        return await authorization_url(
            self.wiring, provider, LINK, browser=browser, bound=bound_to(self.current)
        )

    async def connect(
        self, provider: str, answer: AuthorizationRequest, *, browser: bytes | None
    ) -> tuple[IdentityResponse, bool]:
        """Connect the account at the provider; return whether it was not connected yet. Raises
        `NotFound`, `OidcStateInvalid`, `OidcFailed`, `OidcUnavailable`, `IdentityTaken` and the errors
        of `SessionService.lock_account`."""
        await self._check()
        claims = await exchange(
            self.wiring, provider, LINK, answer, browser=browser, bound=bound_to(self.current)
        )
        account = await self.sessions.lock_account(self.current, is_recent=True, is_verified=True)
        # Under the lock, no other request of this account connects it.
        for row in await repository.list_identities(self.wiring.database, self.user_id):
            if (row.issuer, row.subject) == (claims.issuer, claims.subject):
                return IdentityResponse.model_construct(**_fields(row, self.wiring.settings)), False
        identity = Identity(
            user_id=self.user_id,
            issuer=claims.issuer,
            subject=claims.subject,
            provider=provider,
            email=claims.email,
        )
        self.transaction.add(identity)
        try:
            await self.transaction.flush()
        except IntegrityError as error:
            if violated_constraint(error) in IDENTITY_CONSTRAINTS:
                raise IdentityTaken from None
            raise
        await self.mail.queue(EmailKind.IDENTITY_CONNECTED, account.email, self.user_id)
        await self.audit.record(AuditType.IDENTITY_LINKED, self.user_id, subject_id=identity.id)
        return IdentityResponse.model_construct(**_fields(identity, self.wiring.settings)), True

    async def disconnect(self, identity_id: UUID) -> None:
        """Remove a connected account. Raises `NotFound`, `LastCredential` and the errors of
        `SessionService.lock_account`."""
        account = await self.sessions.lock_account(self.current, is_recent=True)
        if not await repository.delete_identity(self.transaction, self.user_id, identity_id):
            raise NotFound
        await check_identity_removal(self.transaction, self.user_id, self.wiring.settings)
        await self.mail.queue(EmailKind.IDENTITY_REMOVED, account.email, self.user_id)
        await self.audit.record(AuditType.IDENTITY_UNLINKED, self.user_id, subject_id=identity_id)

    async def _check(self) -> None:
        """Check session, address and proof before the provider is asked, and hold no connection while
        it is."""
        async with self.wiring.database.transaction() as transaction:
            sessions = SessionService(transaction, self.wiring, self.audit)
            await sessions.lock_account(self.current, is_recent=True, is_verified=True)


IDENTITY_CONSTRAINTS = ("uq_identities_issuer", "uq_identities_user_id")


def _fields(row: Row | Identity, settings: Settings) -> dict[str, Any]:
    """Return the fields of `IdentityResponse`."""
    # By the issuer, as logins find it: the provider may have another name in the settings now.
    providers = settings.oidc_providers.values()
    provider = next((one for one in providers if one.issuer == row.issuer), None)
    return {
        "id": row.id,
        "provider": provider.id if provider is not None else row.provider,
        "provider_name": provider.name if provider is not None else row.provider,
        "email": row.email,
        "created_at": row.created_at,
        "last_used_at": row.last_used_at,
        "can_sign_in": provider is not None,
    }


async def list_identities(resources: Resources, user_id: UUID) -> list[IdentityResponse]:
    """Return the connected accounts of an account, newest first."""
    rows = await repository.list_identities(resources.database, user_id)
    return [IdentityResponse.model_construct(**_fields(row, resources.settings)) for row in rows]


async def export_identities(
    _: AsyncSession, resources: Resources, owner: Owner
) -> list[IdentityExport]:
    """Return everything stored about the connected accounts, newest first."""
    rows = await repository.list_identities(resources.database, owner.user_id)
    return [
        IdentityExport.model_construct(
            **_fields(row, resources.settings), issuer=row.issuer, subject=row.subject
        )
        for row in rows
    ]
