"""Logging in with a mailed code or link."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from src.core.database import TransactionDep
from src.core.errors import NotFound, OriginNotAllowed, ServiceUnavailable, error_responses
from src.features.auth.router.cookies import (
    attempt_cookie,
    begin_attempt,
    read_attempt_cookie,
    require_own_origin,
    set_cookies,
    ticket_header,
)
from src.features.auth.router.dependencies import AuditDep
from src.features.auth.router.wiring import wiring_of
from src.features.auth.service.door import AccountDisabled, SecondFactorRequired
from src.features.limits.service.service import TooManyAttempts
from src.features.mail.service.service import OneTimeTokenInvalid
from src.features.mail_login.service.service import MailLoginService, OtherBrowser
from stylipp_schemas import BaseResponse, EmailLogin, EmailLoginRequest, TokenResponse


async def require_email_login(request: Request) -> None:
    """Answer as if there were no such route where the settings have switched it off."""
    if not wiring_of(request).settings.EMAIL_LOGIN:
        raise NotFound


router = APIRouter(
    prefix="/v1/auth/email/login",
    tags=["mail-login"],
    dependencies=[Depends(require_own_origin), Depends(require_email_login)],
)


async def get_mail_login_service(
    request: Request, transaction: TransactionDep, audit: AuditDep
) -> MailLoginService:
    return MailLoginService(transaction, wiring_of(request), audit)


MailLoginServiceDep = Annotated[MailLoginService, Depends(get_mail_login_service)]


@router.post(
    "",
    status_code=202,
    summary="Start a login by e-mail",
    responses=error_responses(NotFound, OriginNotAllowed, TooManyAttempts, ServiceUnavailable),
)
async def start_email_login(
    body: EmailLoginRequest,
    request: Request,
    response: Response,
    mail_login: MailLoginServiceDep,
) -> BaseResponse:
    """Mails a code and a link, and sets the attempt cookie: the code is valid in this browser only. The
    response is the same whether or not an account has this address; if none has, using the code
    creates one, unless the server's settings forbid it. Answers 404 where logins by e-mail are
    switched off."""
    await mail_login.start(body.email, browser=begin_attempt(request, response))
    return BaseResponse(
        success=True, message="If you can log in with this address, an e-mail is on its way."
    )


@router.post(
    "/complete",
    summary="Log in with a mailed code or link",
    openapi_extra={"security": [{}]},
    dependencies=[Depends(attempt_cookie)],
    responses=error_responses(
        OneTimeTokenInvalid,
        SecondFactorRequired,
        AccountDisabled,
        OriginNotAllowed,
        NotFound,
        OtherBrowser,
        TooManyAttempts,
        ServiceUnavailable,
    ),
)
async def complete_email_login(
    body: EmailLogin, request: Request, response: Response, mail_login: MailLoginServiceDep
) -> TokenResponse:
    """Starts a session: returns a short-lived access token and sets the refresh cookie. A code requires
    the attempt cookie of the browser that has asked for it, and is void after five wrong tries. A
    `token` in another browser is answered `other_browser`, until `is_confirmed` says that the user was
    told and goes on. The 401 `mfa_required` sets the ticket cookie for the second step, which
    `/v1/auth/mfa/options` begins."""
    try:
        pair = await mail_login.complete(body, browser=read_attempt_cookie(request))
    except SecondFactorRequired as error:
        error.extra_headers = ticket_header(request, error.ticket)
        raise
    set_cookies(request, response, pair)
    return TokenResponse(access_token=pair.access_token, account_id=pair.user_id)
