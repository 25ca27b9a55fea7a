"""What a mail can do: confirm an address, set a new password, move to another address."""

from fastapi import APIRouter

from src.core.errors import JSON_BODY_ERRORS, ServerBusy, ServiceUnavailable, error_responses
from src.features.auth.router.dependencies import (
    AUTHENTICATION_ERRORS,
    CurrentSessionDep,
    MailboxServiceDep,
)
from src.features.auth.service.passwords import PASSWORD_RULES
from src.features.limits.service.service import TooManyAttempts
from src.features.mail.service.service import OneTimeTokenInvalid
from src.features.users.service.service import EmailAlreadyRegistered
from stylipp_schemas import (
    BaseResponse,
    OneTimeTokenRequest,
    PasswordForgotRequest,
    PasswordResetRequest,
)

router = APIRouter(prefix="/v1/auth", tags=["mailbox"])

LINK_ERRORS = (*JSON_BODY_ERRORS, OneTimeTokenInvalid, ServiceUnavailable)
"""What every route that takes a mailed token may answer."""


@router.post(
    "/password/forgot",
    status_code=202,
    summary="Ask for a link that sets a new password",
    responses=error_responses(*JSON_BODY_ERRORS, TooManyAttempts, ServiceUnavailable),
)
async def forgot_password(body: PasswordForgotRequest, mailbox: MailboxServiceDep) -> BaseResponse:
    """Mails a link if the address has an account. The answer is the same if it has none."""
    await mailbox.forgot_password(body.email)
    return BaseResponse(
        success=True, message="If the address has an account, a mail is on its way."
    )


@router.post(
    "/password/reset",
    summary="Set a new password with a mailed link",
    responses=error_responses(*LINK_ERRORS, *PASSWORD_RULES, ServerBusy),
)
async def reset_password(body: PasswordResetRequest, mailbox: MailboxServiceDep) -> BaseResponse:
    """Sets a new password and ends every session of the account. Logs nobody in."""
    await mailbox.reset_password(body)
    return BaseResponse(success=True, message="The new password is set. Log in with it.")


@router.post(
    "/email/verify",
    summary="Confirm an address with a mailed link",
    responses=error_responses(*LINK_ERRORS),
)
async def verify_email(body: OneTimeTokenRequest, mailbox: MailboxServiceDep) -> BaseResponse:
    """Notes that mail to the account's address reaches its owner."""
    await mailbox.verify_email(body.token)
    return BaseResponse(success=True, message="The address is confirmed.")


@router.post(
    "/email/verify/resend",
    status_code=202,
    summary="Ask for another link that confirms your address",
    responses=error_responses(*AUTHENTICATION_ERRORS, TooManyAttempts),
)
async def resend_verification(
    current: CurrentSessionDep, mailbox: MailboxServiceDep
) -> BaseResponse:
    """Mails the link again, unless the address is confirmed. Earlier links become void."""
    await mailbox.resend_verification(current)
    return BaseResponse(
        success=True, message="If the address is not confirmed yet, a mail is on its way."
    )


@router.post(
    "/email/change/confirm",
    summary="Confirm your new address with a mailed link",
    responses=error_responses(*LINK_ERRORS, EmailAlreadyRegistered),
)
async def confirm_email_change(
    body: OneTimeTokenRequest, mailbox: MailboxServiceDep
) -> BaseResponse:
    """Moves the account to the address that the link was mailed to. Sessions stay."""
    await mailbox.confirm_email_change(body.token)
    return BaseResponse(success=True, message="The account has its new address.")
