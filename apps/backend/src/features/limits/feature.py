"""Rate limits. Other features take from them; they have no part of their own in the application."""

from src.core.feature import Feature

FEATURE = Feature()
