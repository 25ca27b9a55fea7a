"""Refuses requests that two programs may read in two ways, such as a proxy and this API."""

import re

from starlette.types import ASGIApp, Receive, Scope, Send

from src.core.errors import NotFound, RequestMalformed
from src.core.web.error_handlers import answer_app_error

ONCE = frozenset(
    {b"authorization", b"content-length", b"content-type", b"host", b"origin", b"sec-fetch-site"}
)
"""Headers that have one value, on which an answer or a right depends (RFC 9110 §5.3)."""

HOST = re.compile(rb"(\[[0-9A-Za-z:.%]+\]|[0-9A-Za-z._~%-]+)(:[0-9]*)?")
"""A name or an address, with or without a port (RFC 9110 §7.2). Only those characters of RFC 3986
that hosts have: a comma, for example, is what a proxy makes of two headers."""


class HeaderCheckMiddleware:
    """Refuses a request whose Host is missing, invalid or repeated (RFC 9112 §3.2), or that repeats
    another header of `ONCE`."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or _has_proper_headers(scope):
            await self.app(scope, receive, send)
        else:
            await answer_app_error(RequestMalformed())(scope, receive, send)


def _has_proper_headers(scope: Scope) -> bool:
    once = [item for item in scope["headers"] if item[0] in ONCE]
    headers = dict(once)
    if len(headers) < len(once):
        return False
    # For a missing one, granian makes up an empty one; uvicorn leaves spaces at the end.
    host = headers.get(b"host", b"").rstrip(b" \t")
    return HOST.fullmatch(host) is not None or (not host and scope["http_version"] != "1.1")


class PathCheckMiddleware:
    """Answers 404 if a slash or a control character of the path is encoded.

    A slash is no separator then (RFC 3986 §2.2), but servers decode it into one, so that rules of a
    proxy for `/v1/users` would not see `/v1%2Fusers`. A line feed at the end would match as well,
    because `$` in the patterns of routes matches before it.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and _has_encoded_control(scope):
            await answer_app_error(NotFound())(scope, receive, send)
        else:
            await self.app(scope, receive, send)


def _has_encoded_control(scope: Scope) -> bool:
    path = scope.get("raw_path") or b""
    return b"%" in path and (b"%2f" in path.lower() or not scope["path"].isprintable())
