"""Every table of the database. Alembic compares it with `Base.metadata`."""

from .base import Base
from .session import Session
from .user import User

__all__ = ["Base", "Session", "User"]
