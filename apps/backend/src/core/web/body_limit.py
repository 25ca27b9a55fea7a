"""Limits the size of request bodies, and the time that they take to arrive."""

import asyncio
import contextlib

from fastapi.routing import RouteContext, iter_route_contexts
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from src.core.errors import (
    BODY_BYTES_PER_SECOND,
    BODY_LIMIT_BYTES,
    BODY_SECONDS,
    PayloadTooLarge,
    RequestTimeout,
)
from src.core.web.error_handlers import answer_app_error

DISCARD_BYTES = 16 * 1024 * 1024
"""How much of an oversized body is read and discarded: closing a connection with unread bytes resets
it, and the client would not see the 413."""


class BodyLimitMiddleware:
    """Rejects bodies that are too large, by their declared length or while they arrive, and bodies
    that take too long, which no server limits: also those of clients that are gone without a word.

    The limit is FastAPI's `max_body_size` of the route, or BODY_LIMIT_BYTES. FastAPI enforces the
    former as well, but it would answer in plain text; here, the body never gets that far.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._routes: list[RouteContext] | None = None
        self._routes_with_limit: list[RouteContext] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        limit = self._limit_of(scope)
        headers = Headers(scope=scope)
        length = headers.get("content-length", "")
        declared = int(length[:20]) if length.isdecimal() else None
        now = asyncio.get_running_loop().time
        started = now()
        if declared is not None and declared > limit:
            # With Expect: 100-continue, the client waits for our answer before it sends the body.
            if "expect" not in headers:
                await _discard_body(receive, started + BODY_SECONDS)
            await answer_app_error(PayloadTooLarge())(scope, receive, send)
            return
        received = 0
        is_complete = False

        async def receive_limited() -> Message:
            nonlocal received, is_complete
            if is_complete:  # the next message is the end of the connection, at any time
                return await receive()
            # By what has arrived: a large Content-Length alone earns no time.
            total = started + BODY_SECONDS + received // BODY_BYTES_PER_SECOND
            deadline = min(total, now() + BODY_SECONDS)
            try:
                async with asyncio.timeout_at(deadline):
                    message = await receive()
            except TimeoutError:
                raise HTTPException(RequestTimeout.status_code, RequestTimeout.detail) from None
            is_complete = not message.get("more_body", False)
            received += len(message.get("body", b""))
            if received > limit:
                if not is_complete:
                    await _discard_body(receive, deadline)
                # The only exception that FastAPI does not replace while it reads a body.
                raise HTTPException(PayloadTooLarge.status_code, PayloadTooLarge.detail)
            return message

        await self.app(scope, receive_limited, send)

    def _limit_of(self, scope: Scope) -> int:
        """Return the limit of the route that the request will reach. Routing happens further in, so
        the few routes with a limit of their own are tried first."""
        if self._routes is None:
            self._routes = list(iter_route_contexts(scope["app"].routes))
            self._routes_with_limit = [r for r in self._routes if _has_limit(r)]
        if any(_matches(route, scope) for route in self._routes_with_limit):
            route = next(route for route in self._routes if _matches(route, scope))
            if _has_limit(route):
                return int(route.max_body_size)
        return BODY_LIMIT_BYTES


def _has_limit(route: RouteContext) -> bool:
    return getattr(route, "max_body_size", None) is not None


def _matches(route: RouteContext, scope: Scope) -> bool:
    if scope["method"] not in (route.methods or ()):
        return False
    path = scope["path"].removeprefix(scope.get("root_path", ""))
    return route.path_regex.match(path) is not None


async def _discard_body(receive: Receive, deadline: float) -> None:
    discarded = 0
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout_at(deadline):
            while discarded < DISCARD_BYTES:
                message = await receive()
                if not message.get("more_body", False):
                    return
                discarded += len(message.get("body", b""))
