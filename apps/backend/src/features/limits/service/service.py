"""Limits on what can be tried, shared by all processes and kept over restarts.

A token is taken *before* the expensive part, so that parallel tries count, and given back when
the try was no failure.
"""

import hmac
import ipaddress
import math
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import ClassVar

from src.core.config import Settings
from src.core.database import Database
from src.core.errors import AppError, ServerBusy
from src.core.setting_types import Limit
from src.features.limits.repository import repository
from src.features.limits.repository.repository import Bucket as Bucket

hits: Counter[str] = Counter()
"""How often each limit has refused something since this process began. For the metrics; one for the
process, because there is a `LimitService` for each request."""


class TooManyAttempts(AppError):
    """Tell when to come back, and nothing about whether the account exists."""

    status_code = 429
    code = "too_many_attempts"
    detail = "Too many attempts. Please wait."
    headers: ClassVar[Mapping[str, str]] = {"Retry-After": "60"}

    def __init__(self, seconds: float, bucket: Bucket) -> None:
        super().__init__({"Retry-After": str(max(1, math.ceil(seconds)))})
        self.bucket = bucket


class Attempt:
    """What the tokens of one try were taken for."""

    def __init__(self) -> None:
        self.is_forgiven = False

    def forgive(self) -> None:
        """The try was no failure: its tokens go back."""
        self.is_forgiven = True


class LimitService:
    """Counts tries. Off, without a statement, when RATE_LIMIT_ENABLED is false."""

    def __init__(self, database: Database, key: bytes, settings: Settings) -> None:
        self.database = database
        self.key = key
        self.settings = settings

    def bucket(self, name: str, limit: Limit, *subject: str) -> Bucket:
        """Return the bucket of a limit for an address, a device and the like."""
        message = "\0".join((name, *subject)).encode()
        key = hmac.digest(self.key, message, "sha256")
        return Bucket(name, key, limit.seconds_per_token, limit.burst)

    async def claim(self, name: str, seconds: float) -> bool:
        """Whether this process, of all of them, may do something that is due once in so long."""
        bucket = self.bucket(name, Limit(1, seconds))
        return bool(await repository.take(self.database, [bucket]))

    async def take(self, bucket: Bucket) -> bool:
        """Take one token if there is one, for limits that nobody is told of."""
        if not self.settings.RATE_LIMIT_ENABLED:
            return True
        is_taken = bool(await repository.take(self.database, [bucket]))
        if not is_taken:
            hits[bucket.name] += 1
        return is_taken

    async def clear(self, bucket: Bucket) -> None:
        """Fill the bucket: its owner has proven who they are in another way."""
        await repository.clear(self.database, bucket)

    @asynccontextmanager
    async def attempt(self, buckets: Sequence[Bucket]) -> AsyncIterator[Attempt]:
        """Take one token from every bucket, or raise `TooManyAttempts` and take none.

        They go back when the attempt is forgiven, and when the server was too busy to try.
        """
        attempt = Attempt()
        if not self.settings.RATE_LIMIT_ENABLED:
            yield attempt
            return
        taken = await repository.take(self.database, buckets)
        if len(taken) < len(buckets):
            granted = [bucket for bucket in buckets if bucket.key in taken]
            denied = [bucket for bucket in buckets if bucket.key not in taken]
            if granted:
                await repository.give_back(self.database, granted)
            hits.update(bucket.name for bucket in denied)
            seconds = await repository.seconds_until_token(self.database, denied)
            raise TooManyAttempts(seconds, denied[0])
        try:
            yield attempt
        except ServerBusy:
            attempt.forgive()
            raise
        finally:
            if attempt.is_forgiven:
                await repository.give_back(self.database, buckets)


def network_of(ip: str | None) -> str:
    """Return what is limited for an address: itself, or for IPv6 the /64 that one customer has."""
    try:
        address = ipaddress.ip_address(ip or "")
    except ValueError:
        return ip or "unknown"
    if address.version == 6:
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)
