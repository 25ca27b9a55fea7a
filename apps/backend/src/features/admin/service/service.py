"""Administration of accounts."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from src.core.database import Database
from src.core.errors import NotFound
from src.core.postgres.query import Row
from src.features.admin.repository import directory
from src.features.audit.schemas.schemas import AuditType
from src.features.audit.service.service import AuditService
from src.features.users.service.service import UserService, account_fields
from stylipp_schemas import PaginatedResponse, Role, UserAdminResponse, UserAdminUpdate
from stylipp_schemas.common import TOTAL_EXACT_MAX


class AdminService:
    """`transaction` is the request's; `database` runs single-statement reads."""

    def __init__(self, transaction: AsyncSession, database: Database, audit: AuditService) -> None:
        self.transaction = transaction
        self.database = database
        self.users = UserService(transaction, database)
        self.audit = audit

    async def list_page(
        self,
        prefix: str,
        page: int,
        page_size: int,
        *,
        role: Role | None = None,
        is_disabled: bool | None = None,
    ) -> PaginatedResponse[UserAdminResponse]:
        """Return one page of the accounts that match, newest first, or with a `prefix` of the address
        ordered by address. The list ends after `TOTAL_EXACT_MAX` accounts: skipping more rows
        would be slow."""
        found = directory.UserFilter(prefix.lower(), role, is_disabled)
        total = await directory.count_users(self.database, found, exact_max=TOTAL_EXACT_MAX)
        offset = (page - 1) * page_size
        rows = await directory.list_users(
            self.database,
            found,
            limit=max(0, min(page_size, TOTAL_EXACT_MAX - offset)),  # with 0, none is skipped
            offset=offset,
        )
        items = [_admin_view(row) for row in rows]
        return PaginatedResponse[UserAdminResponse].model_construct(
            items=items, total=total, page=page, page_size=page_size
        )

    async def read(self, user_id: UUID) -> UserAdminResponse:
        """Return one account. Raises `NotFound`."""
        row = await directory.find_user(self.database, user_id)
        if row is None:
            raise NotFound
        return _admin_view(row)

    async def update(
        self, user_id: UUID, change: UserAdminUpdate, actor_id: UUID | None
    ) -> UserAdminResponse:
        """Change role or state; disabling ends every session. `actor_id` is the administrator, None
        on the command line. Raises `NotFound`, `LastAdmin`."""
        if change.role is Role.USER or change.is_disabled:
            # Locks all administrators, so it must come before the lock of this account.
            await self.users.refuse_last_admin(user_id)
        account = await self.users.lock(user_id)
        if account is None:
            raise NotFound
        account.last_seen_at = await directory.find_last_seen(self.transaction, user_id)
        if change.role is not None and change.role is not account.role:
            await self.users.change_role(user_id, change.role)
            type_ = AuditType.PROMOTED if change.role is Role.ADMIN else AuditType.DEMOTED
            await self._record(type_, user_id, actor_id)
            account.role = change.role
        if change.is_disabled is not None and change.is_disabled is not account.is_disabled:
            if change.is_disabled:
                await self.users.disable(user_id)
                await self._record(AuditType.ACCOUNT_DISABLED, user_id, actor_id)
            else:
                await self.users.enable(user_id)
                await self._record(AuditType.ACCOUNT_ENABLED, user_id, actor_id)
            account.is_disabled = change.is_disabled
        return account

    async def end_sessions(self, user_id: UUID, actor_id: UUID) -> None:
        """End every session of an account. Raises `NotFound`."""
        if await self.users.lock(user_id) is None:
            raise NotFound
        await self.users.end_sessions(user_id)
        await self._record(AuditType.ALL_SESSIONS_ENDED, user_id, actor_id)

    async def _record(self, type_: AuditType, user_id: UUID, actor_id: UUID | None) -> None:
        await self.audit.record(type_, user_id, actor_id if actor_id != user_id else None)


def _admin_view(row: Row) -> UserAdminResponse:
    return UserAdminResponse.model_construct(**account_fields(row), last_seen_at=row.last_seen_at)
