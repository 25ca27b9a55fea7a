"""Two-step login of your account: the authenticator app, recovery codes and trusted devices."""

from fastapi import APIRouter

from src.core.errors import NotFound, error_responses
from src.features.auth.router.dependencies import (
    AUTHENTICATION_ERRORS,
    LOGIN_RESPONSES,
    CurrentSessionDep,
)
from src.features.auth.service.remaining import SecondFactorMissing, TwoStepOff
from src.features.auth.service.sessions import EmailNotVerified, ReauthenticationRequired
from src.features.limits.service.service import TooManyAttempts
from src.features.two_step.router.dependencies import TwoStepServiceDep
from src.features.two_step.service.second_step import MfaInvalid
from src.features.two_step.service.settings import TotpNotStarted
from stylipp_schemas import (
    BaseResponse,
    RecoveryCodesResponse,
    TotpConfirmRequest,
    TotpEnrolment,
    TwoStepUpdate,
)

router = APIRouter(prefix="/v1/users/me", tags=["two-step"], responses=LOGIN_RESPONSES)


@router.post(
    "/totp",
    status_code=201,
    summary="Set up an authenticator app",
    responses=error_responses(ReauthenticationRequired, EmailNotVerified),
)
async def enrol_totp(current: CurrentSessionDep, two_step: TwoStepServiceDep) -> TotpEnrolment:
    """Returns the secret for an authenticator app. It is used once it has been confirmed with a code,
    within 10 minutes; until then, an app that is set up already keeps working. Starting again
    replaces the secret. Requires a recent proof."""
    return await two_step.enrol(current)


@router.post(
    "/totp/confirm",
    summary="Confirm an authenticator app",
    responses=error_responses(
        *AUTHENTICATION_ERRORS,
        TotpNotStarted,
        MfaInvalid,
        ReauthenticationRequired,
        TooManyAttempts,
    ),
)
async def confirm_totp(
    body: TotpConfirmRequest, current: CurrentSessionDep, two_step: TwoStepServiceDep
) -> RecoveryCodesResponse:
    """Uses the app from now on, instead of the one before. Switches two-step login on, and then returns
    recovery codes. Ends every other session of the account, and the trust in its devices. Requires a
    recent proof."""
    return await two_step.confirm(current, body.code)


@router.delete(
    "/totp",
    summary="Remove the authenticator app",
    responses=error_responses(NotFound, ReauthenticationRequired, SecondFactorMissing),
)
async def remove_totp(current: CurrentSessionDep, two_step: TwoStepServiceDep) -> BaseResponse:
    """Removes the app, and the trust in the account's devices. Answers 409 if it is the only second
    factor: switch two-step login off instead. Requires a recent proof."""
    await two_step.remove_totp(current)
    return BaseResponse(success=True, message="The authenticator app was removed.")


@router.put(
    "/two-step",
    summary="Switch two-step login on or off",
    responses=error_responses(ReauthenticationRequired, SecondFactorMissing),
)
async def switch_two_step(
    body: TwoStepUpdate, current: CurrentSessionDep, two_step: TwoStepServiceDep
) -> RecoveryCodesResponse:
    """On: requires an authenticator app or a passkey, ends every other session of the account, and
    returns recovery codes. Off: deletes the authenticator app, the recovery codes and the trust in
    the account's devices; passkeys stay. Changes nothing if it is so already. Requires a recent
    proof."""
    return await two_step.switch(current, is_on=body.is_on)


@router.post(
    "/recovery-codes",
    summary="Make new recovery codes",
    responses=error_responses(ReauthenticationRequired, TwoStepOff),
)
async def make_recovery_codes(
    current: CurrentSessionDep, two_step: TwoStepServiceDep
) -> RecoveryCodesResponse:
    """Returns ten codes, each of which replaces the second factor once. The previous ones become
    invalid. Answers 409 if two-step login is off. Requires a recent proof."""
    return await two_step.make_codes(current)


@router.delete("/trusted-devices", summary="Forget the trusted devices")
async def forget_trusted_devices(
    current: CurrentSessionDep, two_step: TwoStepServiceDep
) -> BaseResponse:
    """Every device is asked for the second factor at its next login. Ends no session."""
    await two_step.forget_devices(current)
    return BaseResponse(success=True, message="No device skips the second step any more.")
