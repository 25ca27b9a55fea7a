"""Registration, login, sessions and mailed links."""

from src.core.feature import Export, Feature
from src.features.auth.router.mailbox import router as mailbox_router
from src.features.auth.router.router import router
from src.features.auth.router.sessions import router as sessions_router
from src.features.auth.service.sessions import export_sessions

FEATURE = Feature(
    routers=[router, sessions_router, mailbox_router],
    tags={
        "auth": "Registration and login.",
        "sessions": "Refreshing, listing and ending sessions.",
        "mailbox": "Mailed links: verifying or changing an address, resetting a password.",
    },
    exports={"sessions": Export("sessions", export_sessions)},
)
