"""Logging in by e-mail, without a password."""

from src.core.feature import Feature
from src.features.mail_login.router.router import router

FEATURE = Feature(
    routers=[router],
    tags={"mail-login": "Logging in with a mailed code or link, without a password."},
)
