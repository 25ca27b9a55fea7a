"""Turns every exception into an `ErrorResponse`. Exactly five kinds are distinguished."""

import json
import logging
from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import iter_route_contexts
from starlette.exceptions import HTTPException

from src.core.database import get_database
from src.core.errors import (
    AppError,
    MediaTypeNotSupported,
    MethodNotAllowed,
    NotFound,
    PayloadTooLarge,
    RequestTimeout,
    ValidationFailed,
    error_body,
)
from src.core.migrations import is_migrated
from src.core.paging import CursorInvalid
from src.core.postgres.failures import (
    DATABASE_AWAY,
    DATABASE_FAILURES,
    MIGRATION_MISSING,
    NOT_PERMITTED,
    answer_for,
    sqlstate_of,
)
from src.core.web.paging import CURSOR_PATTERN
from stylipp_schemas import ErrorProblem, ErrorResponse
from stylipp_schemas.fields import PATTERN_MESSAGES

logger = logging.getLogger(__name__)

FRAMEWORK_ERRORS = {
    error.status_code: error
    for error in (NotFound, MethodNotAllowed, RequestTimeout, PayloadTooLarge)
}
"""What the `HTTPException`s of Starlette, FastAPI and our middleware mean."""

MESSAGES = PATTERN_MESSAGES | {CURSOR_PATTERN: CursorInvalid.message}
"""What the client is told instead of Pydantic's "String should match pattern '^…$'"."""

UNREADABLE = {"type": "json_invalid", "loc": ["body"], "msg": "JSON decode error"}
"""What FastAPI says about most malformed JSON, for what it does not report as invalid."""


def error_response(
    status_code: int, body: ErrorResponse, headers: Mapping[str, str] | None = None
) -> Response:
    # A message may quote client input that contains a lone surrogate, which UTF-8 cannot encode.
    text = json.dumps(body.model_dump(), ensure_ascii=False, separators=(",", ":"))
    return Response(
        text.encode(errors="replace"), status_code, headers, media_type="application/json"
    )


def answer_app_error(error: AppError) -> Response:
    headers = {**error.headers, **error.extra_headers}
    return error_response(error.status_code, error_body(error), headers)


async def _on_app_error(_: Request, error: Exception) -> Response:
    assert isinstance(error, AppError)
    return answer_app_error(error)


async def _on_http_exception(request: Request, error: Exception) -> Response:
    """What Starlette and FastAPI raise themselves."""
    assert isinstance(error, HTTPException)
    headers = dict(error.headers or {})
    if error.status_code == 400 and error.detail == "There was an error parsing the body":
        # Undecodable bytes, a number of 5,000 digits, 100,000 brackets: as malformed as bad JSON.
        return _answer_invalid([UNREADABLE], headers)
    if error.status_code == MethodNotAllowed.status_code:
        methods = ", ".join(sorted(_allowed_methods(request)))
        headers["Allow"] = methods or headers["Allow"]  # the web app's pages are no routes
    known = FRAMEWORK_ERRORS.get(error.status_code)
    if known is None:
        code = "invalid_request" if error.status_code == 400 else "error"  # 400: a malformed form
        body = ErrorResponse(detail=str(error.detail), code=code)
        return error_response(error.status_code, body, headers)
    return answer_app_error(known(headers))


def _allowed_methods(request: Request) -> set[str]:
    """Starlette names only the methods of the first route that matches the path, and HEAD is answered
    by our middleware."""
    scope = request.scope
    # Inside a mount, `root_path` includes the path of the mount.
    path = scope["path"].removeprefix(scope.get("app_root_path", scope.get("root_path", "")))
    methods: set[str] = set()
    for route in iter_route_contexts(request.app.routes):
        if route.path_regex.match(path):
            methods |= route.methods or {"GET"}  # files have no methods of their own
    return methods | {"HEAD"} if "GET" in methods else methods


async def _on_validation_error(_: Request, error: Exception) -> Response:
    """Say where and why the request does not match the contract, but never what was sent."""
    assert isinstance(error, RequestValidationError)
    if isinstance(error.body, bytes):
        # FastAPI hands over unparsed bytes when the Content-Type is not JSON.
        return answer_app_error(MediaTypeNotSupported())
    return _answer_invalid(error.errors())


def _answer_invalid(
    errors: Sequence[Mapping[str, Any]], headers: Mapping[str, str] | None = None
) -> Response:
    sentences, problems = [], []
    for error in errors:
        place, *path = [str(part) for part in error["loc"]]
        name = ".".join([place, *path])
        if error["type"] == "extra_forbidden":  # the last key was made up by the client
            path.pop()
            name = ".".join([place, *path, "unknown field"])
        elif error["type"] == "json_invalid":  # followed by a position in the text
            path, name = [], place
        message = MESSAGES.get(error.get("ctx", {}).get("pattern"), error["msg"])
        sentences.append(f"{name}: {message}")
        problems.append(ErrorProblem(path=".".join(path), message=message, code=error["type"]))
    body = ErrorResponse(detail="; ".join(sentences), code=ValidationFailed.code, problems=problems)
    return error_response(ValidationFailed.status_code, body, headers)


async def _has_every_migration(request: Request) -> bool:
    """Whether a missing table or column is a bug in our code: no migration would add it. Costs one
    more statement; if that fails as well, the database is away, and this is no bug."""
    try:
        return await is_migrated(await get_database(request))
    except DATABASE_AWAY:
        return False


async def _on_database_failure(request: Request, error: Exception) -> Response:
    answer = answer_for(error)
    if answer is None:
        raise error
    # Never log the message: PostgreSQL's may quote a value that the client sent.
    sqlstate = sqlstate_of(error)
    kind = type(getattr(error, "orig", None) or error).__name__
    if sqlstate in MIGRATION_MISSING:
        if await _has_every_migration(request):
            raise error
        logger.error("The database lacks a table or column (%s): run `stylipp migrate`.", sqlstate)
    elif sqlstate == NOT_PERMITTED:
        logger.error("The database role lacks a privilege (%s): run `stylipp check`.", sqlstate)
    else:
        logger.warning(
            "The database failed (%s, %s): answered %s.",
            kind,
            sqlstate,
            answer.code,
            # For the developer: the request may be as good as the statement is wrong.
            exc_info=error if answer.status_code < 500 else None,
        )
    return answer_app_error(answer)


def install_error_handlers(app: FastAPI) -> None:
    """Register the handlers; the fifth kind, anything else, is `UnhandledErrorMiddleware`."""
    app.add_exception_handler(AppError, _on_app_error)
    app.add_exception_handler(HTTPException, _on_http_exception)
    app.add_exception_handler(RequestValidationError, _on_validation_error)
    for failure in DATABASE_FAILURES:
        app.add_exception_handler(failure, _on_database_failure)
