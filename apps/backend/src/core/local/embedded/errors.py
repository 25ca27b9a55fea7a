"""The error of the embedded PostgreSQL."""


class EmbeddedPostgresError(RuntimeError):
    """The embedded PostgreSQL cannot run here; the message says why and what to do."""
