"""The second step of a login.

Guesses are limited by ticket, by account, and by account over a longer time, so that a thief of the
password gains nothing from beginning anew. A passkey or a recovery code cannot be guessed and is never
limited by account: the owner gets in with one while somebody guesses codes.
"""

import time
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from src.core.errors import Unauthenticated
from src.core.setting_types import DAY
from src.features.audit.schemas.schemas import AuditType
from src.features.audit.service.service import AuditService
from src.features.auth.schemas.schemas import HeldAccount, Proof, Ticket, TokenPair
from src.features.auth.service.door import Door, SecondFactorRequired
from src.features.auth.service.service import AuthService, InvalidCredentials
from src.features.auth.service.wiring import Wiring
from src.features.limits.schemas.schemas import Bucket
from src.features.limits.service.service import TooManyAttempts, network_of
from src.features.mail.schemas.schemas import EmailKind
from src.features.mail.service.service import MailService
from src.features.passkeys.service.relying_party import CHALLENGE_SECONDS
from src.features.passkeys.service.service import PasskeyInvalid, PasskeyService, PasskeyUnknown
from src.features.two_step.service.factors import FactorService
from src.features.two_step.utils.totp import is_code
from stylipp_schemas import (
    MfaMethod,
    MfaOptionsResponse,
    MfaVerifyRequest,
    OAuth2TokenRequest,
)

TICKET_TRIES = 5
WARNING_AFTER = 5
"""The owner is told that somebody knows the password after so many failures."""

PASSKEY_PURPOSE = "passkey-mfa"


class MfaInvalid(Unauthenticated):
    """The second factor is wrong, was used before, or is not one of the account. The response does not
    reveal which."""

    code = "mfa_invalid"
    detail = "This code or passkey is wrong or was used before."


class MfaExpired(Unauthenticated):
    """There is no ticket, or it is forged, expired, used up or spent, or the account has changed. The
    response does not reveal which."""

    code = "mfa_expired"
    detail = "This login has expired. Log in again."


