"""Pure rules about passwords."""

import functools
import re
import sys

from src.core.passwords import normalize_password
from stylipp_schemas.user import PASSWORD_MIN_LENGTH

SITE_NAME = "stylipp"
CONTEXT_WORD_MIN_LENGTH = 4
"""Shorter words are part of too many others to mean anything."""


@functools.cache
def common_passwords() -> frozenset[str]:
    """Return passwords that everybody tries first, in lower case: the 11,000 of zxcvbn's 30,000
    that are long enough to be used here. ASVS 5.0 (6.2.4) asks for at least 3,000."""
    from zxcvbn.frequency_lists import FREQUENCY_LISTS  # noqa: PLC0415  (15 MB, needed once)

    words = frozenset(
        password.casefold()
        for password in FREQUENCY_LISTS["passwords"]
        if len(password) >= PASSWORD_MIN_LENGTH
    )
    # The other lists of the package are dead weight from here on.
    for module in [name for name in sys.modules if name.partition(".")[0] == "zxcvbn"]:
        del sys.modules[module]
    return words


def is_common(password: str) -> bool:
    """Whether the password as a whole, in any case, is on the list."""
    return normalize_password(password).casefold() in common_passwords()


def is_made_of_context(password: str, email: str) -> bool:
    """Whether the password is too short once the site's name and the words of the own address are
    taken out (ASVS 5.0, 6.2.11). A long phrase that mentions them is fine."""
    local_part, _, domain = email.casefold().partition("@")
    words = {SITE_NAME, email.casefold(), local_part, domain}
    words.update(re.split(r"[^a-z0-9]+", local_part), domain.split(".")[:-1])
    rest = normalize_password(password).casefold()
    for word in sorted(words, key=len, reverse=True):
        if len(word) >= CONTEXT_WORD_MIN_LENGTH:
            rest = rest.replace(word, "")
    return len(rest) < PASSWORD_MIN_LENGTH
