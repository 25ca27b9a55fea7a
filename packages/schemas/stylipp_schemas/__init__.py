"""The contract of the Stylipp API: every shape that goes over the wire, and nothing else."""

from .common import BaseResponse, ErrorResponse, PaginatedResponse
from .health import HealthResponse, ReadinessResponse
from .user import AccountResponse, Role, TokenResponse, UserCreate, UserLogin, UserResponse

__all__ = [
    "AccountResponse",
    "BaseResponse",
    "ErrorResponse",
    "HealthResponse",
    "PaginatedResponse",
    "ReadinessResponse",
    "Role",
    "TokenResponse",
    "UserCreate",
    "UserLogin",
    "UserResponse",
]