class SecondStepService:
    """Rules of the second step. `transaction` is that of the request."""

    def __init__(self, transaction: AsyncSession, wiring: Wiring, audit: AuditService) -> None:
        self.transaction = transaction
        self.wiring = wiring
        self.audit = audit
        self.auth = AuthService(transaction, wiring, audit)
        self.door = Door(transaction, wiring, audit)
        self.factors = FactorService(transaction, wiring, audit)
        self.passkeys = PasskeyService(transaction, wiring, audit)
        self.mail = MailService(transaction, wiring.database)

    async def list_options(self, ticket_text: str | None, *, browser: bytes) -> MfaOptionsResponse:
        """Return the second factors of the ticket's account. Raises `MfaExpired`."""
        ticket, account = await self._hold(ticket_text)
        limits, seconds = self.wiring.limits, self.wiring.settings.MFA_TICKET_SECONDS
        is_used_up = await limits.is_claimed(
            "mfa-ticket", seconds, ticket.id.hex(), burst=TICKET_TRIES
        )
        if is_used_up or await limits.is_claimed("mfa-done", seconds, ticket.id.hex()):
            raise MfaExpired
        methods = await self.factors.methods(ticket.user_id)
        seconds_left = max(0, ticket.expires_at - int(time.time()))
        passkey = None
        if MfaMethod.PASSKEY in methods:
            passkey = await self.passkeys.request_options(
                PASSKEY_PURPOSE,
                browser=browser,
                bound=ticket.id,
                user_id=ticket.user_id,
                seconds=min(CHALLENGE_SECONDS, seconds_left),
            )
        return MfaOptionsResponse(
            account_id=ticket.user_id,
            email=account.email,
            methods=methods,
            passkey=passkey,
            remember_seconds=self.wiring.settings.TRUSTED_DEVICE_SECONDS,
            expires_in=seconds_left,
        )

    async def verify(
        self, ticket_text: str | None, proof: MfaVerifyRequest, *, browser: bytes | None
    ) -> TokenPair:
        """Start a session. Raises `MfaExpired`, `MfaInvalid`, `AccountDisabled`,
        `TooManyAttempts`."""
        ticket, account = await self._hold(ticket_text)
        if proof.account_id not in (None, ticket.user_id):  # another tab has begun another login
            raise MfaExpired
        limits, seconds = self.wiring.limits, self.wiring.settings.MFA_TICKET_SECONDS
        is_done = await limits.is_claimed("mfa-done", seconds, ticket.id.hex())
        if is_done or not await limits.claim(
            "mfa-ticket", seconds, ticket.id.hex(), burst=TICKET_TRIES
        ):
            raise MfaExpired
        buckets = self._buckets(ticket.user_id, is_code=proof.code is not None)
        try:
            async with limits.attempt(buckets) as attempt:
                method = await self._use(ticket, proof, browser)
                if method is None:
                    raise MfaInvalid
                attempt.forgive()
        except TooManyAttempts as refusal:
            await self.audit.record_refusal(
                refusal.bucket.key,
                ticket.user_id,
                is_account=refusal.bucket.name != "passkey-ip",
                type_=AuditType.MFA_REFUSED,
            )
            raise
        except MfaInvalid:
            await self._note_failure(ticket.user_id, account)
            raise
        # Two right proofs of one ticket at the same time start one session.
        if not await limits.claim("mfa-done", seconds, ticket.id.hex()):
            raise MfaExpired
        pair = await self.door.finish_login(
            ticket.user_id,
            ticket.epoch,
            Proof(ticket.method, method),
            remember_device=proof.remember_device,
        )
        assert pair is not None  # the account is held
        return pair

    async def grant(self, form: OAuth2TokenRequest) -> TokenPair:
        """Log in, in one step, or refresh for a client without cookies. Raises the errors of
        `AuthService.grant`, and `MfaInvalid`."""
        try:
            return await self.auth.grant(form)
        except SecondFactorRequired as required:
            if form.mfa_code is None:
                raise
            ticket = required.ticket
        if is_code(form.mfa_code):
            proof = MfaVerifyRequest.model_construct(code=form.mfa_code)
        else:
            proof = MfaVerifyRequest.model_construct(recovery_code=form.mfa_code)
        # The first step has ended the transaction of the request.
        async with self.wiring.database.transaction() as transaction:
            audit = AuditService(transaction, self.wiring.database, self.audit.client)
            try:
                return await SecondStepService(transaction, self.wiring, audit).verify(
                    ticket, proof, browser=None
                )
            except MfaExpired:  # the account has changed since the first step
                raise InvalidCredentials from None

    async def _hold(self, ticket_text: str | None) -> tuple[Ticket, HeldAccount]:
        """Return the ticket and its account, which cannot change before the end of the transaction.
        Raises `MfaExpired`."""
        ticket = self.wiring.tickets.read(ticket_text)
        account = await self.door.hold(ticket.user_id, ticket.epoch) if ticket is not None else None
        if ticket is None or account is None or not account.is_two_step:
            raise MfaExpired
        return ticket, account

    async def _use(
        self, ticket: Ticket, proof: MfaVerifyRequest, browser: bytes | None
    ) -> MfaMethod | None:
        """Return the second factor that was proven, and is used now; None if it was not."""
        user_id = ticket.user_id
        if proof.code is not None:
            return MfaMethod.TOTP if await self.factors.use_code(user_id, proof.code) else None
        if proof.recovery_code is not None:
            is_right = await self.factors.use_recovery_code(user_id, proof.recovery_code)
            return MfaMethod.RECOVERY_CODE if is_right else None
        assert proof.credential is not None
        try:
            assertion = await self.passkeys.check(
                proof.credential,
                PASSKEY_PURPOSE,
                browser=browser,
                bound=ticket.id,
                user_id=user_id,
            )
            await self.passkeys.use(assertion)
        except (PasskeyUnknown, PasskeyInvalid):
            return None
        return MfaMethod.PASSKEY

    def _buckets(self, user_id: UUID, *, is_code: bool) -> list[Bucket]:
        """Return the buckets of a try. Devices that have logged in before have separate limits for
        codes, so that guesses from elsewhere do not lock the owner out."""
        limits = self.wiring.limits
        network = limits.bucket("passkey-ip", network_of(self.audit.client.ip))
        if not is_code:
            return [network]
        subject = code_subject(self.door, user_id)
        return [limits.bucket("mfa", *subject), limits.bucket("mfa-day", *subject), network]

    async def _note_failure(self, user_id: UUID, account: HeldAccount) -> None:
        await self.audit.record_failure(AuditType.MFA_FAILED, user_id)
        limits, subject = self.wiring.limits, str(user_id)
        if await limits.claim("mfa-failures", DAY, subject, burst=WARNING_AFTER - 1):
            return
        if await limits.claim("password-known", DAY, subject):
            await self.mail.queue(EmailKind.PASSWORD_KNOWN, account.email, user_id)
            # The response is an error, which rolls the transaction back: keep the mail.
            await self.transaction.commit()


def code_subject(door: Door, user_id: UUID) -> list[str]:
    """Return what tries of codes are counted for: the account, and the device if it has logged in
    before. Not the session: with a trusted device, the password starts any number of them."""
    device = door.device_of(user_id)
    return [str(user_id)] if device is None else [str(user_id), device]
