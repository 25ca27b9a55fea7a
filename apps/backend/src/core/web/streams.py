"""Streams, such as server-sent events, may not use the transaction of their request."""

import inspect

from fastapi import APIRouter
from fastapi.dependencies.models import Dependant
from fastapi.routing import iter_route_contexts

from src.core.database import get_db


def refuse_transactions_in_streams(router: APIRouter) -> None:
    """Exit with one sentence if an endpoint that is a generator takes a `TransactionDep`, also through
    a dependency. FastAPI runs the first steps of a generator while the transaction is being
    committed and closed: what they write would be stored, lost or refused, depending on timing."""
    for route in iter_route_contexts(router.routes):
        endpoint = route.endpoint
        is_stream = inspect.isasyncgenfunction(endpoint) or inspect.isgeneratorfunction(endpoint)
        if is_stream and _uses_transaction(route.dependant):
            raise SystemExit(
                f"{route.name} is a stream and must not take a TransactionDep, not even through a "
                "dependency: use `async with database.transaction()` of a DatabaseDep instead."
            )


def _uses_transaction(dependant: Dependant) -> bool:
    return dependant.call is get_db or any(map(_uses_transaction, dependant.dependencies))
