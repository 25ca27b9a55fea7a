"""The contract of the Stylipp API: every shape that goes over the wire, and nothing else."""

from .common import BaseResponse, ErrorResponse, PaginatedResponse
from .health import HealthResponse, ReadinessResponse
from .session import OAuth2TokenRequest, OAuth2TokenResponse, SessionResponse
from .user import AccountResponse, Role, TokenResponse, UserCreate, UserLogin, UserResponse

__all__ = [
    "AccountResponse",
    "BaseResponse",
    "ErrorResponse",
    "HealthResponse",
    "OAuth2TokenRequest",
    "OAuth2TokenResponse",
    "PaginatedResponse",
    "ReadinessResponse",
    "Role",
    "SessionResponse",
    "TokenResponse",
    "UserCreate",
    "UserLogin",
    "UserResponse",
]
