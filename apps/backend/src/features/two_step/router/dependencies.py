"""Dependencies of routes: the services of two-step login."""

from typing import Annotated

from fastapi import Depends, Request

from src.core.database import TransactionDep
from src.features.auth.router.dependencies import get_audit_service
from src.features.auth.router.wiring import wiring_of
from src.features.two_step.service.settings import TwoStepService


async def get_two_step_service(request: Request, transaction: TransactionDep) -> TwoStepService:
    audit = await get_audit_service(request, transaction)
    return TwoStepService(transaction, wiring_of(request), audit)


TwoStepServiceDep = Annotated[TwoStepService, Depends(get_two_step_service)]
