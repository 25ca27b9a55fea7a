"""Sees each request once: one look at the clock, one at the route; a line in the log, and what is
measured."""

import time
from typing import TYPE_CHECKING

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from src.core.logs import request_id

if TYPE_CHECKING:  # not read where METRICS_PORT is unset
    from src.core.metrics import Metrics

METHODS = {"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"}

NO_ROUTE = "-"
"""Unknown paths, preflights, files of the docs page: whatever is no route of the API. A path as it
was sent is never shown: it may hold a token, and there is no end to their number."""

CLIENT_CLOSED_REQUEST = 499
"""nginx's number for a client that hung up before there was an answer."""


class ObservationMiddleware:
    """Writes one line and one measurement when a request has ended, however it ended."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.log = structlog.get_logger().bind()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = time.perf_counter()
        status = 0
        has_hung_up = False

        async def receive_and_note() -> Message:
            nonlocal has_hung_up
            message = await receive()
            if message["type"] == "http.disconnect" and not status:
                has_hung_up = True
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
            if has_hung_up or not status:
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
            self.log.debug("request", **facts)  # some probe asks every second
        else:
            self.log.info("request", **facts)
        metrics: Metrics | None = scope["app"].state.metrics
        if metrics is not None:
            metrics.note_request(method, template, status, seconds)
