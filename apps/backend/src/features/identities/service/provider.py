"""The clients of the providers, as this feature uses them. They are in `core`, because each process creates
them once and the wiring, which is below this feature, holds them."""

from src.core.oidc_client import (
    Claims,
    OidcFailed,
    OidcUnavailable,
    ProviderClient,
    ProviderClients,
)

__all__ = ["Claims", "OidcFailed", "OidcUnavailable", "ProviderClient", "ProviderClients"]
