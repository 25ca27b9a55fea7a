"""The contract of the Stylipp API: every request and response model, and nothing else."""

from .common import BaseResponse, CursorPage, ErrorProblem, ErrorResponse, PaginatedResponse
from .export import (
    AccountExport,
    AccountExportResponse,
    AuditEventResponse,
    PendingEmailExport,
    PendingLinkExport,
    SessionExport,
)
from .health import HealthResponse, ReadinessResponse
from .mail import OneTimeTokenRequest, PasswordForgotRequest, PasswordResetRequest
from .session import OAuth2TokenRequest, OAuth2TokenResponse, SessionResponse
from .user import (
    AccountDeleteRequest,
    AccountResponse,
    EmailChangeRequest,
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
    "AccountExport",
    "AccountExportResponse",
    "AccountResponse",
    "AuditEventResponse",
    "BaseResponse",
    "CursorPage",
    "EmailChangeRequest",
    "ErrorProblem",
    "ErrorResponse",
    "HealthResponse",
    "OAuth2TokenRequest",
    "OAuth2TokenResponse",
    "OneTimeTokenRequest",
    "PaginatedResponse",
    "PasswordChangeRequest",
    "PasswordForgotRequest",
    "PasswordResetRequest",
    "PendingEmailExport",
    "PendingLinkExport",
    "ReadinessResponse",
    "Role",
    "SessionExport",
    "SessionResponse",
    "TokenResponse",
    "UserAdminResponse",
    "UserAdminUpdate",
    "UserCreate",
    "UserLogin",
    "UserResponse",
]
