"""One provider that is set up, `acme`."""

import dataclasses
from collections.abc import AsyncIterator, Callable

import pytest
from fastapi import FastAPI

from src.core.oidc_providers import EmailAuthority
from tests.features.identities.honest_provider import HonestProvider
from tests.features.identities.provider_logins import acme, use_clients
from tests.helpers import ChangeSettings

type SetAuthority = Callable[[EmailAuthority], None]


@pytest.fixture
async def provider(app: FastAPI, change_settings: ChangeSettings) -> AsyncIterator[HonestProvider]:
    """A running provider, which proves no addresses unless `set_authority` says so."""
    async with acme(app, change_settings) as provider:
        yield provider


@pytest.fixture
def set_authority(
    app: FastAPI, provider: HonestProvider, change_settings: ChangeSettings
) -> SetAuthority:
    def change(authority: EmailAuthority) -> None:
        (provider_settings,) = app.state.wiring.settings.OIDC_PROVIDERS.values()
        changed = dataclasses.replace(provider_settings, email_authority=authority)
        change_settings(OIDC_PROVIDERS={"acme": changed})
        use_clients(app)

    return change
