"""Two-step login, and proving again that a request comes from the owner."""

from src.core.feature import Feature
from src.features.two_step.router.login import router as login_router
from src.features.two_step.router.reauthentication import router as reauthentication_router

FEATURE = Feature(
    routers=[login_router, reauthentication_router],
    tags={"two-step": "Second factors, and proving again that it is you."},
)
