"""Signing in with another provider (OpenID Connect), and connected accounts."""

from src.core.feature import Feature

FEATURE = Feature()
