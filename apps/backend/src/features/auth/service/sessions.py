"""Sessions: authenticating with one, what it has proven, listing, ending. Starting is in `starting`,
refreshing in `refresh`."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from src.core.errors import AppError, BearerRefused, NotFound
from src.core.feature import Owner, Resources
from src.core.postgres.query import Row
from src.features.audit.schemas.schemas import AuditType
from src.features.audit.service.service import AuditService
from src.features.auth.repository import proofs
from src.features.auth.repository import sessions as repository
from src.features.auth.schemas.schemas import CurrentSession, LockedAccount
from src.features.auth.service.access_tokens import TokenExpired, TokenInvalid
from src.features.auth.service.wiring import Wiring
from src.features.auth.utils.refresh_tokens import read_refresh_token
from src.features.users.service.service import UserService, account_fields
from stylipp_schemas import AccountResponse, PaginatedResponse, SessionExport, SessionResponse

EXPORTED_MAX = 1000
"""Maximum number of ended sessions in an export: some users log in all day."""


class ReauthenticationRequired(AppError):
    """The operation needs a recent proof that the request comes from the owner. Not 401: clients take
    that as an end of the session."""

    status_code = 403
    code = "reauthentication_required"
    detail = (
        "Prove that it is you: send a proof to /v1/auth/reauthenticate, then repeat the request."
    )


class EmailNotVerified(AppError):
    """Otherwise, a stranger who registers the address first could keep a way into the account."""

    status_code = 403
    code = "email_not_verified"
    detail = "Verify your e-mail address first."


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

    async def lock_account(
        self,
        current: CurrentSession,
        *,
        is_recent: bool = False,
        is_password_proven: bool = False,
        is_verified: bool = False,
    ) -> LockedAccount:
        """Lock the account and the session until the end of the transaction. The same statement decides
        whether the operation may go on.

        `is_recent`: a factor must have been proven within RECENT_AUTH_SECONDS, with two-step login a
        second factor. `is_password_proven`: the password was verified before the lock, without a
        transaction, and is a first factor: if the session is still active under the lock, that password
        is still the account's. `is_verified`: the account's address must be verified. Raises
        `SessionExpired`, `ReauthenticationRequired`, `EmailNotVerified`.
        """
        row = await proofs.lock_account(
            self.transaction,
            current.session_id,
            current.account.id,
            recent_seconds=self.wiring.settings.RECENT_AUTH_SECONDS,
        )
        if row is None or not row.is_active:
            raise SessionExpired
        is_two_step = row.two_step_at is not None
        has_proof = row.is_second_recent if is_two_step else row.is_first_recent
        if is_recent and not has_proof and (is_two_step or not is_password_proven):
            raise ReauthenticationRequired
        if is_verified and row.email_verified_at is None:
            raise EmailNotVerified
        return LockedAccount(
            id=row.id, email=row.email, is_two_step=is_two_step, has_password=row.has_password
        )

    async def prove(self, current: CurrentSession, *, is_first: bool, is_second: bool) -> datetime:
        """Record that factors were proven again in this session; return until when sensitive operations
        need no other proof. The account is held or locked. Raises `SessionExpired`."""
        valid_until = await proofs.renew_proof(
            self.transaction,
            current.session_id,
            is_first=is_first,
            is_second=is_second,
            recent_seconds=self.wiring.settings.RECENT_AUTH_SECONDS,
        )
        if valid_until is None:
            raise SessionExpired
        return valid_until

    async def keep_only(self, current: CurrentSession, epoch: int) -> None:
        """Keep this session after the epoch of its locked account was raised, which has ended all
        others."""
        await proofs.move_to_epoch(self.transaction, current.session_id, epoch)
        await self.audit.record(AuditType.OTHER_SESSIONS_ENDED, current.account.id)

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
            **_session_fields(row, owner.session_id),
            has_ended=not row.is_active,
            login_method=row.login_method,
            first_factor_at=row.first_factor_at,
            second_factor_at=row.second_factor_at,
        )
        for row in rows
    ]
