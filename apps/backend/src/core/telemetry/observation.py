"""Logs and measures each request."""

import time

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from src.core.telemetry.logs import request_id
from src.core.telemetry.process import process_of

METHODS = {"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"}

NO_ROUTE = "-"
"""Stands for unknown paths, preflights and files of pages. A path is never logged as it was
sent: it may contain a token, and the number of different paths is unlimited."""

CLIENT_CLOSED_REQUEST = 499
"""nginx's status for a client that closed the connection before the response."""


class ObservationMiddleware:
    """Writes one log line and one measurement when a request has ended, even if it failed."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.log = structlog.get_logger().bind()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = time.perf_counter()
        status = 0
        is_disconnected = False

        async def receive_and_note() -> Message:
            nonlocal is_disconnected
            message = await receive()
            if message["type"] == "http.disconnect" and not status:
                is_disconnected = True
            return message

        async def send_and_note(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        token = request_id.set(scope["state"]["request_id"])
        try:
            await self.app(scope, receive_and_note, send_and_note)
        finally:
            if is_disconnected or not status:
                status = CLIENT_CLOSED_REQUEST
            self.note(scope, status, time.perf_counter() - started)
            request_id.reset(token)

    def note(self, scope: Scope, status: int, seconds: float) -> None:
        route = scope.get("route")
        template: str = route.path_format if route is not None else NO_ROUTE
        method = scope["method"] if scope["method"] in METHODS else "-"
        facts = {
            "method": method,
            "route": template,
            "status": status,
            "duration_ms": round(seconds * 1000, 2),
        }
        user_id = scope["state"].get("user_id")
        if user_id is not None:
            facts["user_id"] = str(user_id)
        if status >= 500:
            self.log.warning("request", **facts)
        elif status < 400 and template.startswith("/health"):
            self.log.debug("request", **facts)  # probes may come every second
        else:
            self.log.info("request", **facts)
        process = process_of(scope["app"])
        if process.metrics is not None:
            process.metrics.note_request(method, template, status, seconds)
