"""Proving again that a session belongs to the owner of the account."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from src.features.audit.schemas.schemas import AuditType
from src.features.audit.service.service import AuditService
from src.features.auth.schemas.schemas import CurrentSession, LockedAccount, LoginMethod
from src.features.auth.service.door import Door, SecondFactorRequired
from src.features.auth.service.service import AuthService
from src.features.auth.service.sessions import SessionService
from src.features.auth.service.wiring import Wiring
from src.features.limits.schemas.schemas import Bucket
from src.features.limits.service.service import TooManyAttempts, network_of
from src.features.mail.schemas.schemas import CodeHolder, CodePurpose, EmailKind
from src.features.mail.service.login_codes import LoginCodeService
from src.features.mail.service.service import MailService, OneTimeTokenInvalid
from src.features.passkeys.service.service import PasskeyInvalid, PasskeyService, PasskeyUnknown
from src.features.two_step.service.factors import FactorService
from src.features.two_step.service.second_step import MfaInvalid, code_subject
from stylipp_schemas import (
    AssertionCredential,
    MfaMethod,
    PasskeyRequestOptions,
    ReauthenticationRequest,
)

PASSKEY_PURPOSE = "passkey-reauth"


class ReauthenticationService:
    """Rules of proving again. `transaction` is that of the request."""

    def __init__(self, transaction: AsyncSession, wiring: Wiring, audit: AuditService) -> None:
        self.wiring = wiring
        self.audit = audit
        self.auth = AuthService(transaction, wiring, audit)
        self.door = Door(transaction, wiring, audit)
        self.sessions = SessionService(transaction, wiring, audit)
        self.factors = FactorService(transaction, wiring, audit)
        self.passkeys = PasskeyService(transaction, wiring, audit)
        self.mail = MailService(transaction, wiring.database)
        self.codes = LoginCodeService(transaction, wiring)

    async def start(self, current: CurrentSession) -> PasskeyRequestOptions:
        """Return what the browser needs to ask for one of the account's passkeys."""
        return await self.passkeys.request_options(
            PASSKEY_PURPOSE, browser=b"", bound=_bound(current), user_id=current.account.id
        )

    async def reauthenticate(
        self, current: CurrentSession, proof: ReauthenticationRequest
    ) -> datetime:
        """Record what is proven in the session; return until when that counts as recent. Raises
        `InvalidCredentials`, `SecondFactorRequired`, `MfaInvalid`, `PasskeyInvalid`,
        `SessionExpired`, `TooManyAttempts`, `ServerBusy`."""
        if proof.password is not None:
            await self.auth.verify_again(current, proof.password)
            account = await self.sessions.lock_account(current)
            if account.is_two_step:
                raise SecondFactorRequired
            return await self._finish(current, LoginMethod.PASSWORD, is_first=True, is_second=False)
        try:
            async with self.wiring.limits.attempt(self._buckets(current, proof)) as attempt:
                account = await self.sessions.lock_account(current)
                try:
                    is_first = await self._use(current, account, proof)
                except SecondFactorRequired:  # the code was right
                    attempt.forgive()
                    raise
                attempt.forgive()
        except TooManyAttempts as refusal:
            await self.audit.record_refusal(
                refusal.bucket.key,
                current.account.id,
                is_account=True,
                type_=AuditType.MFA_REFUSED,
            )
            raise
        except (MfaInvalid, PasskeyInvalid):
            await self.audit.record_failure(AuditType.MFA_FAILED, current.account.id)
            raise
        is_second = proof.mail_code is None
        return await self._finish(
            current, _method_of(proof), is_first=is_first, is_second=is_second
        )

    async def mail_code(self, current: CurrentSession) -> None:
        """Mail a code to the account's address, for this session. Raises `SessionExpired`,
        `TooManyAttempts`."""
        client, limits = self.audit.client, self.wiring.limits
        kind, address = EmailKind.REAUTHENTICATION_CODE, current.account.email
        async with limits.attempt([limits.bucket("mail-ip", network_of(client.ip))]):
            may_mail = await limits.take(limits.bucket(f"mail-{kind}", address))
        account = await self.sessions.lock_account(current)
        if may_mail:
            await self.mail.queue(
                kind,
                account.email,
                account.id,
                session_id=current.session_id,
                asked_from=client.asked_from,
                locale=client.locale,
            )

    def _buckets(self, current: CurrentSession, proof: ReauthenticationRequest) -> list[Bucket]:
        limits = self.wiring.limits
        session = limits.bucket("logged-in", str(current.session_id))
        if proof.code is None:
            return [session]
        return [session, limits.bucket("mfa-day", *code_subject(self.door, current.account.id))]

    async def _use(
        self, current: CurrentSession, account: LockedAccount, proof: ReauthenticationRequest
    ) -> bool:
        """Use a mailed code or a second factor; return whether it is the first factor. Raises
        `MfaInvalid`, `PasskeyInvalid`, `SecondFactorRequired`."""
        if proof.mail_code is not None:
            return await self._use_mail_code(current, account, proof.mail_code)
        if proof.credential is not None:
            return await self._use_passkey(current, account, proof.credential)
        if proof.code is not None:
            is_right = await self.factors.use_code(account.id, proof.code)
        else:
            assert proof.recovery_code is not None
            is_right = await self.factors.use_recovery_code(account.id, proof.recovery_code)
        if not is_right:
            raise MfaInvalid
        return False

    async def _use_mail_code(
        self, current: CurrentSession, account: LockedAccount, mail_code: str
    ) -> bool:
        holder = CodeHolder(session_id=current.session_id)
        try:
            code = await self.codes.check_code(CodePurpose.REAUTHENTICATE, holder, mail_code)
            if (code.user_id, code.address) != (account.id, account.email):
                raise OneTimeTokenInvalid
            if account.is_two_step:
                raise SecondFactorRequired
            await self.codes.consume(CodePurpose.REAUTHENTICATE, code)
        except OneTimeTokenInvalid:
            raise MfaInvalid from None
        return True

    async def _use_passkey(
        self, current: CurrentSession, account: LockedAccount, credential: AssertionCredential
    ) -> bool:
        try:
            assertion = await self.passkeys.check(
                credential,
                PASSKEY_PURPOSE,
                browser=b"",
                bound=_bound(current),
                user_id=account.id,
            )
            # Without two-step login it stands in for the password, as when logging in.
            if not account.is_two_step and not assertion.is_user_verified:
                raise PasskeyInvalid
            await self.passkeys.use(assertion)
        except PasskeyUnknown:  # says that nobody has the passkey, which a login may tell only
            raise PasskeyInvalid from None
        return assertion.is_user_verified

    async def _finish(
        self, current: CurrentSession, method: str, *, is_first: bool, is_second: bool
    ) -> datetime:
        valid_until = await self.sessions.prove(current, is_first=is_first, is_second=is_second)
        await self.audit.record(AuditType.REAUTHENTICATED, current.account.id, method=method)
        return valid_until


def _method_of(proof: ReauthenticationRequest) -> str:
    if proof.mail_code is not None:
        return LoginMethod.EMAIL
    if proof.code is not None:
        return MfaMethod.TOTP
    return MfaMethod.PASSKEY if proof.credential is not None else MfaMethod.RECOVERY_CODE


def _bound(current: CurrentSession) -> bytes:
    """Return what a challenge is bound to: no cookie is needed for that."""
    return current.account.id.bytes + current.session_id.bytes
