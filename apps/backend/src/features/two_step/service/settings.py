"""Setting up two-step login: the authenticator app, recovery codes, trusted devices."""

from sqlalchemy.ext.asyncio import AsyncSession

from src.core.errors import AppError, Unauthenticated
from src.features.audit.service.service import AuditService
from src.features.auth.schemas.schemas import CurrentSession
from src.features.auth.service.wiring import Wiring
from stylipp_schemas import RecoveryCodesResponse, TotpEnrolment


class ReauthenticationRequired(AppError):
    status_code = 403
    code = "reauthentication_required"
    detail = "Prove again that it is you."


class EmailNotVerified(AppError):
    status_code = 403
    code = "email_not_verified"
    detail = "Verify your e-mail address first."


class SecondFactorMissing(AppError):
    status_code = 409
    code = "second_factor_missing"
    detail = "Two-step login needs a second factor."


class TotpNotStarted(AppError):
    """There is no secret that could be confirmed, or its time is over."""

    status_code = 400
    code = "totp_not_started"
    detail = "Setting up the authenticator app has expired. Start again."


class MfaInvalid(Unauthenticated):
    """The code is wrong, or was used before. The response does not reveal which."""

    code = "mfa_invalid"
    detail = "This code is wrong or was used before."


class TwoStepService:
    """`transaction` is that of the request."""

    def __init__(self, transaction: AsyncSession, wiring: Wiring, audit: AuditService) -> None:
        self.transaction = transaction
        self.wiring = wiring
        self.audit = audit

    async def enrol(self, current: CurrentSession) -> TotpEnrolment:
        raise NotImplementedError

    async def confirm(self, current: CurrentSession, code: str) -> RecoveryCodesResponse:
        raise NotImplementedError

    async def remove_totp(self, current: CurrentSession) -> None:
        raise NotImplementedError

    async def switch(self, current: CurrentSession, *, is_on: bool) -> RecoveryCodesResponse:
        raise NotImplementedError

    async def make_codes(self, current: CurrentSession) -> RecoveryCodesResponse:
        raise NotImplementedError

    async def forget_devices(self, current: CurrentSession) -> None:
        raise NotImplementedError
