"""Sessions: authenticating with one, starting, listing, ending. Refreshing is in `refresh`."""

import secrets
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from src.core.errors import BearerRefused, NotFound
from src.core.feature import Owner, Resources
from src.core.postgres.query import Row
from src.features.audit.schemas.schemas import AuditType
from src.features.audit.service.service import AuditService
from src.features.auth.repository import sessions as repository
from src.features.auth.schemas.schemas import CurrentSession, TokenPair
from src.features.auth.service.access_tokens import TokenExpired, TokenInvalid
from src.features.auth.service.wiring import Wiring
from src.features.auth.utils.devices import device_name
from src.features.auth.utils.refresh_tokens import read_refresh_token
from src.features.users.service.service import UserService, account_fields
from stylipp_schemas import AccountResponse, PaginatedResponse, SessionExport, SessionResponse

EXPORTED_MAX = 1000
"""Maximum number of ended sessions in an export: some users log in all day."""


class SessionExpired(BearerRefused):
    """The token is valid, but its session has ended, or the account was deleted or disabled."""

    code = "session_expired"
    detail = "This session has ended. Log in again."


async def identify(wiring: Wiring, access_token: str) -> CurrentSession:
    """Return the account and session of an access token, with one query and no transaction: every
    authenticated request starts here. Raises `TokenInvalid`, `TokenExpired`, `SessionExpired`."""
    bearer = wiring.access_tokens.verify(access_token)
    row = await repository.find_account(wiring.database, bearer.session_id, bearer.user_id)
    if row is None:
        raise SessionExpired
    account = AccountResponse.model_construct(**account_fields(row))
    return CurrentSession(account, bearer.session_id)


def _session_fields(row: Row, current_id: UUID | None) -> dict[str, Any]:
    return {
        "id": row.id,
        "created_at": row.created_at,
        "last_seen_at": row.last_seen_at,
        "expires_at": row.expires_at,
        "device": row.device,
        "ip": row.ip,
        "is_current": row.id == current_id,
    }


class SessionService:
    """Rules of sessions. `transaction` is that of the request."""

    def __init__(self, transaction: AsyncSession, wiring: Wiring, audit: AuditService) -> None:
        self.transaction = transaction
        self.wiring = wiring
        self.audit = audit
        self.users = UserService(transaction, wiring.database)

    async def start(self, user_id: UUID, auth_epoch: int) -> TokenPair | None:
        """Start a session for a user who has just proven the password; None if the password was
        changed after `auth_epoch` was read."""
        settings, client = self.wiring.settings, self.audit.client
        session_id, secret = uuid7(), secrets.token_bytes(32)
        has_started = await repository.insert_session(
            self.transaction,
            session_id=session_id,
            user_id=user_id,
            auth_epoch=auth_epoch,
            secret=secret,
            idle_seconds=settings.SESSION_IDLE_SECONDS,
            absolute_seconds=settings.SESSION_ABSOLUTE_SECONDS,
            device=device_name(client.user_agent),
            ip=client.ip,
        )
        if not has_started:
            return None
        limit = settings.SESSION_MAX_PER_USER
        if await repository.end_oldest_sessions(self.transaction, user_id, keep=limit):
            await self.audit.record(AuditType.SESSION_ENDED, user_id)
        return TokenPair(
            user_id,
            self.wiring.access_tokens.issue(user_id, session_id),
            self.wiring.refresh_tokens.make(session_id, 0, secret),
            settings.SESSION_ABSOLUTE_SECONDS,
        )

    async def lock_account(self, current: CurrentSession) -> str:
        """Lock the account until the end of the transaction and return its address.

        The password was verified before the lock, without a transaction. If the session is still
        active under the lock, that password is still the account's. Raises `SessionExpired`.
        """
        account = await self.users.lock(current.account.id)
        if account is None or not await repository.is_active(
            self.transaction, current.session_id, account.id
        ):
            raise SessionExpired
        return account.email

    async def list_page(
        self, current: CurrentSession, page: int, page_size: int, *, user_id: UUID | None = None
    ) -> PaginatedResponse[SessionResponse]:
        """Return one page of the user's active sessions, newest first, or with a `user_id` of
        another account's."""
        rows = await repository.list_sessions(self.wiring.database, user_id or current.account.id)
        first = (page - 1) * page_size
        items = [
            SessionResponse.model_construct(**_session_fields(row, current.session_id))
            for row in rows[first : first + page_size]
        ]
        return PaginatedResponse[SessionResponse].model_construct(
            items=items, total=len(rows), page=page, page_size=page_size
        )

    async def end(self, session_id: UUID, user_id: UUID) -> None:
        """End one of the user's sessions. Raises `NotFound`, also for those of other users."""
        if not await repository.revoke_session(self.transaction, session_id, user_id):
            raise NotFound
        await self.audit.record(AuditType.SESSION_ENDED, user_id)

    async def end_all(self, user_id: UUID) -> None:
        """End every session of the account, on all devices."""
        await self.users.end_sessions(user_id)
        await self.audit.record(AuditType.ALL_SESSIONS_ENDED, user_id)

    async def end_others(self, current: CurrentSession) -> None:
        """End every session of the account but this one. Raises `SessionExpired`."""
        # A login that is in progress either starts its session before the lock, and it is ended, or
        # after this transaction.
        await self.lock_account(current)
        user_id = current.account.id
        if await repository.revoke_other_sessions(self.transaction, current.session_id, user_id):
            await self.audit.record(AuditType.OTHER_SESSIONS_ENDED, user_id)

    async def end_by_tokens(self, access_token: str | None, refresh_token: str | None) -> None:
        """End the sessions that the tokens belong to. Invalid tokens are ignored: their owner is
        already logged out."""
        if access_token is not None:
            try:
                bearer = self.wiring.access_tokens.verify(access_token)
            except (TokenInvalid, TokenExpired):
                pass
            else:
                await self._log_out(bearer.session_id, bearer.user_id)
        token = read_refresh_token(refresh_token) if refresh_token is not None else None
        if token is not None:
            state = await repository.find_refresh_state(self.wiring.database, token.session_id, 0)
            if state is not None and self.wiring.refresh_tokens.is_genuine(token, state.secret):
                await self._log_out(token.session_id, state.user_id)

    async def _log_out(self, session_id: UUID, user_id: UUID) -> None:
        if await repository.revoke_session(self.transaction, session_id, user_id):
            await self.audit.record(AuditType.LOGGED_OUT, user_id)


async def export_sessions(
    _: AsyncSession, resources: Resources, owner: Owner
) -> list[SessionExport]:
    """Return everything stored about the account's sessions, newest first."""
    rows = await repository.list_all_sessions(
        resources.database, owner.user_id, ended_limit=EXPORTED_MAX
    )
    return [
        SessionExport.model_construct(
            **_session_fields(row, owner.session_id), has_ended=not row.is_active
        )
        for row in rows
    ]
