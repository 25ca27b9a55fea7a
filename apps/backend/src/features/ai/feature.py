"""What can be read out of pictures."""

from src.core.feature import Feature

FEATURE = Feature()
