"""The door: every way to log in ends here, and here it is decided whether a session starts."""

import secrets
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from src.core.errors import AppError, Unauthenticated
from src.features.audit.schemas.schemas import AuditType
from src.features.audit.service.service import AuditService
from src.features.auth.repository import starting as repository
from src.features.auth.schemas.schemas import HeldAccount, Proof, TokenPair
from src.features.auth.service.starting import SessionStarter
from src.features.auth.service.wiring import Wiring


class AccountDisabled(AppError):
    """Only revealed after a first factor was proven."""

    status_code = 403
    code = "account_disabled"
    detail = "This account is disabled."


class SecondFactorRequired(Unauthenticated):
    """The first factor was proven, and the account has two-step login."""

    code = "mfa_required"
    detail = "This account has two-step login. Send a second factor."

    def __init__(self, ticket: str = "") -> None:
        super().__init__()
        self.ticket = ticket
        """For the second step."""


class Door:
    """`transaction` is that of the request."""

    def __init__(self, transaction: AsyncSession, wiring: Wiring, audit: AuditService) -> None:
        self.transaction = transaction
        self.wiring = wiring
        self.audit = audit

    async def hold(self, user_id: UUID, epoch: int) -> HeldAccount | None:
        """Return the account, which cannot change before the end of the transaction; None if it has
        another epoch, was disabled or deleted.

        A proof that is consumed, such as a code, is consumed after this. Switching off or removing what
        such proofs are checked against locks the account first, too: in the other order, the two
        transactions would wait for each other.
        """
        row = await repository.hold_account(self.transaction, user_id, epoch)
        return HeldAccount(row.email, row.two_step_at is not None) if row is not None else None

    async def finish_login(
        self, user_id: UUID, epoch: int, proof: Proof, *, remember_device: bool = False
    ) -> TokenPair | None:
        """Start a session; None if the account was deleted, or has ended everything that began with
        this epoch. Raises `AccountDisabled`, `SecondFactorRequired`."""
        device_id = self.device_of(user_id) or secrets.token_hex(16)
        starter = SessionStarter(self.transaction, self.wiring, self.audit)
        while True:
            pair = await starter.start(user_id, epoch, proof, device_id)
            if pair is not None:
                break
            account = await repository.read_account(self.transaction, user_id)
            if account is None or account.auth_epoch != epoch:
                return None
            if account.disabled_at is not None:
                await self.audit.record_failure(AuditType.LOGIN_FAILED, user_id)
                raise AccountDisabled
            if account.two_step_at is not None and proof.second is None:
                raise SecondFactorRequired(self.wiring.tickets.make(user_id, epoch, proof.method))
            # Two-step login was switched off, or the account enabled, since the INSERT.
        seconds = self.wiring.settings.TRUSTED_DEVICE_SECONDS
        if remember_device and seconds > 0:
            await repository.trust_device(
                self.transaction, user_id, epoch, bytes.fromhex(device_id), seconds
            )
        await self.audit.record(AuditType.LOGGED_IN, user_id, method=proof.name)
        return pair

    def device_of(self, user_id: UUID) -> str | None:
        """Return the id of the client's device, if it has logged in to this account before."""
        return self.wiring.device_tokens.device_of(self.audit.client.device_token, user_id)
