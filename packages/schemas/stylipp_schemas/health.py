"""What load balancers and people ask first: is it there, and can it work?"""

from typing import Literal

from .common import ResponseModel


class HealthResponse(ResponseModel):
    """The process answers. Says nothing about the database."""

    status: Literal["healthy"] = "healthy"
    """Always `healthy`; a process that is not does not answer."""


class ReadinessResponse(ResponseModel):
    """The process can do its work: the database answers and has the migrations."""

    status: Literal["ready"] = "ready"
    """Always `ready`; otherwise the answer is 503 `service_unavailable`."""
