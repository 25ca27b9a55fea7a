"""Answers HEAD wherever there is a GET (RFC 9110 §9.3.2)."""

import anyio
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class HeadMiddleware:
    """Runs a HEAD request as a GET and keeps its body back, so that both have the same status and
    headers. A stream ends with its headers."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self.app(scope, receive, send)
            return
        as_get = {**scope, "method": "GET"}  # a copy: the server reads the method of its own

        async def send_head(message: Message) -> None:
            is_start = message["type"] == "http.response.start"
            if is_start:
                await send(message)
                await send({"type": "http.response.body", "body": b""})
            if message.get("more_body", False) or (is_start and _is_stream(message)):
                work.cancel()

        try:
            with anyio.CancelScope() as work:
                await self.app(as_get, receive, send_head)
        finally:
            if "route" in as_get:
                scope["route"] = as_get["route"]  # for the access log


def _is_stream(start: Message) -> bool:
    """Whether the length is unknown: the next piece may be minutes away."""
    return all(name != b"content-length" for name, _ in start["headers"])
