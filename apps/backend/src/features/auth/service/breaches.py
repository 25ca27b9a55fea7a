"""Passwords that are known from data breaches, looked up without telling them: the service gets five digits
of a hash, and answers with all the hashes that begin so (k-anonymity)."""

import hashlib
import re
from collections import Counter

from src.core.outgoing import Outgoing, OutgoingBusy, OutgoingFailed
from src.core.passwords import normalize_password
from src.features.auth.service.passwords import PasswordBreached

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
        self._url = None if url == "off" else url
        self._outgoing = Outgoing(PLACES, SECONDS, MAX_BYTES)
        self.results: Counter[str] = Counter()
        """How many checks ended how, for the metrics."""

    async def check(self, password: str, *, field: str | None = None) -> None:
        """Raise `PasswordBreached` if the password, in this field of the request, is known. Takes up to a
        second: hold no connection of the database."""
        if self._url is None:
            return
        # The range API is made of SHA-1. It protects nothing here.
        digest = hashlib.sha1(normalize_password(password).encode(), usedforsecurity=False)
        digits = digest.hexdigest().upper()
        prefix, suffix = digits[:PREFIX_DIGITS], digits[PREFIX_DIGITS:]
        try:
            # Padded, or the size of the encrypted answer would tell which prefix was asked for.
            answer = await self._outgoing.get(f"{self._url}{prefix}", {"Add-Padding": "true"})
            known = read_range(answer.body) if answer.status == 200 else None
        except OutgoingBusy:
            self.results["busy"] += 1
            return
        except OutgoingFailed:
            known = None
        if known is None:
            self.results["failed"] += 1
        elif suffix in known:
            self.results["known"] += 1
            raise PasswordBreached(field=field)
        else:
            self.results["unknown"] += 1

    async def aclose(self) -> None:
        await self._outgoing.aclose()


def read_range(body: bytes) -> set[str] | None:
    """Return the ends of the hashes in an answer, without its padding, which has the count 0; None if it
    is not an answer of a range API."""
    lines = [LINE.fullmatch(line) for line in body.decode("ascii", "replace").upper().split()]
    if not lines or None in lines:
        return None
    return {line[1] for line in lines if line is not None and int(line[2]) > 0}
