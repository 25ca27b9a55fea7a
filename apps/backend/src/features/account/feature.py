"""Your own account, how it is logged in to, and its export."""

from src.core.feature import Feature
from src.features.account.router.export import router as export_router
from src.features.account.router.me import router as me_router
from src.features.account.router.router import router
from src.features.account.router.security import router as security_router
from src.features.account.router.update import router as update_router

FEATURE = Feature(
    # Routes are matched in this order, so the most frequent comes first.
    routers=[me_router, router, security_router, update_router, export_router],
    tags={"account": "Your own account."},
)
