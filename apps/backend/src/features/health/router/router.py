"""Liveness and readiness probes."""

from fastapi import APIRouter, Request

from src.core.database import DatabaseDep
from src.core.errors import ServiceUnavailable, error_responses
from src.core.telemetry.process import process_of
from src.features.health.service.service import check_readiness
from stylipp_schemas import HealthResponse, ReadinessResponse

router = APIRouter(prefix="/health", tags=["health"])


@router.get("", summary="Liveness probe")
async def read_health() -> HealthResponse:
    """Returns 200 while the process is running, and checks nothing else. For liveness probes."""
    return HealthResponse()


@router.get(
    "/ready",
    summary="Readiness probe",
    responses=error_responses(ServiceUnavailable),
)
async def read_readiness(request: Request, database: DatabaseDep) -> ReadinessResponse:
    """Returns 200 when the database accepts writes and has every migration that this release needs,
    and the server is not shutting down. For load balancers."""
    process = process_of(request.app)
    await check_readiness(database, is_draining=process.is_draining)
    return ReadinessResponse()
