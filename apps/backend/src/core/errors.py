"""The one error shape: what a service raises, and how a route documents it."""

from collections.abc import Mapping
from typing import Any, ClassVar

from stylipp_schemas import ErrorResponse


class AppError(Exception):
    """An answer outside 2xx, decided on purpose. Subclasses are named after the fact, live at the
    top of the module that raises them, and hold nothing of what the client sent."""

    status_code: ClassVar[int]
    code: ClassVar[str]
    detail: ClassVar[str]
    headers: ClassVar[Mapping[str, str]] = {}

    def __init__(self, extra_headers: Mapping[str, str] | None = None) -> None:
        super().__init__(self.detail)
        self.extra_headers = extra_headers or {}


class ServiceUnavailable(AppError):
    """What the answer needs, the database above all, is not there right now."""

    status_code = 503
    code = "service_unavailable"
    detail = "The service cannot reach its database right now. Please try again."
    headers: ClassVar[Mapping[str, str]] = {"Retry-After": "1"}


class ServerBusy(AppError):
    """More work is waiting than can be done in reasonable time."""

    status_code = 503
    code = "server_busy"
    detail = "The server is busy. Please try again in a moment."
    headers: ClassVar[Mapping[str, str]] = {"Retry-After": "1"}


class InternalError(AppError):
    """A mistake of ours. Documented here; `UnhandledErrorMiddleware` answers with it."""

    status_code = 500
    code = "internal_error"
    lead = "Something went wrong on our side. Request id: "
    detail = lead + "4f9d1c0e6b0a4b6d8a3f0d7b6f1e2c3a"


class ValidationFailed(AppError):
    """The request does not fit the contract. Documented here; raised by FastAPI's validation."""

    status_code = 422
    code = "validation_error"
    detail = "body.email: Field required"


class MediaTypeNotSupported(AppError):
    """A JSON route got something else."""

    status_code = 415
    code = "unsupported_media_type"
    detail = "Send the body as JSON, with the header Content-Type: application/json."


class PayloadTooLarge(AppError):
    """The body is larger than any request of this API needs."""

    status_code = 413
    code = "payload_too_large"
    detail = "The request body is larger than 64 KiB."


class RequestTimeout(AppError):
    """The body has been arriving for longer than any honest client needs."""

    status_code = 408
    code = "request_timeout"
    detail = "The request body took longer than 10 seconds to arrive."


class NotFound(AppError):
    """There is no such thing, or it is somebody else's."""

    status_code = 404
    code = "not_found"
    detail = "There is nothing here."


class OriginNotAllowed(AppError):
    """A browser asks on behalf of a page, a method or a header that CORS_ORIGINS leaves out."""

    status_code = 403
    code = "origin_not_allowed"
    detail = "Pages of this origin may not call the API this way."


JSON_BODY_ERRORS = (MediaTypeNotSupported, ValidationFailed)
"""What every route with a JSON body may answer; a body that is too large is refused everywhere."""


# By name, since FastAPI would make a validator for each of them: a tenth of the start.
_SCHEMA = {"$ref": f"#/components/schemas/{ErrorResponse.__name__}"}


def error_responses(*errors: type[AppError]) -> dict[int | str, dict[str, Any]]:
    """Build a route's ``responses=`` from the errors it raises, one example for each code."""
    responses: dict[int | str, dict[str, Any]] = {}
    for error in sorted(errors, key=lambda error: error.status_code):
        response = responses.setdefault(
            error.status_code,
            {"content": {"application/json": {"examples": {}, "schema": _SCHEMA}}},
        )
        response["content"]["application/json"]["examples"][error.code] = {
            "value": {"detail": error.detail, "code": error.code}
        }
        for header in error.headers:
            response.setdefault("headers", {})[header] = {"schema": {"type": "string"}}
    for status_code, response in responses.items():
        codes = ", ".join(f"`{error.code}`" for error in errors if error.status_code == status_code)
        response["description"] = codes
    return responses
