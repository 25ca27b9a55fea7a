"""One provider that is set up, `acme`."""

import dataclasses
from collections.abc import AsyncIterator, Callable

import pytest
from fastapi import FastAPI

from src.core.oidc_providers import EmailAuthority, ProviderSettings
from src.features.identities.service.provider import ProviderClients
from tests.features.identities.honest_provider import CLIENT_ID, HonestProvider
from tests.helpers import ChangeSettings, change_wiring

type SetAuthority = Callable[[EmailAuthority], None]


def use_clients(app: FastAPI) -> None:
    """Use the providers of the settings, as local mode would: over http://, too."""
    settings = app.state.wiring.settings.model_copy(update={"DATABASE_URL": None})
    assert settings.is_local
    change_wiring(app, identity_providers=ProviderClients(settings))


@pytest.fixture
async def provider(app: FastAPI, change_settings: ChangeSettings) -> AsyncIterator[HonestProvider]:
    """A running provider, which proves no addresses unless `set_authority` says so."""
    provider = HonestProvider()
    await provider.start()
    acme = ProviderSettings("acme", "Acme", provider.issuer, CLIENT_ID, "secret-of-acme")
    change_settings(OIDC_PROVIDERS={"acme": acme}, API_URL="https://api.stylipp.com")
    use_clients(app)
    yield provider
    await app.state.wiring.identity_providers.aclose()
    await provider.stop()


@pytest.fixture
def set_authority(
    app: FastAPI, provider: HonestProvider, change_settings: ChangeSettings
) -> SetAuthority:
    def change(authority: EmailAuthority) -> None:
        (acme,) = app.state.wiring.settings.OIDC_PROVIDERS.values()
        acme = dataclasses.replace(acme, email_authority=authority)
        change_settings(OIDC_PROVIDERS={"acme": acme})
        use_clients(app)

    return change
