"""Passwords that are known from data breaches, looked up without telling them: the service gets five digits
of a hash, and answers with all the hashes that begin so (k-anonymity)."""

import hashlib
import logging
import re
from collections import Counter

from src.core.outgoing import Outgoing, OutgoingBusy, OutgoingFailed
from src.core.passwords import normalize_password
from src.features.auth.service.passwords import PasswordBreached

logger = logging.getLogger(__name__)

PLACES = 16
SECONDS = 1.0
MAX_BYTES = 256 * 1024
"""An answer with its padding has 30 to 60 KB."""
PREFIX_DIGITS = 5
LINE = re.compile(r"([0-9A-F]{35}):(\d+)")


class Breaches:
    """Asks the range API of BREACHED_PASSWORDS. If that does not say, the password is accepted: a broken
    service of others must not keep people from registering."""

    def __init__(self, url: str) -> None:
        self.url = None if url == "off" else url
        self._outgoing = Outgoing(PLACES, SECONDS, MAX_BYTES)
        self.results: Counter[str] = Counter()
        """How many checks ended how, for the metrics."""
        self._is_failing = False

    async def check(self, password: str, *, field: str | None = None) -> None:
        """Raise `PasswordBreached` if the password, in this field of the request, is known. Takes up to a
        second: hold no connection of the database."""
        if self.url is None:
            return
        # The range API is made of SHA-1. It protects nothing here.
        digest = hashlib.sha1(normalize_password(password).encode(), usedforsecurity=False)
        digits = digest.hexdigest().upper()
        prefix, suffix = digits[:PREFIX_DIGITS], digits[PREFIX_DIGITS:]
        try:
            known = await self.read_range(prefix)
        except OutgoingBusy:
            self.results["busy"] += 1
            return
        except OutgoingFailed as error:
            self.results["failed"] += 1
            if not self._is_failing:
                self._is_failing = True
                logger.warning(
                    "The service of BREACHED_PASSWORDS %s: new passwords are accepted without it.",
                    error,
                )
            return
        if self._is_failing:
            self._is_failing = False
            logger.warning("The service of BREACHED_PASSWORDS answers again.")
        if suffix in known:
            self.results["known"] += 1
            raise PasswordBreached(field=field)
        self.results["unknown"] += 1

    async def read_range(self, prefix: str) -> set[str]:
        """Return the ends of the known hashes that begin with these digits. Raises `OutgoingFailed`."""
        # Padded, or the size of the encrypted answer would tell which prefix was asked for.
        answer = await self._outgoing.get(f"{self.url}{prefix}", {"Add-Padding": "true"})
        if answer.status != 200:
            raise OutgoingFailed(f"answers with status {answer.status}")
        known = read_range(answer.body)
        if known is None:
            raise OutgoingFailed("does not answer as a range API does")
        return known

    async def aclose(self) -> None:
        await self._outgoing.aclose()


def read_range(body: bytes) -> set[str] | None:
    """Return the ends of the hashes in an answer, without its padding, which has the count 0; None if it
    is not an answer of a range API."""
    lines = [LINE.fullmatch(line) for line in body.decode("ascii", "replace").upper().split()]
    if not lines or None in lines:
        return None
    return {line[1] for line in lines if line is not None and int(line[2]) > 0}
