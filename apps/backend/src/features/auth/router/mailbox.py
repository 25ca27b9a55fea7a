"""Routes that use mailed links: verify an address, reset a password, change an address."""

from fastapi import APIRouter

from src.core.errors import ServerBusy, ServiceUnavailable, error_responses
from src.features.auth.router.dependencies import (
    AUTHENTICATION_ERRORS,
    CurrentSessionDep,
    MailboxServiceDep,
)
from src.features.auth.service.passwords import NEW_PASSWORD_RULES
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

LINK_ERRORS = (OneTimeTokenInvalid, ServiceUnavailable)
"""The errors that every route with a mailed token may return."""


@router.post(
    "/password/forgot",
    status_code=202,
    summary="Request a password reset link",
    responses=error_responses(TooManyAttempts, ServiceUnavailable),
)
async def forgot_password(body: PasswordForgotRequest, mailbox: MailboxServiceDep) -> BaseResponse:
    """Mails a link if an account has this address. The response is the same if none does."""
    await mailbox.forgot_password(body.email)
    return BaseResponse(
        success=True, message="If an account has this address, an e-mail is on its way."
    )


@router.post(
    "/password/reset",
    summary="Reset the password with a mailed link",
    responses=error_responses(*LINK_ERRORS, *NEW_PASSWORD_RULES, ServerBusy),
)
async def reset_password(body: PasswordResetRequest, mailbox: MailboxServiceDep) -> BaseResponse:
    """Sets a new password and ends every session of the account. Does not start a session."""
    await mailbox.reset_password(body)
    return BaseResponse(
        success=True, message="The password was changed. Log in with the new password."
    )


@router.post(
    "/email/verify",
    summary="Verify an address with a mailed link",
    responses=error_responses(*LINK_ERRORS),
)
async def verify_email(body: OneTimeTokenRequest, mailbox: MailboxServiceDep) -> BaseResponse:
    """Marks the account's address as verified."""
    await mailbox.verify_email(body.token)
    return BaseResponse(success=True, message="The e-mail address was verified.")


@router.post(
    "/email/deny",
    summary="Say that a mailed link was not asked for by you",
    responses=error_responses(*LINK_ERRORS),
)
async def deny_email(body: OneTimeTokenRequest, mailbox: MailboxServiceDep) -> BaseResponse:
    """With the token of a link that verifies an address: deletes the account, which somebody else has
    registered with your address. With that of a link that changes an address: cancels the change.
    """
    await mailbox.deny(body.token)
    return BaseResponse(success=True, message="Your address is not used any more.")


@router.post(
    "/email/verify/resend",
    status_code=202,
    summary="Request another verification link",
    responses=error_responses(*AUTHENTICATION_ERRORS, TooManyAttempts),
)
async def resend_verification(
    current: CurrentSessionDep, mailbox: MailboxServiceDep
) -> BaseResponse:
    """Mails a new link, unless the address is already verified. Earlier links become invalid."""
    await mailbox.resend_verification(current)
    return BaseResponse(
        success=True, message="If the address is not verified yet, an e-mail is on its way."
    )


@router.post(
    "/email/change/confirm",
    summary="Confirm your new address with a mailed link",
    responses=error_responses(*LINK_ERRORS, EmailAlreadyRegistered),
)
async def confirm_email_change(
    body: OneTimeTokenRequest, mailbox: MailboxServiceDep
) -> BaseResponse:
    """Changes the account's address to the one that the link was mailed to. Sessions stay
    active."""
    await mailbox.confirm_email_change(body.token)
    return BaseResponse(success=True, message="The e-mail address was changed.")
