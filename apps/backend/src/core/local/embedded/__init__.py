"""A real PostgreSQL that starts automatically, for development and tests."""

from .errors import EmbeddedPostgresError
from .server import EmbeddedPostgres

__all__ = ["EmbeddedPostgres", "EmbeddedPostgresError"]
