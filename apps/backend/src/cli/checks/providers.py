"""The checks of the providers in OIDC_PROVIDERS."""

import contextlib
from collections.abc import AsyncGenerator

from src.cli.checks.line import Line, Mark
from src.core.config import Settings
from src.core.oidc_client import OidcUnavailable, ProviderClients


async def check_providers(settings: Settings) -> AsyncGenerator[Line]:
    """Ask each provider for its metadata. Whether it accepts our secret shows at a login only."""
    clients = ProviderClients(settings)
    async with contextlib.aclosing(clients):
        for client in clients:
            provider = client.settings
            try:
                await client.metadata()
            except OidcUnavailable as error:
                finding = f"{provider.id} {error.reason}"
                advice = f"Its issuer is {provider.issuer}: compare it with OIDC_PROVIDERS."
                yield Line(Mark.BAD, "provider", finding, advice)
            else:
                finding = f"{provider.id}, {provider.issuer}, answers"
                where = f"It must know {settings.api_url}/v1/auth/oidc/{provider.id}/return."
                yield Line(Mark.GOOD, "provider", finding, where)
