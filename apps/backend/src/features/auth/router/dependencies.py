"""How routes get their services, and whose request it is."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from fastapi import Depends, Request
from fastapi.security import OAuth2PasswordBearer
from starlette.requests import HTTPConnection

from src.core.client import ClientContext, client_ip
from src.core.database import SessionDep
from src.core.errors import AppError, ServiceUnavailable
from src.core.security import TokenExpired, TokenInvalid
from src.features.audit.service.service import AuditService
from src.features.auth.router.cookies import read_device_cookie
from src.features.auth.schemas.schemas import CurrentSession
from src.features.auth.service.mailbox import MailboxService
from src.features.auth.service.service import AuthService, NotAuthenticated
from src.features.auth.service.sessions import SessionExpired, SessionService, identify
from src.features.limits.service.service import LimitService
from src.features.mail.service.service import MailService
from src.features.users.service.service import UserService
from stylipp_schemas import Role

AUTHENTICATION_ERRORS = (
    NotAuthenticated,
    TokenInvalid,
    TokenExpired,
    SessionExpired,
    ServiceUnavailable,
)
"""What every route that uses `CurrentSessionDep` may answer."""


SCHEME: dict[str, Any] = {
    "tokenUrl": "v1/auth/token",
    "scheme_name": "account",
    "description": "Log in with e-mail address and password.",
    "auto_error": False,
}


class CurrentSessionBearer(OAuth2PasswordBearer):
    """Says whose request it is. It asks for everything itself: each further dependency would cost
    every request as much as a third of the query."""

    async def __call__(self, request: HTTPConnection) -> CurrentSession:  # type: ignore[override]
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise NotAuthenticated
        state = request.app.state
        current = await identify(state.database, state.access_tokens, token)
        request.state.user_id = current.account.id  # for the line in the log
        return current


CurrentSessionDep = Annotated[CurrentSession, Depends(CurrentSessionBearer(**SCHEME))]

# FastAPI gives None for a missing or foreign scheme, but "" for `Bearer` without a token.
BearerToken = Annotated[str | None, Depends(OAuth2PasswordBearer(**SCHEME))]


# The services build on each other by plain calls: FastAPI would walk through every further
# dependency, twice for each route when it starts and again on every request.


async def get_audit_service(request: Request, session: SessionDep) -> AuditService:
    state = request.app.state
    client = ClientContext(
        ip=client_ip(request, state.settings.TRUSTED_PROXIES),
        user_agent=request.headers.get("user-agent"),
        request_id=request.state.request_id,
        device_token=read_device_cookie(request),
    )
    return AuditService(session, state.database, client)


AuditDep = Annotated[AuditService, Depends(get_audit_service)]


async def get_mail_service(request: Request, session: SessionDep) -> MailService:
    state = request.app.state
    return MailService(session, state.database, state.mail_folder)


MailServiceDep = Annotated[MailService, Depends(get_mail_service)]


async def get_session_service(request: Request, session: SessionDep) -> SessionService:
    state = request.app.state
    audit = await get_audit_service(request, session)
    return SessionService(
        session, state.database, state.access_tokens, state.refresh_tokens, state.settings, audit
    )


SessionServiceDep = Annotated[SessionService, Depends(get_session_service)]


async def get_auth_service(request: Request, session: SessionDep) -> AuthService:
    state = request.app.state
    sessions = await get_session_service(request, session)
    return AuthService(
        UserService(session, state.database),
        sessions,
        LimitService(state.database, state.limit_key, state.settings),
        state.password_hasher,
        state.device_tokens,
        await get_mail_service(request, session),
        sessions.audit,
    )


AuthServiceDep = Annotated[AuthService, Depends(get_auth_service)]


async def get_mailbox_service(request: Request, session: SessionDep) -> MailboxService:
    return MailboxService(await get_auth_service(request, session))


MailboxServiceDep = Annotated[MailboxService, Depends(get_mailbox_service)]


class InsufficientScope(AppError):
    """Who asks is known, and may not (RFC 6750 §3.1)."""

    status_code = 403
    code = "insufficient_scope"
    detail = "Only administrators may do this."
    headers: ClassVar[Mapping[str, str]] = {"WWW-Authenticate": 'Bearer error="insufficient_scope"'}


async def require_admin(current: CurrentSessionDep) -> None:
    if current.account.role is not Role.ADMIN:
        raise InsufficientScope
