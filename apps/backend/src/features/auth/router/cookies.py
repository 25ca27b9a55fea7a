"""The refresh cookie, and which pages may make the browser send it."""

from fastapi import Request, Response

from src.core.config import Settings
from src.core.errors import OriginNotAllowed
from src.features.auth.schemas.schemas import TokenPair


def refresh_cookie_name(settings: Settings) -> str:
    """`__Host-` keeps other hosts of the site from planting one (RFC 6265bis §4.1.3.2)."""
    return "__Host-stylipp_rt" if settings.has_secure_cookies else "stylipp_rt"


def read_refresh_cookie(request: Request) -> str | None:
    return request.cookies.get(refresh_cookie_name(request.app.state.settings))


def set_refresh_cookie(request: Request, response: Response, pair: TokenPair) -> None:
    _set(request, response, pair.refresh_token, max_age=pair.seconds_left)


def clear_refresh_cookie(request: Request, response: Response) -> None:
    _set(request, response, "", max_age=0)


def clearing_header(request: Request) -> dict[str, str]:
    """The header that clears the cookie, for answers that are errors."""
    response = Response()
    clear_refresh_cookie(request, response)
    return {"Set-Cookie": response.headers["set-cookie"]}


def _set(request: Request, response: Response, value: str, *, max_age: int) -> None:
    settings: Settings = request.app.state.settings
    response.set_cookie(
        refresh_cookie_name(settings),
        value,
        max_age=max_age,
        path="/",
        secure=settings.has_secure_cookies,
        httponly=True,
        samesite="strict",
    )


async def require_own_origin(request: Request) -> None:
    """Refuse what a foreign page makes a browser send (OWASP CSRF Prevention Cheat Sheet, Fetch
    Metadata). A client that sends neither header is no browser."""
    site = request.headers.get("sec-fetch-site")
    if site == "same-origin":
        return
    origin = request.headers.get("origin")
    if origin is not None:
        if origin not in request.app.state.settings.CORS_ORIGINS:
            raise OriginNotAllowed
    elif site == "cross-site":
        raise OriginNotAllowed
