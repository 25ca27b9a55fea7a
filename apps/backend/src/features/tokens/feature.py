"""Tokens for other services."""

from src.core.feature import Feature
from src.features.tokens.router.router import router

FEATURE = Feature(
    routers=[router],
    tags={"tokens": "Tokens for other services, and the keys to verify them with."},
)
