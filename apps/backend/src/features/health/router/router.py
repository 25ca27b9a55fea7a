"""Liveness and readiness probes."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request

from src.core.errors import ServiceUnavailable, error_responses
from src.core.telemetry.process import process_of
from src.features.health.service.service import Readiness
from stylipp_schemas import HealthResponse, ReadinessResponse

router = APIRouter(prefix="/health", tags=["health"])


async def get_readiness(request: Request) -> Readiness:
    readiness: Readiness = request.app.state.readiness
    return readiness


@router.get("", summary="Liveness probe")
async def read_health() -> HealthResponse:
    """Returns 200 while the process is running, and checks nothing else. For liveness probes."""
    return HealthResponse()


@router.get(
    "/ready",
    summary="Readiness probe",
    responses=error_responses(ServiceUnavailable),
)
async def read_readiness(
    request: Request, readiness: Annotated[Readiness, Depends(get_readiness)]
) -> ReadinessResponse:
    """Returns 200 when the database has every migration that this release needs, its tables can be read
    and written, and the server is not shutting down. For load balancers."""
    process = process_of(request.app)
    await readiness.check(is_draining=process.is_draining)
    return ReadinessResponse()
