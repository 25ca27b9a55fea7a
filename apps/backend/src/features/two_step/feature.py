"""Two-step login, and proving again that a request comes from the owner."""

from src.core.feature import Feature
from src.features.two_step.router.login import router as login_router
from src.features.two_step.router.reauthentication import router as reauthentication_router
from src.features.two_step.router.settings import router as settings_router

FEATURE = Feature(
    routers=[login_router, reauthentication_router, settings_router],
    tags={
        "two-step": "Second factors: the second step of a login, proving again that it is you, and "
        "the settings of two-step login.",
    },
)
