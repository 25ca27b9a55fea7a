"""How routes get the service, and whose request it is."""

from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from src.core.database import DatabaseDep, SessionDep
from src.core.errors import ServiceUnavailable
from src.core.security import TokenExpired, TokenInvalid
from src.features.auth.service.service import AuthService, NotAuthenticated, SessionExpired
from src.features.users.service.service import UserService
from stylipp_schemas import AccountResponse

AUTHENTICATION_ERRORS = (
    NotAuthenticated,
    TokenInvalid,
    TokenExpired,
    SessionExpired,
    ServiceUnavailable,
)
"""What every route that uses `CurrentAccount` may answer."""

bearer = HTTPBearer(
    auto_error=False,
    bearerFormat="JWT",
    description="Paste the `access_token` that `/v1/auth/login` returned.",
)


async def get_auth_service(
    request: Request, session: SessionDep, database: DatabaseDep
) -> AuthService:
    state = request.app.state
    return AuthService(UserService(session, database), state.password_hasher, state.access_tokens)


AuthServiceDep = Annotated[AuthService, Depends(get_auth_service)]


async def get_current_account(
    credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)],
    auth: AuthServiceDep,
) -> AccountResponse:
    if credentials is None:
        raise NotAuthenticated
    return await auth.identify(credentials.credentials)


CurrentAccount = Annotated[AccountResponse, Depends(get_current_account)]
