"""Deletion of expired rows."""

from src.core.feature import Feature, Job
from src.features.housekeeping.service.service import PERIOD_SECONDS, clean_up

FEATURE = Feature(jobs=[Job("housekeeping", PERIOD_SECONDS, clean_up)])
