"""Sessions: recognising, starting, listing and ending them. Refreshing is in `refresh`."""

import secrets
from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from src.core.config import Settings
from src.core.database import Database
from src.core.errors import AppError, NotFound
from src.core.query import Row
from src.core.refresh_tokens import RefreshTokens, read_refresh_token
from src.core.security import AccessTokens, TokenExpired, TokenInvalid
from src.features.audit.service.service import AuditService, AuditType
from src.features.auth.repository import sessions as repository
from src.features.auth.schemas.schemas import CurrentSession as CurrentSession
from src.features.auth.schemas.schemas import TokenPair
from src.features.auth.utils.devices import device_name
from stylipp_schemas import AccountResponse, PaginatedResponse, Role, SessionExport, SessionResponse

EXPORTED_MAX = 1000
"""Sessions that have ended, in an export. Whoever logs in all day must not make it endless."""


class SessionExpired(AppError):
    """The token is good, but its session has ended, or the account is gone or disabled."""

    status_code = 401
    code = "session_expired"
    detail = "This session has ended. Log in again."
    headers: ClassVar[Mapping[str, str]] = {"WWW-Authenticate": 'Bearer error="invalid_token"'}


async def identify(
    database: Database, access_tokens: AccessTokens, access_token: str
) -> CurrentSession:
    """Return whose token it is, with one query and no transaction: every authenticated request
    does this first. Raises `TokenInvalid`, `TokenExpired`, `SessionExpired`."""
    bearer = access_tokens.verify(access_token)
    row = await repository.find_account(database, bearer.session_id, bearer.user_id)
    if row is None:
        raise SessionExpired
    # Our own row: validating the address again would cost more than the query.
    account = AccountResponse.model_construct(
        id=row.id,
        email=row.email,
        created_at=row.created_at,
        role=Role(row.role),
        is_email_verified=row.email_verified_at is not None,
    )
    return CurrentSession(account, bearer.session_id)


def _session_fields(row: Row, current: CurrentSession) -> dict[str, Any]:
    return {
        "id": row.id,
        "created_at": row.created_at,
        "last_seen_at": row.last_seen_at,
        "expires_at": row.expires_at,
        "device": row.device,
        "ip": row.ip,
        "is_current": row.id == current.session_id,
    }


class SessionService:
    """`session` writes in the request's transaction; `database` reads one statement at a time."""

    def __init__(
        self,
        session: AsyncSession,
        database: Database,
        access_tokens: AccessTokens,
        refresh_tokens: RefreshTokens,
        settings: Settings,
        audit: AuditService,
    ) -> None:
        self.session = session
        self.database = database
        self.access_tokens = access_tokens
        self.refresh_tokens = refresh_tokens
        self.settings = settings
        self.audit = audit
        self.client = audit.client

    async def start(self, user_id: UUID, auth_epoch: int) -> TokenPair | None:
        """Start a session for who has just proven the password; None if the password changed
        since `auth_epoch` was read."""
        session_id, secret = uuid7(), secrets.token_bytes(32)
        has_started = await repository.insert_session(
            self.session,
            session_id=session_id,
            user_id=user_id,
            auth_epoch=auth_epoch,
            secret=secret,
            idle_seconds=self.settings.SESSION_IDLE_SECONDS,
            absolute_seconds=self.settings.SESSION_ABSOLUTE_SECONDS,
            device=device_name(self.client.user_agent),
            ip=self.client.ip,
        )
        if not has_started:
            return None
        limit = self.settings.SESSION_MAX_PER_USER
        if await repository.end_oldest_sessions(self.session, user_id, keep=limit):
            await self.audit.record(AuditType.SESSION_ENDED, user_id)
        return TokenPair(
            self.access_tokens.issue(user_id, session_id),
            self.refresh_tokens.make(session_id, 0, secret),
            self.settings.SESSION_ABSOLUTE_SECONDS,
        )

    async def lock_account(self, current: CurrentSession) -> str:
        """Keep the account as it is until the end of the transaction, and return its address.

        For what was decided before, while a password was hashed: if the session is still alive
        under the lock, the password that was verified is still the account's. Raises
        `SessionExpired`.
        """
        email = await repository.lock_account(self.session, current.session_id, current.account.id)
        if email is None:
            raise SessionExpired
        return email

    async def list_page(
        self, current: CurrentSession, page: int, page_size: int
    ) -> PaginatedResponse[SessionResponse]:
        """Return one page of the own living sessions, newest first."""
        rows = await repository.list_sessions(self.database, current.account.id)
        first = (page - 1) * page_size
        items = [
            SessionResponse.model_construct(**_session_fields(row, current))
            for row in rows[first : first + page_size]
        ]
        return PaginatedResponse[SessionResponse].model_construct(
            items=items, total=len(rows), page=page, page_size=page_size
        )

    async def end(self, session_id: UUID, user_id: UUID) -> None:
        """End one of the own sessions. Raises `NotFound`, also for other people's."""
        if not await repository.revoke_session(self.session, session_id, user_id):
            raise NotFound
        await self.audit.record(AuditType.SESSION_ENDED, user_id)

    async def end_all(self, user_id: UUID) -> None:
        """End every session of the account, on all devices."""
        await repository.raise_epoch(self.session, user_id)
        await self.audit.record(AuditType.ALL_SESSIONS_ENDED, user_id)

    async def end_by_tokens(self, access_token: str | None, refresh_token: str | None) -> None:
        """End the sessions that the tokens belong to. Whatever is no token of ours is ignored:
        whoever wants to be logged out is."""
        if access_token is not None:
            try:
                bearer = self.access_tokens.verify(access_token)
            except (TokenInvalid, TokenExpired):
                pass
            else:
                await self._log_out(bearer.session_id, bearer.user_id)
        token = read_refresh_token(refresh_token) if refresh_token is not None else None
        if token is not None:
            state = await repository.find_refresh_state(self.database, token.session_id, 0)
            if state is not None and self.refresh_tokens.is_genuine(token, state.secret):
                await self._log_out(token.session_id, state.user_id)

    async def _log_out(self, session_id: UUID, user_id: UUID) -> None:
        if await repository.revoke_session(self.session, session_id, user_id):
            await self.audit.record(AuditType.LOGGED_OUT, user_id)

    async def export(self, current: CurrentSession) -> list[SessionExport]:
        """Return all that is held about the account's logins, newest first."""
        rows = await repository.list_all_sessions(
            self.database, current.account.id, ended_limit=EXPORTED_MAX
        )
        return [
            SessionExport.model_construct(
                **_session_fields(row, current), has_ended=not row.is_alive
            )
            for row in rows
        ]
