"""Administration of accounts."""

from src.core.feature import Feature
from src.features.admin.router.router import router

FEATURE = Feature(routers=[router], tags={"users": "All accounts, for administrators."})
