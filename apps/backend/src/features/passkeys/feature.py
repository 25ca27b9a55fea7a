"""Passkeys: adding them, logging in with them."""

from src.core.feature import Export, Feature
from src.features.passkeys.router.own import router as own_router
from src.features.passkeys.router.router import router
from src.features.passkeys.service.service import export_passkeys

FEATURE = Feature(
    routers=[router, own_router],
    tags={"passkeys": "Logging in with passkeys, and managing your own."},
    exports={"passkeys": Export("passkeys", export_passkeys)},
)
