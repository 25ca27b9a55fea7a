"""Turns every failure into the one error shape. Exactly five kinds are told apart."""

import logging
from collections.abc import Mapping

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.routing import iter_route_contexts
from starlette.exceptions import HTTPException

from src.core.errors import AppError, MediaTypeNotSupported, PayloadTooLarge, RequestTimeout
from src.core.postgres.failures import (
    DATABASE_FAILURES,
    MIGRATION_MISSING,
    NOT_PERMITTED,
    answer_for,
    sqlstate_of,
)
from stylipp_schemas import ErrorResponse

logger = logging.getLogger(__name__)

CODES = {
    400: "invalid_request",
    401: "not_authenticated",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    408: RequestTimeout.code,
    413: PayloadTooLarge.code,
    415: MediaTypeNotSupported.code,
    422: "validation_error",
}


def error_response(
    status_code: int, code: str, detail: str, headers: Mapping[str, str] | None = None
) -> JSONResponse:
    """Build an answer in the one error shape."""
    # What a client sent can hold half a character, and a message may quote it.
    detail = detail.encode(errors="replace").decode()
    body = ErrorResponse(detail=detail, code=code).model_dump()
    return JSONResponse(body, status_code, headers)


def answer_app_error(error: AppError) -> JSONResponse:
    return error_response(
        error.status_code, error.code, error.detail, {**error.headers, **error.extra_headers}
    )


async def _on_app_error(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, AppError)
    return answer_app_error(error)


async def _on_http_exception(request: Request, error: Exception) -> JSONResponse:
    """What Starlette and FastAPI raise themselves."""
    assert isinstance(error, HTTPException)
    status_code, detail, headers = error.status_code, str(error.detail), dict(error.headers or {})
    if status_code == 400 and detail == "There was an error parsing the body":
        # Undecodable bytes, a number of 5,000 digits, 100,000 brackets: as malformed as bad JSON.
        status_code, detail = 422, "body: JSON decode error"
    elif status_code == 405:
        detail = f"{request.method} is not possible here."
        headers["Allow"] = ", ".join(sorted(_allowed_methods(request)))
    elif status_code == 404:
        detail = "There is nothing here."
    return error_response(status_code, CODES.get(status_code, "error"), detail, headers)


def _allowed_methods(request: Request) -> set[str]:
    """Starlette names only the methods of the first route that matches the path."""
    scope = request.scope
    # Inside a mount `root_path` has grown by the mount's own path.
    path = scope["path"].removeprefix(scope.get("app_root_path", scope.get("root_path", "")))
    methods: set[str] = set()
    for route in iter_route_contexts(request.app.routes):
        if route.path_regex.match(path):
            methods |= route.methods or {"GET", "HEAD"}  # files have no methods of their own
    return methods


async def _on_validation_error(_: Request, error: Exception) -> JSONResponse:
    """The request does not fit the contract. Says where and why, never what was sent."""
    assert isinstance(error, RequestValidationError)
    if isinstance(error.body, bytes):
        # FastAPI hands over unparsed bytes when the Content-Type is not JSON.
        return answer_app_error(MediaTypeNotSupported())
    problems = []
    for problem in error.errors():
        location = [str(part) for part in problem["loc"]]
        if problem["type"] == "extra_forbidden":
            location[-1] = "unknown field"  # a key that the client made up
        elif problem["type"] == "json_invalid":
            location = ["body"]
        problems.append(f"{'.'.join(location)}: {problem['msg']}")
    return error_response(422, CODES[422], "; ".join(problems))


async def _on_database_failure(_: Request, error: Exception) -> JSONResponse:
    answer = answer_for(error)
    if answer is None:
        raise error
    # Never the message: PostgreSQL's may quote a value that the client sent.
    sqlstate = sqlstate_of(error)
    kind = type(getattr(error, "orig", None) or error).__name__
    if sqlstate in MIGRATION_MISSING:
        logger.error("The database lacks a table or column (%s): run `stylipp migrate`.", sqlstate)
    elif sqlstate == NOT_PERMITTED:
        logger.error(
            "The role may not do this in the database (%s): run `stylipp check`.", sqlstate
        )
    else:
        logger.warning("The database failed (%s, %s): answered %s.", kind, sqlstate, answer.code)
    return answer_app_error(answer)


def install_error_handlers(app: FastAPI) -> None:
    """Register the handlers; the fifth kind, anything else, is `UnhandledErrorMiddleware`."""
    app.add_exception_handler(AppError, _on_app_error)
    app.add_exception_handler(HTTPException, _on_http_exception)
    app.add_exception_handler(RequestValidationError, _on_validation_error)
    for failure in DATABASE_FAILURES:
        app.add_exception_handler(failure, _on_database_failure)
