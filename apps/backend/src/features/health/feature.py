"""Probes."""

from src.core.feature import Feature
from src.features.health.router.router import router

FEATURE = Feature(routers=[router], tags={"health": "For probes and load balancers."})
