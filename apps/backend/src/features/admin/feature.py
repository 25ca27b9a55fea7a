"""Administration of accounts."""

from src.core.feature import Feature
from src.features.admin.router import audit, router

FEATURE = Feature(
    routers=[router.router, audit.router],
    tags={
        "users": "All accounts, for administrators.",
        "audit": "The audit log, for administrators.",
    },
)
