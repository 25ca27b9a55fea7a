"""Two-step login: authenticator apps, recovery codes and trusted devices."""

from src.core.feature import Feature
from src.features.two_step.router.settings import router as settings_router

FEATURE = Feature(
    routers=[settings_router],
    tags={
        "two-step": "Two-step login: the authenticator app, recovery codes and trusted devices.",
    },
)
