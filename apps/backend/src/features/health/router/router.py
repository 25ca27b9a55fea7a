"""Liveness and readiness."""

from fastapi import APIRouter, Request

from src.core.database import DatabaseDep
from src.core.errors import ServiceUnavailable, error_responses
from src.features.health.service.service import check_readiness
from stylipp_schemas import HealthResponse, ReadinessResponse

router = APIRouter(prefix="/health", tags=["health"])


@router.head("", include_in_schema=False)
@router.get("", summary="Is the process there?")
async def read_health() -> HealthResponse:
    """Answers as long as the process does, and touches nothing else. For liveness probes."""
    return HealthResponse()


@router.head("/ready", include_in_schema=False)
@router.get(
    "/ready",
    summary="Can the process do its work?",
    responses=error_responses(ServiceUnavailable),
)
async def read_readiness(request: Request, database: DatabaseDep) -> ReadinessResponse:
    """Answers 200 when the database takes writes and has every migration that this release needs, and
    the process was not told to end. For load balancers."""
    await check_readiness(database, is_draining=request.app.state.is_draining)
    return ReadinessResponse()
