"""The checks of the services of others that the API calls: those in OIDC_PROVIDERS and BREACHED_PASSWORDS."""

import asyncio
import contextlib
import itertools
from collections.abc import AsyncGenerator

from src.cli.checks.line import Line, Mark
from src.core.config import Settings
from src.core.oidc_client import CALLS, OidcUnavailable, ProviderClient, ProviderClients
from src.core.outgoing import OutgoingFailed
from src.features.auth.service.breaches import Breaches


async def check_providers(settings: Settings) -> AsyncGenerator[Line]:
    """Ask the providers for their metadata and keys, all at once. Whether one accepts our secret shows at
    a login only."""
    clients = ProviderClients(settings)
    async with contextlib.aclosing(clients):
        for some in itertools.batched(clients, CALLS):
            for line in await asyncio.gather(*(_ask(client, settings) for client in some)):
                yield line


async def _ask(client: ProviderClient, settings: Settings) -> Line:
    provider = client.settings
    try:
        await client.check()
    except OidcUnavailable as error:
        finding = f"{provider.id} {error.reason}"
        advice = f"Its issuer is {provider.issuer}: compare it with OIDC_PROVIDERS."
        return Line(Mark.BAD, "provider", finding, advice)
    finding = f"{provider.id}, {provider.issuer}, answers"
    where = f"It must know {settings.api_url}/v1/auth/oidc/{provider.id}/return."
    return Line(Mark.GOOD, "provider", finding, where)


async def check_breaches(settings: Settings) -> AsyncGenerator[Line]:
    """Ask the service of BREACHED_PASSWORDS for one range. A failure is a note: new passwords are accepted
    without it."""
    if settings.BREACHED_PASSWORDS == "off":
        return
    breaches = Breaches(settings.BREACHED_PASSWORDS)
    async with contextlib.aclosing(breaches):
        try:
            await breaches.read_range("00000")
        except OutgoingFailed as error:
            advice = "Until it answers, new passwords are accepted without it."
            yield Line(Mark.NOTE, "breaches", f"the service of BREACHED_PASSWORDS {error}", advice)
        else:
            yield Line(Mark.GOOD, "breaches", f"{settings.BREACHED_PASSWORDS} answers")
