"""What administrators may do with accounts."""

from datetime import UTC, datetime
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from src.core.database import Database
from src.core.errors import AppError, NotFound
from src.features.audit.service.service import AuditService, AuditType
from src.features.users.repository import directory, repository
from stylipp_schemas import PaginatedResponse, Role, UserAdminResponse, UserAdminUpdate
from stylipp_schemas.common import TOTAL_EXACT_MAX


class LastAdmin(AppError):
    """Afterwards nobody could administrate any more."""

    status_code = 409
    code = "last_admin"
    detail = "This is the last administrator. Make another one first."


class _Account(Protocol):
    id: Any
    email: Any
    created_at: Any
    role: Any
    email_verified_at: Any
    disabled_at: Any


def _response(account: _Account) -> UserAdminResponse:
    # Our own row: validating the address again would cost more than the query.
    return UserAdminResponse.model_construct(
        id=account.id,
        email=account.email,
        created_at=account.created_at,
        role=Role(account.role),
        is_email_verified=account.email_verified_at is not None,
        is_disabled=account.disabled_at is not None,
    )


async def refuse_last_admin(session: AsyncSession, user_id: UUID) -> None:
    """Raise `LastAdmin` if the account is the only one that administrates. Whoever passes holds a
    lock on all of them until the end of the transaction."""
    if list(await repository.lock_admins(session)) == [user_id]:
        raise LastAdmin


async def find_account(
    database: Database, *, user_id: UUID | None = None, email: str | None = None
) -> UserAdminResponse:
    """Return one account, by its identity or by its address in the stored form. Raises
    `NotFound`."""
    row = await repository.find_user(database, user_id=user_id, email=email)
    if row is None:
        raise NotFound
    return _response(row)


async def lock_account(
    session: AsyncSession, *, user_id: UUID | None = None, email: str | None = None
) -> UserAdminResponse | None:
    """Return one account as it is, and keep it so until the end of the transaction.

    Whatever changes an account, or queues mail or makes tokens for it, does this first: so what
    was checked under the lock still holds when it is written, and nobody waits in a circle.
    """
    row = await repository.lock_account(session, user_id=user_id, email=email)
    return _response(row) if row is not None else None


class UserAdminService:
    """`session` writes in the request's transaction; `database` reads one statement at a time."""

    def __init__(self, session: AsyncSession, database: Database, audit: AuditService) -> None:
        self.session = session
        self.database = database
        self.audit = audit

    async def list_page(
        self, prefix: str, page: int, page_size: int
    ) -> PaginatedResponse[UserAdminResponse]:
        """Return one page of all accounts, newest first, or of those whose address begins so, in
        the order of addresses."""
        prefix = prefix.lower()
        total = await directory.count_users(self.database, prefix, exact_max=TOTAL_EXACT_MAX)
        rows = await directory.list_users(
            self.database, prefix, limit=page_size, offset=(page - 1) * page_size
        )
        return PaginatedResponse[UserAdminResponse].model_construct(
            items=[_response(row) for row in rows], total=total, page=page, page_size=page_size
        )

    async def update(
        self, user_id: UUID, change: UserAdminUpdate, actor_id: UUID | None
    ) -> UserAdminResponse:
        """Change role or state; shutting an account ends its sessions. `actor_id` is who does it,
        None on the command line. Raises `NotFound`, `LastAdmin`."""
        if change.role is Role.USER or change.is_disabled:
            await refuse_last_admin(self.session, user_id)
        user = await repository.load_for_update(self.session, user_id)
        if user is None:
            raise NotFound
        if change.role is not None and change.role != user.role:
            user.role = change.role
            await self.audit.record(AuditType.ROLE_CHANGED, user_id, actor_id)
        if change.is_disabled and user.disabled_at is None:
            user.disabled_at = datetime.now(UTC)
            user.auth_epoch += 1
            await self.audit.record(AuditType.ACCOUNT_DISABLED, user_id, actor_id)
        elif change.is_disabled is False and user.disabled_at is not None:
            user.disabled_at = None
            await self.audit.record(AuditType.ACCOUNT_ENABLED, user_id, actor_id)
        await self.session.flush()
        return _response(user)
