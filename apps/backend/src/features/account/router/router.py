"""Changing and deleting your own account, and what happened to it. Reading it is in `me`, exporting it
in `export`."""

from fastapi import APIRouter, Depends, Request, Response

from src.core.errors import NotFound, OriginNotAllowed, ServerBusy, error_responses
from src.core.web.paging import CursorDep
from src.features.auth.router.cookies import clear_refresh_cookie, require_own_origin, set_cookies
from src.features.auth.router.dependencies import (
    AUTHENTICATION_ERRORS,
    AuditDep,
    AuthServiceDep,
    CurrentSessionDep,
    MailboxServiceDep,
)
from src.features.auth.service import password_change
from src.features.auth.service.passwords import NEW_PASSWORD_RULES
from src.features.auth.service.service import InvalidCredentials
from src.features.auth.service.sessions import ReauthenticationRequired
from src.features.limits.service.service import TooManyAttempts
from src.features.users.service.service import LastAdmin
from stylipp_schemas import (
    AccountDeleteRequest,
    AuditEventResponse,
    BaseResponse,
    CursorPage,
    EmailChangeRequest,
    EmailResponse,
    PasswordChangeRequest,
    TokenResponse,
)

router = APIRouter(prefix="/v1/users/me", tags=["account"])

PASSWORD_ERRORS = (
    *AUTHENTICATION_ERRORS,
    InvalidCredentials,
    ReauthenticationRequired,
    TooManyAttempts,
    ServerBusy,
)
"""The errors that a route which requires the password may return."""


@router.post(
    "/password",
    summary="Change your password",
    dependencies=[Depends(require_own_origin)],
    responses=error_responses(*PASSWORD_ERRORS, *NEW_PASSWORD_RULES, OriginNotAllowed),
)
async def change_password(
    body: PasswordChangeRequest,
    request: Request,
    response: Response,
    current: CurrentSessionDep,
    auth: AuthServiceDep,
) -> TokenResponse:
    """Sets a new password and ends every session of the account, including this one. The
    response and its cookie start a new session on this device."""
    pair = await password_change.change_password(auth, current, body)
    set_cookies(request, response, pair)
    return TokenResponse(access_token=pair.access_token, account_id=pair.user_id)


@router.post(
    "/email",
    status_code=202,
    summary="Change your e-mail address",
    responses=error_responses(*PASSWORD_ERRORS),
)
async def change_email(
    body: EmailChangeRequest, current: CurrentSessionDep, mailbox: MailboxServiceDep
) -> BaseResponse:
    """Mails a link to the new address and notifies the old one. The address changes when the link
    is used."""
    await mailbox.request_email_change(current, body)
    return BaseResponse(success=True, message="An e-mail to the new address is on its way.")


@router.get(
    "/email",
    summary="Read your e-mail address",
    responses=error_responses(*AUTHENTICATION_ERRORS),
)
async def read_email(current: CurrentSessionDep, mailbox: MailboxServiceDep) -> EmailResponse:
    """Returns the address, and the new one while a change of address waits to be confirmed."""
    return await mailbox.read_email(current)


@router.delete(
    "/email/pending",
    summary="Cancel the change of your e-mail address",
    responses=error_responses(*AUTHENTICATION_ERRORS, NotFound),
)
async def cancel_email_change(
    current: CurrentSessionDep, mailbox: MailboxServiceDep
) -> BaseResponse:
    """Invalidates the link that was mailed to the new address. Answers 404 if no change waits to be
    confirmed."""
    await mailbox.cancel_email_change(current)
    return BaseResponse(success=True, message="The e-mail address stays as it is.")


@router.get(
    "/events",
    summary="List what happened to your account",
    responses=error_responses(*AUTHENTICATION_ERRORS),
)
async def list_own_events(
    current: CurrentSessionDep, page: CursorDep, audit: AuditDep
) -> CursorPage[AuditEventResponse]:
    """Returns the audit events about the account, and those about other accounts that it caused,
    newest first."""
    return await audit.list_own(current.account.id, page)


@router.post(
    "/delete",
    summary="Delete your account",
    responses=error_responses(*PASSWORD_ERRORS, LastAdmin),
)
async def delete_me(
    body: AccountDeleteRequest,
    request: Request,
    response: Response,
    current: CurrentSessionDep,
    auth: AuthServiceDep,
) -> BaseResponse:
    """Permanently deletes the account and all personal data. The address can be registered
    again."""
    await auth.delete_account(current, body.current_password)
    clear_refresh_cookie(request, response)
    return BaseResponse(success=True, message="The account was deleted.")
