"""State of this process that requests and signals share."""

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from starlette.applications import Starlette

if TYPE_CHECKING:  # not imported unless METRICS_PORT is set
    from src.core.telemetry.metrics import Metrics


@dataclass
class ProcessState:
    is_draining: bool = False
    """Whether the process is shutting down: it answers requests, but new ones should go elsewhere."""

    metrics: "Metrics | None" = None
    """None unless METRICS_PORT is set."""

    background_tasks: list[asyncio.Task[None]] = field(default_factory=list)

    parent_watch: asyncio.Task[None] | None = None
    """Ends a worker whose main process was killed."""


def process_of(app: Starlette) -> ProcessState:
    """Return the state of the process that the application runs in."""
    process: ProcessState = app.state.process
    return process
