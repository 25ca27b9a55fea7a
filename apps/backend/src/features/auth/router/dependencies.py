"""Dependencies of routes: the services, and the session that a request is authenticated with."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from fastapi import Depends, Request
from fastapi.security import HTTPBearer
from starlette.requests import HTTPConnection

from src.core.database import TransactionDep
from src.core.errors import AppError, ServiceUnavailable, Unauthenticated, error_responses
from src.core.languages import preferred_locale
from src.core.web.client import client_ip
from src.features.audit.schemas.schemas import ClientContext
from src.features.audit.service.service import AuditService
from src.features.auth.router.cookies import read_device_cookie
from src.features.auth.router.wiring import wiring_of
from src.features.auth.schemas.schemas import CurrentSession
from src.features.auth.service.access_tokens import TokenExpired, TokenInvalid
from src.features.auth.service.administration import TwoStepRequired, require_second_factor
from src.features.auth.service.mailbox import MailboxService
from src.features.auth.service.refresh import RefreshService
from src.features.auth.service.service import AuthService
from src.features.auth.service.sessions import SessionExpired, SessionService, identify
from src.features.limits.service.service import LimitService
from stylipp_schemas import Role


class NotAuthenticated(Unauthenticated):
    """The request has no access token."""

    code = "not_authenticated"
    detail = "Send an access token: Authorization: Bearer <token>."


AUTHENTICATION_ERRORS = (
    NotAuthenticated,
    TokenInvalid,
    TokenExpired,
    SessionExpired,
    ServiceUnavailable,
)
"""The errors that every route with `CurrentSessionDep` may return."""

LOGIN_RESPONSES = error_responses(*AUTHENTICATION_ERRORS)
"""They, as `responses=` of a router whose routes all have it."""


# The only scheme for the Authorization header: generated clients send what each scheme of an
# operation puts there, one after the other.
SCHEME: dict[str, Any] = {
    "scheme_name": "access_token",
    "description": "An access token, from a login or from `/v1/auth/token`.",
    "auto_error": False,
}


def bearer_token(connection: HTTPConnection) -> str | None:
    """Return the token of the Authorization header (RFC 9110 §11.4): the scheme in any case, one or more
    spaces, the token. None without a header, with another scheme or without a token."""
    value = connection.headers.get("authorization", "").strip(" \t")
    scheme, _, token = value.partition(" ")
    return token.lstrip(" ") or None if scheme.lower() == "bearer" else None


class CurrentSessionBearer(HTTPBearer):
    """Authenticates the request. It has no sub-dependencies: each would cost every request a third
    of the time of the query."""

    async def __call__(self, request: HTTPConnection) -> CurrentSession:  # type: ignore[override]
        token = bearer_token(request)
        if token is None:
            raise NotAuthenticated
        current = await identify(wiring_of(request), token)
        request.state.user_id = current.account.id  # for the access log
        return current


CurrentSessionDep = Annotated[CurrentSession, Depends(CurrentSessionBearer(**SCHEME))]


class OptionalBearer(HTTPBearer):
    """Reads the access token without verifying it; None if there is none."""

    async def __call__(self, request: HTTPConnection) -> str | None:  # type: ignore[override]
        return bearer_token(request)


BearerToken = Annotated[str | None, Depends(OptionalBearer(**SCHEME))]


# Each dependency calls the functions that it needs: FastAPI would resolve every sub-dependency,
# twice for each route at start-up and again on every request.


async def get_audit_service(request: Request, transaction: TransactionDep) -> AuditService:
    wiring = wiring_of(request)
    client = ClientContext(
        ip=client_ip(request, wiring.settings.TRUSTED_PROXIES),
        user_agent=request.headers.get("user-agent"),
        request_id=request.state.request_id,
        device_token=read_device_cookie(request),
        locale=preferred_locale(request.headers.get("accept-language")),
    )
    return AuditService(transaction, wiring.database, client)


async def get_session_service(request: Request, transaction: TransactionDep) -> SessionService:
    audit = await get_audit_service(request, transaction)
    return SessionService(transaction, wiring_of(request), audit)


async def get_refresh_service(request: Request, transaction: TransactionDep) -> RefreshService:
    audit = await get_audit_service(request, transaction)
    return RefreshService(transaction, wiring_of(request), audit)


async def get_auth_service(request: Request, transaction: TransactionDep) -> AuthService:
    audit = await get_audit_service(request, transaction)
    return AuthService(transaction, wiring_of(request), audit)


async def get_mailbox_service(request: Request, transaction: TransactionDep) -> MailboxService:
    audit = await get_audit_service(request, transaction)
    return MailboxService(transaction, wiring_of(request), audit)


async def get_limit_service(request: Request) -> LimitService:
    return wiring_of(request).limits


AuditDep = Annotated[AuditService, Depends(get_audit_service)]
LimitServiceDep = Annotated[LimitService, Depends(get_limit_service)]
SessionServiceDep = Annotated[SessionService, Depends(get_session_service)]
RefreshServiceDep = Annotated[RefreshService, Depends(get_refresh_service)]
AuthServiceDep = Annotated[AuthService, Depends(get_auth_service)]
MailboxServiceDep = Annotated[MailboxService, Depends(get_mailbox_service)]


class InsufficientScope(AppError):
    """The client is authenticated but not permitted (RFC 6750 §3.1)."""

    status_code = 403
    code = "insufficient_scope"
    detail = "Only administrators may do this."
    headers: ClassVar[Mapping[str, str]] = {"WWW-Authenticate": 'Bearer error="insufficient_scope"'}


ADMIN_ERRORS = (*AUTHENTICATION_ERRORS, InsufficientScope, TwoStepRequired)
"""The errors that every route with `require_admin` may return."""


async def require_admin(request: Request, current: CurrentSessionDep) -> None:
    if current.account.role is not Role.ADMIN:
        raise InsufficientScope
    await require_second_factor(wiring_of(request), current)
