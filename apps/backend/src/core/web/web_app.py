"""Serves the built web app from the API's own origin.

It gets what no route of the API matches, so it costs requests to the API nothing. A named page is
answered with the one page of the app, whose script draws it; so is an unknown address in a browser, but
with 404. Programs get the API's own 404.
"""

from pathlib import Path

from fastapi import FastAPI
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from src.core.web.negotiation import IDENTITY, choose_coding, prefers_html
from src.core.web.web_build import Build, BuiltFile, is_for_programs, read_build, stamp_of

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)

DISABLED_FEATURES = (
    "accelerometer",
    "autoplay",
    "camera",
    "clipboard-read",
    "display-capture",
    "encrypted-media",
    "fullscreen",
    "gamepad",
    "geolocation",
    "gyroscope",
    "hid",
    "identity-credentials-get",
    "idle-detection",
    "local-fonts",
    "magnetometer",
    "microphone",
    "midi",
    "otp-credentials",
    "payment",
    "picture-in-picture",
    "screen-wake-lock",
    "serial",
    "storage-access",
    "sync-xhr",
    "usb",
    "window-management",
    "xr-spatial-tracking",
)
"""Only those that Chromium knows: it complains about others in the console."""

OWN_FEATURES = ("clipboard-write", "publickey-credentials-create", "publickey-credentials-get")

PAGE_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": ", ".join(
        [f"{name}=()" for name in DISABLED_FEATURES] + [f"{name}=(self)" for name in OWN_FEATURES]
    ),
    "Cache-Control": "no-cache",
}
ASSETS = "/assets/"
ASSET_HEADERS = {"Cache-Control": "public, max-age=31536000, immutable"}
"""The name of such a file changes with its content."""

OTHER_HEADERS = {"Cache-Control": "no-cache"}

CHANGE_PASSWORD = "/.well-known/change-password"  # noqa: S105
"""Where password managers look for the form (W3C, A Well-Known URL for Changing Passwords)."""


class WebApp:
    """Answers what the API's routes do not."""

    def __init__(self, folder: Path, not_found: ASGIApp) -> None:
        self.folder = folder
        self.not_found = not_found
        self._stamp = stamp_of(folder)
        self._build = read_build(folder)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.not_found(scope, receive, send)
            return
        response = self._answer(scope)
        await response(scope, receive, send)

    def _answer(self, scope: Scope) -> Response:
        build = self._current_build()
        headers = Headers(scope=scope)
        path = scope["path"].removeprefix(scope.get("root_path", ""))
        page, file = build.page_at(path), build.files.get(path)
        if page is None and file is None and path != CHANGE_PASSWORD:
            return _answer_unknown(scope, path, headers, build)
        if scope["method"] != "GET":
            raise HTTPException(405, headers={"Allow": "GET, HEAD"})
        if file is not None:
            return _answer_file(
                file, headers, ASSET_HEADERS if path.startswith(ASSETS) else OTHER_HEADERS
            )
        if page is not None:
            scope["route"] = page
            return _answer_file(build.index, headers, PAGE_HEADERS)
        return RedirectResponse("/account#password", status_code=302)

    def _current_build(self) -> Build:
        """Return the app as it was built last. Costs four `stat` calls."""
        stamp = stamp_of(self.folder)
        if stamp != self._stamp:
            try:
                self._build = read_build(self.folder)
                self._stamp = stamp
            except (OSError, ValueError):
                pass  # it is being built: the next request tries again
        return self._build


def _answer_unknown(scope: Scope, path: str, headers: Headers, build: Build) -> Response:
    if is_for_programs(path):
        raise HTTPException(404)
    if scope["method"] == "GET" and prefers_html(_list(headers, "accept")):
        response = _answer_file(build.index, headers, PAGE_HEADERS, status_code=404)
        response.headers.add_vary_header("Accept")
        return response
    raise HTTPException(404, headers={"Vary": "Accept"})


def _answer_file(
    file: BuiltFile, asked: Headers, headers: dict[str, str], status_code: int = 200
) -> Response:
    coding = choose_coding(_list(asked, "accept-encoding"), file.variants)
    body, etag = file.variants[coding]
    headers = headers.copy()
    if len(file.variants) > 1:
        headers["Vary"] = "Accept-Encoding"
    if status_code == 200:
        headers["ETag"] = etag
        if _is_known(_list(asked, "if-none-match"), etag):
            return Response(status_code=304, headers=headers)
    if coding != IDENTITY:
        headers["Content-Encoding"] = coding
    return Response(body, status_code, headers, media_type=file.media_type)


def _is_known(if_none_match: str, etag: str) -> bool:
    known = {item.strip().removeprefix("W/") for item in if_none_match.split(",")}
    return etag in known or "*" in known


def _list(headers: Headers, name: str) -> str:
    """Return the value of a header that may be repeated."""
    return ",".join(headers.getlist(name))


def install_web_app(app: FastAPI, folder: Path) -> None:
    """Serve the app of this folder wherever no route matches. Exits with one sentence if it cannot be
    read."""
    try:
        app.router.default = WebApp(folder, app.router.default)
    except (OSError, ValueError) as error:
        raise SystemExit(
            f"The web app cannot be read: {error}. Build it again, or set WEB_APP=off."
        ) from None
