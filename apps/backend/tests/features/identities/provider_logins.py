"""Whole logins with a provider, over HTTP."""

from typing import Any, NamedTuple

import httpx

from tests.features.identities.honest_provider import HonestProvider

TRY = "__Host-stylipp_try"
START = "/v1/auth/oidc/acme/start"
COMPLETE = "/v1/auth/oidc/acme/complete"
OWN = "/v1/users/me/identities"


class Browser(NamedTuple):
    """A login that has begun: where the browser is sent, and its cookie."""

    url: str
    cookie: str

    @property
    def headers(self) -> dict[str, str]:
        return {"Cookie": f"{TRY}={self.cookie}"}


async def begin(
    client: httpx.AsyncClient, path: str = START, headers: dict[str, str] | None = None
) -> Browser:
    response = await client.post(path, headers=headers)
    assert response.status_code == 200, response.text
    name, _, rest = response.headers["set-cookie"].partition("=")
    assert name == TRY
    return Browser(response.json()["authorization_url"], rest.partition(";")[0])


async def sign_in(
    client: httpx.AsyncClient, provider: HonestProvider, subject: str = "ada", **claims: Any
) -> httpx.Response:
    """Log in with the provider, from a browser that is new here."""
    browser = await begin(client)
    answer = provider.sign_in(browser.url, subject, **claims)
    return await client.post(COMPLETE, json=answer, headers=browser.headers)
