"""The bucket of a limit."""

from typing import NamedTuple

from src.core.setting_types import Limit


class Bucket(NamedTuple):
    """A limit, counted for one subject."""

    name: str
    key: bytes
    limit: Limit
