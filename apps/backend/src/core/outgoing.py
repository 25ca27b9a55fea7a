"""Calls to the HTTP services of others, which may be slow, broken or hostile.

No redirect is followed, no cookie is kept, and nothing of a call is logged: URLs and bodies hold secrets.
"""

import asyncio
import logging
import socket
import ssl
from collections.abc import Mapping
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import httpx2

for _name in ("httpx2", "httpcore2"):
    logging.getLogger(_name).setLevel(logging.WARNING)  # it logs the URL of each request


class OutgoingFailed(Exception):
    """The service did not answer in time, with an answer of an acceptable size, or at all. The message is
    the reason for the operator, in words of ours that follow the service's name."""


class OutgoingBusy(OutgoingFailed):
    """Too many calls are running."""


class Answer(NamedTuple):
    status: int
    body: bytes


class Outgoing:
    """Makes at most `places` calls at once, each of `seconds` and `max_bytes` in all. Refuses further ones
    instead of letting them wait, so that a service that hangs takes up no more than that."""

    def __init__(self, places: int, seconds: float, max_bytes: int) -> None:
        self._places = places
        self._seconds = seconds
        self._max_bytes = max_bytes
        self._client: httpx2.AsyncClient | None = None

    async def get(self, url: str, headers: Mapping[str, str] | None = None) -> Answer:
        return await self._call("GET", url, headers=headers or {})

    async def post_form(
        self, url: str, form: Mapping[str, str], *, auth: tuple[str, str] | None = None
    ) -> Answer:
        """Send a form; `auth` are user and password of the Basic scheme (RFC 7617)."""
        return await self._call("POST", url, form=form, auth=auth)

    async def aclose(self) -> None:
        """Close the connections that are kept open."""
        if self._client is not None:
            await self._client.aclose()

    async def _call(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        form: Mapping[str, str] | None = None,
        auth: tuple[str, str] | None = None,
    ) -> Answer:
        import httpx2  # noqa: PLC0415  (slow, and many processes call nobody)

        if self._places == 0:
            raise OutgoingBusy("is not asked: too many calls are running")
        if self._client is None:
            self._client = self._open()
        self._places -= 1
        try:
            async with (
                asyncio.timeout(self._seconds),
                self._client.stream(method, url, headers=headers, data=form, auth=auth) as response,
            ):
                return Answer(response.status_code, await self._read(response))
        except (httpx2.HTTPError, httpx2.InvalidURL, TimeoutError, OSError, ValueError) as error:
            raise OutgoingFailed(_reason(error)) from None
        finally:
            self._places += 1

    def _open(self) -> "httpx2.AsyncClient":
        import httpx2  # noqa: PLC0415  (slow, and many processes call nobody)

        try:
            return httpx2.AsyncClient(
                timeout=self._seconds,
                follow_redirects=False,
                # Uncompressed: a small body could grow to any size.
                headers={"Accept-Encoding": "identity", "User-Agent": "Stylipp"},
                cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
            )
        except OSError:
            raise OutgoingFailed(
                "is not asked: SSL_CERT_FILE is no readable file of certificates"
            ) from None
        except (ValueError, ImportError, httpx2.InvalidURL):
            raise OutgoingFailed(
                "is not asked: HTTPS_PROXY, HTTP_PROXY or ALL_PROXY is no address of an HTTP proxy"
            ) from None

    async def _read(self, response: "httpx2.Response") -> bytes:
        body = bytearray()
        async for part in response.aiter_raw():
            body += part
            if len(body) > self._max_bytes:
                raise OutgoingFailed(f"answers with more than {self._max_bytes // 1024} KiB")
        return bytes(body)


def _reason(error: BaseException) -> str:
    import httpx2  # noqa: PLC0415  (slow, and many processes call nobody)

    causes = [error]
    while (cause := causes[-1].__cause__ or causes[-1].__context__) is not None:
        causes.append(cause)
    # The client's own timeout ends a call with an exception of the socket behind it.
    if any(isinstance(cause, (TimeoutError, httpx2.TimeoutException)) for cause in causes):
        return "does not answer in time"
    if any(isinstance(cause, ssl.SSLCertVerificationError) for cause in causes):
        return (
            "has a certificate that is not trusted: it is of another host, has expired, or is of an "
            "authority that must be in the file of SSL_CERT_FILE"
        )
    if any(isinstance(cause, socket.gaierror) for cause in causes):
        return "has a host name that cannot be resolved"
    return "cannot be reached"
