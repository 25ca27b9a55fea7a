"""Starts sessions. Only the door and the change of a password may import this module (pyproject.toml):
everything else that logs in goes through the door."""

import secrets
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from src.core.devices import device_name
from src.features.audit.schemas.schemas import AuditType
from src.features.audit.service.service import AuditService
from src.features.auth.repository import sessions, starting
from src.features.auth.repository.starting import NewSession
from src.features.auth.schemas.schemas import Proof, TokenPair
from src.features.auth.service.wiring import Wiring


class SessionStarter:
    """`transaction` is that of the request."""

    def __init__(self, transaction: AsyncSession, wiring: Wiring, audit: AuditService) -> None:
        self.transaction = transaction
        self.wiring = wiring
        self.audit = audit

    async def start(
        self, user_id: UUID, epoch: int, proof: Proof, device_id: str
    ) -> TokenPair | None:
        """Start a session for a login; None if the account has changed or requires a second
        factor."""
        new = self._new(user_id, epoch)
        has_started = await starting.insert_session(
            self.transaction,
            new,
            method=proof.method,
            has_second=proof.second is not None,
            device_id=bytes.fromhex(device_id),
            may_be_trusted=self.wiring.settings.TRUSTED_DEVICE_SECONDS > 0,
        )
        return await self._finish(new, device_id) if has_started else None

    async def start_again(
        self, user_id: UUID, epoch: int, device_id: str, *, old_id: UUID
    ) -> TokenPair | None:
        """Start a session that has proven what another one of the locked account has."""
        new = self._new(user_id, epoch)
        has_started = await starting.insert_session_again(self.transaction, new, old_id=old_id)
        return await self._finish(new, device_id) if has_started else None

    def _new(self, user_id: UUID, epoch: int) -> NewSession:
        settings, client = self.wiring.settings, self.audit.client
        return NewSession(
            session_id=uuid7(),
            user_id=user_id,
            auth_epoch=epoch,
            secret=secrets.token_bytes(32),
            idle_seconds=settings.SESSION_IDLE_SECONDS,
            absolute_seconds=settings.SESSION_ABSOLUTE_SECONDS,
            device=device_name(client.user_agent),
            ip=client.ip,
        )

    async def _finish(self, new: NewSession, device_id: str) -> TokenPair:
        wiring = self.wiring
        keep = wiring.settings.SESSION_MAX_PER_USER
        if await sessions.end_oldest_sessions(self.transaction, new.user_id, keep=keep):
            await self.audit.record(AuditType.SESSION_ENDED, new.user_id)
        return TokenPair(
            new.user_id,
            wiring.access_tokens.issue(new.user_id, new.session_id),
            wiring.refresh_tokens.make(new.session_id, 0, new.secret),
            new.absolute_seconds,
            wiring.device_tokens.make(new.user_id, device_id),
        )
