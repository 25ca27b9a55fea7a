"""Reading your own account, by far the most frequent request."""

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.routing import APIRoute
from pydantic import TypeAdapter

from src.features.auth.router.dependencies import (
    LOGIN_RESPONSES,
    SCHEME,
    CurrentSessionBearer,
    CurrentSessionDep,
)
from stylipp_schemas import AccountResponse


class CurrentSessionRoute(APIRoute):
    """A route whose endpoint takes only the current session and returns a contract.

    FastAPI documents it from its signature like any other route. On each request, the route calls
    its one dependency directly: FastAPI's dependency resolution takes a sixth of the request
    (docs/decisions/0015-one-statement-queries.md).
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        bearer = CurrentSessionBearer(**SCHEME)
        contract = TypeAdapter(self.response_model)

        async def handle(request: Request) -> Response:
            answer = await self.endpoint(await bearer(request))
            return Response(
                contract.dump_json(answer, by_alias=True), media_type="application/json"
            )

        return handle


router = APIRouter(
    prefix="/v1/users/me",
    tags=["account"],
    responses=LOGIN_RESPONSES,
    route_class=CurrentSessionRoute,
)


@router.get(
    "",
    summary="Read your own account",
)
async def read_me(current: CurrentSessionDep) -> AccountResponse:
    """Returns the account that the access token belongs to."""
    return current.account
