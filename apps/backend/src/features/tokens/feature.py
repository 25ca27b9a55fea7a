"""Tokens for other services."""

from src.core.feature import Feature

FEATURE = Feature()
