"""A real PostgreSQL that starts by itself, for development and tests."""

from .server import EmbeddedPostgres, EmbeddedPostgresError

__all__ = ["EmbeddedPostgres", "EmbeddedPostgresError"]
