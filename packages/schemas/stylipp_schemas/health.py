"""Responses of the liveness and readiness probes."""

from typing import Literal

from .common import ResponseModel

__all__ = [
    "HealthResponse",
    "ReadinessResponse",
]


class HealthResponse(ResponseModel):
    """The process is alive. Does not check the database."""

    status: Literal["healthy"] = "healthy"
    """Always `healthy`."""


class ReadinessResponse(ResponseModel):
    """The process can handle requests: the database is reachable and migrated."""

    status: Literal["ready"] = "ready"
    """Always `ready`; a process that is not ready answers 503 `service_unavailable`."""
