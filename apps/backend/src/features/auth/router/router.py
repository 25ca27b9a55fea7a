"""Making an account and proving that it is yours."""

from fastapi import APIRouter

from src.core.errors import JSON_BODY_ERRORS, ServerBusy, ServiceUnavailable, error_responses
from src.features.auth.router.dependencies import AuthServiceDep
from src.features.auth.service.service import (
    PASSWORD_RULES,
    AccountDisabled,
    InvalidCredentials,
)
from src.features.users.service.service import EmailAlreadyRegistered
from stylipp_schemas import TokenResponse, UserCreate, UserLogin, UserResponse

router = APIRouter(prefix="/v1/auth", tags=["auth"])


@router.post(
    "/register",
    status_code=201,
    summary="Make an account",
    responses=error_responses(
        *JSON_BODY_ERRORS, *PASSWORD_RULES, EmailAlreadyRegistered, ServerBusy, ServiceUnavailable
    ),
)
async def register_user(body: UserCreate, auth: AuthServiceDep) -> UserResponse:
    """Makes an account that can log in at once. The address is compared without regard to case."""
    return await auth.register(body)


@router.post(
    "/login",
    summary="Log in",
    responses=error_responses(
        *JSON_BODY_ERRORS, InvalidCredentials, AccountDisabled, ServerBusy, ServiceUnavailable
    ),
)
async def log_in(body: UserLogin, auth: AuthServiceDep) -> TokenResponse:
    """Returns a short-lived access token. Unknown address and wrong password look the same."""
    return await auth.login(body)
