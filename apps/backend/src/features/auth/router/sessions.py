"""Refreshing, listing and ending sessions."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response

from src.core.errors import (
    NotFound,
    OriginNotAllowed,
    ServiceUnavailable,
    error_responses,
)
from src.core.web.paging import PageDep
from src.features.auth.router.cookies import (
    clear_refresh_cookie,
    clearing_header,
    read_refresh_cookie,
    refresh_cookie,
    require_own_origin,
    set_cookies,
)
from src.features.auth.router.dependencies import (
    AUTHENTICATION_ERRORS,
    BearerToken,
    CurrentSessionDep,
    RefreshServiceDep,
    SessionServiceDep,
)
from src.features.auth.service.refresh import REFRESH_ERRORS, RefreshTokenReused
from src.features.auth.service.sessions import SessionExpired
from stylipp_schemas import BaseResponse, PaginatedResponse, SessionResponse, TokenResponse

router = APIRouter(prefix="/v1/auth", tags=["sessions"])


@router.post(
    "/refresh",
    summary="Get a new access token",
    openapi_extra={"security": [{}]},
    dependencies=[Depends(require_own_origin), Depends(refresh_cookie)],
    response_model=TokenResponse,
    responses=error_responses(*REFRESH_ERRORS, OriginNotAllowed, ServiceUnavailable)
    | {204: {"description": "With `optional`: there is no refresh cookie."}},
)
async def refresh_tokens(
    request: Request,
    response: Response,
    refreshing: RefreshServiceDep,
    optional: Annotated[
        bool, Query(description="Whether a request without a refresh cookie is answered 204.")
    ] = False,
) -> TokenResponse | Response:
    """Exchanges the refresh cookie for an access token and a new cookie. Using an old cookie again
    ends the session, except within a few seconds after the exchange."""
    token = read_refresh_cookie(request)
    if optional and not token:
        # A 401 is an error in the console of every browser that opens the site without a login.
        return Response(status_code=204)
    try:
        pair = await refreshing.refresh(token)
    except (RefreshTokenReused, SessionExpired) as error:
        # Only what is proven to be ours. An invalid cookie stays: another server at this host may have set
        # it, or one with the other key or release while they are replaced.
        error.extra_headers = clearing_header(request)
        raise
    set_cookies(request, response, pair)
    return TokenResponse(access_token=pair.access_token, account_id=pair.user_id)


@router.post(
    "/logout",
    summary="End this session",
    openapi_extra={"security": [{"refresh_cookie": []}, {}]},
    dependencies=[Depends(require_own_origin)],
    responses=error_responses(OriginNotAllowed, ServiceUnavailable),
)
async def log_out(
    request: Request, response: Response, sessions: SessionServiceDep, token: BearerToken
) -> BaseResponse:
    """Ends the session of the access token, of the refresh cookie, or of both, and clears the
    cookie. Always succeeds: a client without a session is already logged out."""
    await sessions.end_by_tokens(token, read_refresh_cookie(request))
    clear_refresh_cookie(request, response)
    return BaseResponse(success=True, message="You are logged out.")


@router.post(
    "/logout-all",
    summary="End every session",
    responses=error_responses(*AUTHENTICATION_ERRORS),
)
async def log_out_everywhere(
    request: Request, response: Response, sessions: SessionServiceDep, current: CurrentSessionDep
) -> BaseResponse:
    """Ends every session of the account, on all devices, including this one."""
    await sessions.end_all(current.account.id)
    clear_refresh_cookie(request, response)
    return BaseResponse(success=True, message="You are logged out on all devices.")


@router.post(
    "/logout-others",
    summary="End every other session",
    responses=error_responses(*AUTHENTICATION_ERRORS),
)
async def log_out_elsewhere(
    sessions: SessionServiceDep, current: CurrentSessionDep
) -> BaseResponse:
    """Ends every session of the account except the one of the access token. Their tokens are
    refused immediately."""
    await sessions.end_others(current)
    return BaseResponse(success=True, message="You are logged out on all other devices.")


@router.get(
    "/sessions",
    summary="List your sessions",
    responses=error_responses(*AUTHENTICATION_ERRORS),
)
async def list_sessions(
    sessions: SessionServiceDep,
    current: CurrentSessionDep,
    page: PageDep,
) -> PaginatedResponse[SessionResponse]:
    """Returns the active sessions, newest first."""
    return await sessions.list_page(current, page.page, page.page_size)


@router.delete(
    "/sessions/{session_id:uuid}",
    summary="End one of your sessions",
    responses=error_responses(*AUTHENTICATION_ERRORS, NotFound),
)
async def end_session(
    session_id: UUID, sessions: SessionServiceDep, current: CurrentSessionDep
) -> BaseResponse:
    """Ends a session on this or another device. Its tokens are refused immediately."""
    await sessions.end(session_id, current.account.id)
    return BaseResponse(success=True, message="The session has ended.")
