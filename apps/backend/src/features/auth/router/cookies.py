"""The cookies of sessions, devices and logins that have begun, and protection against cross-site
requests."""

import base64
import binascii
import secrets

from fastapi import Request, Response
from fastapi.security import APIKeyCookie

from src.core.config import Settings
from src.core.errors import OriginNotAllowed
from src.core.keys import derive_key
from src.features.auth.router.wiring import wiring_of
from src.features.auth.schemas.schemas import TokenPair
from src.features.auth.utils.device_tokens import DEVICE_SECONDS

REFRESH = "rt"
DEVICE = "dev"
TICKET = "mfa"
ATTEMPT = "try"
"""The ends of the names; `cookie_prefix` is their beginning."""

ATTEMPT_SECONDS = 900
"""How long what a browser has begun, such as the ceremony of a passkey, can be finished."""
ATTEMPT_BYTES = 32

# For the OpenAPI document only: `read_refresh_cookie` reads the cookie, under its current name.
refresh_cookie = APIKeyCookie(
    name=f"__Host-stylipp_{REFRESH}",
    scheme_name="refresh_cookie",
    description="Set by the login and sent by browsers automatically; no input is needed. "
    f"Named `stylipp_{REFRESH}` when COOKIE_SECURE is false, and `stylipp_<8 hexadecimal "
    f"digits>_{REFRESH}` in local mode.",
    auto_error=False,
)

# The same: `read_attempt_cookie` reads it.
attempt_cookie = APIKeyCookie(
    name=f"__Host-stylipp_{ATTEMPT}",
    scheme_name="attempt_cookie",
    description="Set by `/v1/auth/passkey/options`, `/v1/auth/mfa/options` and "
    "`/v1/auth/email/login`, and sent by browsers automatically; no input is needed. A passkey's answer, or "
    f"a mailed code, is accepted from the browser only that has begun. Named `stylipp_{ATTEMPT}` when COOKIE_SECURE is false, and `stylipp_<8 hexadecimal "
    f"digits>_{ATTEMPT}` in local mode.",
    auto_error=False,
)


def cookie_prefix(settings: Settings, secret_key: str) -> str:
    """Return what the names of all cookies begin with.

    The prefix `__Host-` prevents other hosts of the site from setting them (RFC 6265bis §4.1.3.2).
    Without it, in local mode, the name depends on the key: cookies do not depend on the port
    (RFC 6265 §8.5), so two checkouts on one machine would log each other out.
    """
    if settings.has_secure_cookies:
        return "__Host-stylipp"
    if settings.is_local:
        return f"stylipp_{derive_key(secret_key, 'stylipp/cookie-name/v1').hex()[:8]}"
    return "stylipp"


def _name(request: Request, cookie: str) -> str:
    return f"{wiring_of(request).cookie_prefix}_{cookie}"


def read_refresh_cookie(request: Request) -> str | None:
    return request.cookies.get(_name(request, REFRESH))


def read_device_cookie(request: Request) -> str | None:
    return request.cookies.get(_name(request, DEVICE))


def read_ticket_cookie(request: Request) -> str | None:
    return request.cookies.get(_name(request, TICKET))


def ticket_header(request: Request, ticket: str) -> dict[str, str]:
    """Return the header that sets the ticket, for the error response of a login's first step."""
    response = Response()
    seconds = wiring_of(request).settings.MFA_TICKET_SECONDS
    _set(request, response, TICKET, ticket, max_age=seconds)
    return {"Set-Cookie": response.headers["set-cookie"]}


def read_attempt_cookie(request: Request) -> bytes | None:
    """Return the secret of this browser that a ceremony was begun with; None if there is none."""
    try:
        secret = base64.b64decode(
            request.cookies.get(_name(request, ATTEMPT), ""), altchars=b"-_", validate=True
        )
    except (binascii.Error, ValueError):
        return None
    return secret if len(secret) == ATTEMPT_BYTES else None


def begin_attempt(request: Request, response: Response) -> bytes:
    """Return the secret of this browser, a new one if it has none, and keep it for another while:
    several tabs may have begun something."""
    secret = read_attempt_cookie(request) or secrets.token_bytes(ATTEMPT_BYTES)
    text = base64.urlsafe_b64encode(secret).decode()
    _set(request, response, ATTEMPT, text, max_age=ATTEMPT_SECONDS)
    return secret


def set_cookies(request: Request, response: Response, pair: TokenPair) -> None:
    """Set the refresh cookie, and after a login the device cookie instead of those of its steps."""
    _set(request, response, REFRESH, pair.refresh_token, max_age=pair.seconds_left)
    if pair.device_token is None:
        return
    _set(request, response, DEVICE, pair.device_token, max_age=DEVICE_SECONDS)
    for cookie in (TICKET, ATTEMPT):
        if _name(request, cookie) in request.cookies:
            _set(request, response, cookie, "", max_age=0)


def clear_refresh_cookie(request: Request, response: Response) -> None:
    _set(request, response, REFRESH, "", max_age=0)


def clearing_header(request: Request) -> dict[str, str]:
    """Return the header that clears the cookie, for error responses."""
    response = Response()
    clear_refresh_cookie(request, response)
    return {"Set-Cookie": response.headers["set-cookie"]}


def _set(request: Request, response: Response, cookie: str, value: str, *, max_age: int) -> None:
    response.set_cookie(
        _name(request, cookie),
        value,
        max_age=max_age,
        path="/",
        secure=wiring_of(request).settings.has_secure_cookies,
        httponly=True,
        samesite="strict",
    )


async def require_own_origin(request: Request) -> None:
    """Refuse cross-site requests (OWASP CSRF Prevention Cheat Sheet, Fetch Metadata). A client that
    sends neither header is not a browser."""
    site = request.headers.get("sec-fetch-site")
    if site == "same-origin":
        return
    origin = request.headers.get("origin")
    if origin is not None:
        settings = wiring_of(request).settings
        if origin not in (*settings.CORS_ORIGINS, _own_origin(request, settings)):
            raise OriginNotAllowed
    elif site == "cross-site":
        raise OriginNotAllowed


def _own_origin(request: Request, settings: Settings) -> str:
    """Return the origin of a page that this server itself has served. Browsers do not send
    Sec-Fetch-Site to http:// on another machine, and older ones never do. A page cannot choose Host.
    """
    scheme = "https" if settings.has_secure_cookies else "http"
    return f"{scheme}://{request.headers.get('host')}"
