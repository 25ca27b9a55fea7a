"""Logging in by e-mail, without a password."""

from src.core.feature import Feature

FEATURE = Feature()
