"""Signing in with another provider (OpenID Connect), and connected accounts."""

from src.core.feature import Export, Feature
from src.features.identities.router.own import router as own_router
from src.features.identities.router.reauthentication import router as reauthentication_router
from src.features.identities.router.relay import router as relay_router
from src.features.identities.router.router import router
from src.features.identities.service.own import export_identities

FEATURE = Feature(
    routers=[router, relay_router, own_router, reauthentication_router],
    tags={"identities": "Signing in with other providers, and connected accounts."},
    exports={"identities": Export("identities", export_identities)},
)
