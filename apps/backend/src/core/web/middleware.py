"""ASGI middleware. From the outside in: headers, observation, checks of the headers, HEAD, CORS,
unhandled errors, encoded slashes, body limit."""

import logging
from collections.abc import Sequence

from fastapi import FastAPI
from starlette.datastructures import Headers
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from src.core.errors import AppError, InternalError, OriginNotAllowed
from src.core.telemetry.observation import ObservationMiddleware
from src.core.telemetry.process import process_of
from src.core.web.body_limit import BodyLimitMiddleware
from src.core.web.client import request_id_for
from src.core.web.error_handlers import answer_app_error, error_response
from src.core.web.head_requests import HeadMiddleware
from src.core.web.request_checks import HeaderCheckMiddleware, PathCheckMiddleware
from stylipp_schemas import ErrorResponse

logger = logging.getLogger(__name__)


class HeadersMiddleware:
    """Adds the headers of every response: the request id, and those that the OWASP HTTP Headers Cheat
    Sheet recommends."""

    def __init__(self, app: ASGIApp, *, https_only: bool) -> None:
        self.app = app
        self.headers = {
            b"server": b"stylipp",  # otherwise granian names itself
            b"x-content-type-options": b"nosniff",
            b"referrer-policy": b"no-referrer",
            b"content-security-policy": b"default-src 'none'; frame-ancestors 'none'",
        }
        if https_only:
            self.headers[b"strict-transport-security"] = b"max-age=63072000; includeSubDomains"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id = request_id_for(Headers(scope=scope).get("x-request-id"))
        scope.setdefault("state", {})["request_id"] = request_id

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = message["headers"]
                headers.append((b"x-request-id", request_id.encode()))
                present = {name for name, _ in headers}
                # /docs has its own policy.
                headers += [item for item in self.headers.items() if item[0] not in present]
                process = process_of(scope["app"])
                if process.is_draining:
                    # The client's next request opens a new connection, to another process.
                    headers.append((b"connection", b"close"))
                if scope["path"].startswith("/v1/") and b"cache-control" not in present:
                    headers.append((b"cache-control", b"no-store"))
            await send(message)

        await self.app(scope, receive, send_with_headers)


class ErrorShapeCORSMiddleware(CORSMiddleware):
    """Starlette's CORS, except that a refused preflight is an `ErrorResponse` too."""

    def preflight_response(self, request_headers: Headers) -> Response:
        response = super().preflight_response(request_headers)
        if response.status_code < 400:
            return response
        refusal = answer_app_error(OriginNotAllowed())
        refusal.headers["Vary"] = "Origin"
        return refusal


class UnhandledErrorMiddleware:
    """Answers a bug in our code with a 500 that tells the client only the request id.

    FastAPI's own handler for `Exception` runs outside CORS, so browsers could not read its answer.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        has_started = False

        async def send_and_note(message: Message) -> None:
            nonlocal has_started
            has_started = has_started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, send_and_note)
        except Exception as error:
            request_id = scope.get("state", {}).get("request_id")
            if isinstance(error, ExceptionGroup) and error.subgroup(AppError) is not None:
                logger.exception(  # as a 4xx it would come too late
                    "A stream raised an AppError: raise it in a dependency, or send it as an event. "
                    "Request id %s",
                    request_id,
                )
            else:
                logger.exception("Unhandled error, request id %s", request_id)
            if scope["type"] != "http" or has_started:
                raise
            detail = InternalError.lead + str(request_id)
            body = ErrorResponse(detail=detail, code=InternalError.code)
            response = error_response(InternalError.status_code, body)
            await response(scope, receive, send)


def install_middleware(app: FastAPI, *, cors_origins: Sequence[str], https_only: bool) -> None:
    """Add all middleware; the one added last is outermost."""
    app.add_middleware(BodyLimitMiddleware)
    app.add_middleware(PathCheckMiddleware)
    app.add_middleware(UnhandledErrorMiddleware)
    app.add_middleware(
        ErrorShapeCORSMiddleware,
        allow_origins=cors_origins,
        allow_credentials=True,
        allow_methods=["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"],
        allow_headers=[
            "Authorization",
            "Content-Type",
            "If-Match",
            "If-None-Match",
            "X-Request-ID",
        ],
        expose_headers=["ETag", "Retry-After", "X-Request-ID", "WWW-Authenticate"],
        max_age=600,
    )
    app.add_middleware(HeadMiddleware)
    app.add_middleware(HeaderCheckMiddleware)
    app.add_middleware(ObservationMiddleware)
    app.add_middleware(HeadersMiddleware, https_only=https_only)
