"""All tables. Alembic compares the database with `Base.metadata`."""

from .audit_event import audit_events
from .base import Base
from .email_outbox import QueuedEmail
from .one_time_token import OneTimeToken
from .rate_limit import rate_limits
from .session import Session
from .user import ACCOUNT_COLUMNS, User

__all__ = [
    "ACCOUNT_COLUMNS",
    "Base",
    "OneTimeToken",
    "QueuedEmail",
    "Session",
    "User",
    "audit_events",
    "rate_limits",
]
