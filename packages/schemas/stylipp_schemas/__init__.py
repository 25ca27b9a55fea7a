"""The contract of the Stylipp API: every shape that goes over the wire, and nothing else."""

from .common import BaseResponse, ErrorResponse, PaginatedResponse
from .health import HealthResponse, ReadinessResponse
from .session import OAuth2TokenRequest, OAuth2TokenResponse, SessionResponse
from .user import (
    AccountDeleteRequest,
    AccountResponse,
    PasswordChangeRequest,
    Role,
    TokenResponse,
    UserAdminResponse,
    UserAdminUpdate,
    UserCreate,
    UserLogin,
    UserResponse,
)

__all__ = [
    "AccountDeleteRequest",
    "AccountResponse",
    "BaseResponse",
    "ErrorResponse",
    "HealthResponse",
    "OAuth2TokenRequest",
    "OAuth2TokenResponse",
    "PaginatedResponse",
    "PasswordChangeRequest",
    "ReadinessResponse",
    "Role",
    "SessionResponse",
    "TokenResponse",
    "UserAdminResponse",
    "UserAdminUpdate",
    "UserCreate",
    "UserLogin",
    "UserResponse",
]
