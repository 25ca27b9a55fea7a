"""Rate limits."""

from src.core.feature import Feature

FEATURE = Feature(withheld={"rate_limits": "names no account: its keys are HMACs"})
