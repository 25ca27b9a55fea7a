"""Photos of accounts."""

from src.core.feature import Feature

FEATURE = Feature()
