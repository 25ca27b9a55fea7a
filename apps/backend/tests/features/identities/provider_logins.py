"""Whole logins with a provider, over HTTP."""

import contextlib
from collections.abc import AsyncIterator
from typing import Any, NamedTuple

import httpx
from fastapi import FastAPI

from src.core.oidc_client import ProviderClients
from src.core.oidc_providers import ProviderSettings
from tests.features.identities.honest_provider import CLIENT_ID, HonestProvider
from tests.helpers import ChangeSettings, change_wiring

TRY = "__Host-stylipp_try"
START = "/v1/auth/oidc/acme/start"
COMPLETE = "/v1/auth/oidc/acme/complete"
OWN = "/v1/users/me/identities"


def use_clients(app: FastAPI) -> None:
    """Use the providers of the settings, as local mode would: over http://, too."""
    settings = app.state.wiring.settings.model_copy(update={"DATABASE_URL": None})
    assert settings.is_local
    change_wiring(app, identity_providers=ProviderClients(settings))


@contextlib.asynccontextmanager
async def acme(app: FastAPI, change_settings: ChangeSettings) -> AsyncIterator[HonestProvider]:
    """Run a provider, and set it up as `acme`."""
    provider = HonestProvider()
    await provider.start()
    settings = ProviderSettings("acme", "Acme", provider.issuer, CLIENT_ID, "secret-of-acme")
    change_settings(OIDC_PROVIDERS={"acme": settings}, API_URL="https://api.stylipp.com")
    use_clients(app)
    yield provider
    await app.state.wiring.identity_providers.aclose()
    await provider.stop()


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
