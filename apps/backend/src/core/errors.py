"""Errors that services raise, and how a route documents them."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from stylipp_schemas import ErrorProblem, ErrorResponse


class AppError(Exception):
    """A deliberate error response. Subclasses are named after the fact, are defined at the top of
    the module that raises them, and contain nothing that the client sent. Those with status 429 or 503
    say when to try again, in `Retry-After` and in the sentence."""

    status_code: ClassVar[int]
    code: ClassVar[str]
    detail: str
    headers: ClassVar[Mapping[str, str]] = {}
    field: str | None = None
    """The field of the request that the error is about, such as `name` or `items.0.name`, for forms;
    an argument of the constructor if it depends on the route."""

    problems: Sequence[ErrorProblem] | None = None
    """Instead of `field`, for errors about several fields or with a code for each of them."""

    def __init__(
        self, extra_headers: Mapping[str, str] | None = None, *, field: str | None = None
    ) -> None:
        super().__init__(self.detail)
        self.extra_headers = extra_headers or {}
        if field is not None:
            self.field = field


class Unauthenticated(AppError):
    """Base of every other 401 (RFC 9110 §11.6.1)."""

    status_code = 401
    headers: ClassVar[Mapping[str, str]] = {"WWW-Authenticate": "Bearer"}


class BearerRefused(AppError):
    """Base of every 401 because a token or its session is no longer accepted (RFC 6750 §3.1)."""

    status_code = 401
    headers: ClassVar[Mapping[str, str]] = {"WWW-Authenticate": 'Bearer error="invalid_token"'}


class ServiceUnavailable(AppError):
    """The database, or another service that the response needs, is unavailable."""

    status_code = 503
    code = "service_unavailable"
    detail = "The service is temporarily unavailable. Try again in 1 second."
    headers: ClassVar[Mapping[str, str]] = {"Retry-After": "1"}


class ServerBusy(AppError):
    """The queue is full: more work is waiting than can be done in reasonable time."""

    status_code = 503
    code = "server_busy"
    detail = "The server is busy. Try again in 1 second."
    headers: ClassVar[Mapping[str, str]] = {"Retry-After": "1"}


class InternalError(AppError):
    """A bug in our code. Documented here; `UnhandledErrorMiddleware` answers with it."""

    status_code = 500
    code = "internal_error"
    lead = "Something went wrong on our side. Request id: "
    detail = lead + "4f9d1c0e6b0a4b6d8a3f0d7b6f1e2c3a"


class ValidationFailed(AppError):
    """The request does not match the contract. Documented here; FastAPI's validation raises its own
    exception."""

    status_code = 422
    code = "validation_error"
    detail = "body.email: Field required"
    problems = (ErrorProblem(path="email", message="Field required", code="missing"),)


class MediaTypeNotSupported(AppError):
    """The body of a JSON route is not JSON."""

    status_code = 415
    code = "unsupported_media_type"
    detail = "Send the body as JSON, with the header Content-Type: application/json."


class RawMediaTypeNotSupported(MediaTypeNotSupported):
    """The body of a raw route (`core/web/raw_bodies.py`) has none of the types that it declares, or a
    Content-Encoding."""

    detail = (
        "Send the body as one of the documented media types, named by the header Content-Type, "
        "without a Content-Encoding."
    )


BODY_LIMIT_BYTES = 64 * 1024
"""Unless the route sets `max_body_size`."""
BODY_SECONDS = 10
"""For a body, and for each pause in it."""
BODY_BYTES_PER_SECOND = 100_000
"""A larger body has one more second for each of these that have arrived."""


class PayloadTooLarge(AppError):
    """The body is larger than the operation accepts."""

    status_code = 413
    code = "payload_too_large"
    detail = "The request body is larger than this operation accepts."


class RequestTimeout(AppError):
    """The body arrives too slowly, or not at all."""

    status_code = 408
    code = "request_timeout"
    detail = "The request body took too long to arrive."


class RequestMalformed(AppError):
    """The request has no valid Host header, or repeats a header that it must not repeat. No operation
    documents it: clients do not send such requests."""

    status_code = 400
    code = "invalid_request"
    detail = "The request has no valid Host header, or two headers where one is allowed."


class NotFound(AppError):
    """The resource does not exist, or belongs to another account."""

    status_code = 404
    code = "not_found"
    detail = "Not found."


class MethodNotAllowed(AppError):
    """The path exists, but not with this method."""

    status_code = 405
    code = "method_not_allowed"
    detail = "Method not allowed."


class OriginNotAllowed(AppError):
    """A browser sent a request from an origin, or asked for a method or header, that CORS does not
    allow."""

    status_code = 403
    code = "origin_not_allowed"
    detail = "Origin not allowed."


def error_body(error: AppError | type[AppError]) -> ErrorResponse:
    """Return what the client is told about the error."""
    problems = error.problems
    if problems is None and error.field is not None:
        problems = (ErrorProblem(path=error.field, message=error.detail, code=error.code),)
    return ErrorResponse(
        detail=error.detail,
        code=error.code,
        problems=list(problems) if problems is not None else None,
    )


# A reference: for a model, FastAPI would build one validator per response, which takes a tenth of
# the start-up time.
_SCHEMA = {"$ref": f"#/components/schemas/{ErrorResponse.__name__}"}


type Responses = dict[int | str, dict[str, Any]]


def error_responses(*errors: AppError | type[AppError]) -> Responses:
    """Build a route's ``responses=`` from the errors that it raises, with one example per code: their
    classes, or instances where the field depends on the route.

    What every route with such parameters or such a body may answer is added by `build_openapi`.
    """
    responses: Responses = {}
    for error in sorted(errors, key=lambda error: error.status_code):
        add_error(responses, error.status_code, error)
    return responses


def add_error(responses: Responses, status: int | str, error: AppError | type[AppError]) -> None:
    """Add an error to the responses of its status, unless there is one with its code."""
    response = responses.setdefault(
        status, {"content": {"application/json": {"examples": {}, "schema": _SCHEMA}}}
    )
    examples = response["content"]["application/json"]["examples"]
    examples.setdefault(error.code, {"value": error_body(error).model_dump()})
    for header in error.headers:
        response.setdefault("headers", {})[header] = {"schema": {"type": "string"}}
    response["description"] = ", ".join(f"`{code}`" for code in examples)
