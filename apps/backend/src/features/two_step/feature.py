"""Two-step login: authenticator apps, recovery codes and trusted devices; and proving again that a
request comes from the owner."""

from src.core.feature import Feature
from src.features.two_step.router.login import router as login_router
from src.features.two_step.router.reauthentication import router as reauthentication_router
from src.features.two_step.router.settings import router as settings_router

FEATURE = Feature(
    routers=[login_router, reauthentication_router, settings_router],
    tags={
        "two-step": "Two-step login: the authenticator app, recovery codes and trusted devices.",
    },
)
