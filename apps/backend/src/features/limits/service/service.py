"""Rate limits, shared by all processes and kept across restarts.

A token is taken *before* the expensive operation, so that parallel attempts are counted, and
returned if the attempt did not fail.
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
from src.features.limits.schemas.schemas import Bucket
from src.features.limits.utils.words import in_words

LIMITS = {
    "login-account": "RATE_LIMIT_LOGIN_ACCOUNT",  # e-mail address
    "login-device": "RATE_LIMIT_LOGIN_ACCOUNT",  # e-mail address and trusted device
    "logged-in": "RATE_LIMIT_LOGIN_ACCOUNT",  # session
    "login-ip": "RATE_LIMIT_LOGIN_IP",  # network of the client
    "mfa": "RATE_LIMIT_MFA",  # account, and device that has logged in before
    "mfa-day": "RATE_LIMIT_MFA_DAY",  # the same
    "passkey-ip": "RATE_LIMIT_PASSKEY_IP",  # network of the client
    "upload": "RATE_LIMIT_UPLOAD",  # account
    "register-ip": "RATE_LIMIT_REGISTER_IP",  # network of the client
    "mail-ip": "RATE_LIMIT_MAIL_IP",  # network of the client
    "mail-registered": "RATE_LIMIT_MAIL_ADDRESS",  # e-mail address
    "mail-verify_email": "RATE_LIMIT_MAIL_ADDRESS",  # e-mail address
    "mail-reset_password": "RATE_LIMIT_MAIL_ADDRESS",  # e-mail address
    "mail-confirm_email_change": "RATE_LIMIT_MAIL_ADDRESS",  # e-mail address
    "mail-login_code": "RATE_LIMIT_MAIL_ADDRESS",  # e-mail address
    "mail-login-device": "RATE_LIMIT_MAIL_ADDRESS",  # e-mail address and device that has logged in before
    "mail-reauthentication_code": "RATE_LIMIT_MAIL_ADDRESS",  # e-mail address
}
"""Every limit with a setting: its name, part of the stored key and a label in the metrics; the setting with its
default; and, as a comment, the subject that attempts are counted for."""


class TooManyAttempts(AppError):
    """Tells the client when to try again, and does not reveal whether the account exists."""

    status_code = 429
    code = "too_many_attempts"
    detail = "Too many attempts. Try again in 60 seconds."
    headers: ClassVar[Mapping[str, str]] = {"Retry-After": "60"}

    def __init__(self, seconds: float, bucket: Bucket) -> None:
        wait = max(1, math.ceil(seconds))
        self.detail = f"Too many attempts. Try again in {in_words(wait)}."
        super().__init__({"Retry-After": str(wait)})
        self.bucket = bucket


class Attempt:
    """An attempt that tokens were taken for."""

    def __init__(self) -> None:
        self.is_forgiven = False

    def forgive(self) -> None:
        """Mark the attempt as not failed, so that its tokens are returned."""
        self.is_forgiven = True


class LimitService:
    """Counts and refuses attempts, unless RATE_LIMIT_ENABLED is false."""

    def __init__(self, database: Database, key: bytes, settings: Settings) -> None:
        self.database = database
        self.key = key
        self.settings = settings
        self.hits: Counter[str] = Counter()
        """Refusals by each limit since this process started."""

    def bucket(self, name: str, *subject: str, limit: Limit | None = None) -> Bucket:
        """Return the bucket of one of `LIMITS` for a subject, or, with `limit`, of a feature's own
        limit. No other limit may have the same name: it is part of the stored key."""
        if limit is None:
            limit = getattr(self.settings, LIMITS[name])
            assert limit is not None
        message = "\0".join((name, *subject)).encode()
        return Bucket(name, hmac.digest(self.key, message, "sha256"), limit)

    async def claim(self, name: str, seconds: float, *subject: str, burst: int = 1) -> bool:
        """Take one of `burst` tokens, each of which comes back after so many seconds: for what happens
        once, such as work that one process is elected for, or a limited number of times. Applies with
        RATE_LIMIT_ENABLED=false, too."""
        bucket = self.bucket(name, *subject, limit=Limit(burst, seconds))
        return bool(await repository.take(self.database, [bucket]))

    async def is_claimed(self, name: str, seconds: float, *subject: str, burst: int = 1) -> bool:
        """Whether `claim` would be refused."""
        bucket = self.bucket(name, *subject, limit=Limit(burst, seconds))
        return await repository.seconds_until_token(self.database, [bucket]) > 0

    async def take(self, bucket: Bucket) -> bool:
        """Take one token; False if the bucket is empty. For limits that the response does not
        reveal."""
        if not self.settings.RATE_LIMIT_ENABLED:
            return True
        is_taken = bool(await repository.take(self.database, [bucket]))
        if not is_taken:
            self.hits[bucket.name] += 1
        return is_taken

    async def clear(self, bucket: Bucket) -> None:
        """Fill the bucket, because its owner was authenticated in another way."""
        await repository.clear(self.database, bucket)

    @asynccontextmanager
    async def attempt(self, buckets: Sequence[Bucket]) -> AsyncIterator[Attempt]:
        """Take one token from every bucket, or raise `TooManyAttempts` and take none.

        The tokens are returned if the attempt is forgiven or the server is too busy to make it.
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
            self.hits.update(bucket.name for bucket in denied)
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
    """Return the subject that a client's attempts are counted for: its IPv4 address, or the /64
    network of its IPv6 address, which belongs to one customer."""
    try:
        address = ipaddress.ip_address(ip or "")
    except ValueError:
        return ip or "unknown"
    if address.version == 6:
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)
