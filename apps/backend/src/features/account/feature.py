"""Your own account, and its export."""

from src.core.feature import Feature
from src.features.account.router.export import router as export_router
from src.features.account.router.me import router as me_router
from src.features.account.router.router import router

FEATURE = Feature(
    # Routes are matched in this order, so the most frequent comes first.
    routers=[me_router, router, export_router],
    tags={"account": "Your own account."},
)
