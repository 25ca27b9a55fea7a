"""Every table of the database. Alembic compares it with `Base.metadata`."""

from .base import Base
from .rate_limit import rate_limits
from .session import Session
from .user import User

__all__ = ["Base", "Session", "User", "rate_limits"]
