"""Hypothesis without deadlines, which a busy machine would miss, and without files."""

from hypothesis import HealthCheck, settings

settings.register_profile(
    "stylipp", deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("stylipp")
