"""Checks for passwords that are too easy to guess."""

import functools
import re
import runpy
from importlib.util import find_spec
from pathlib import Path

from src.core.passwords import normalize_password
from stylipp_schemas.user import PASSWORD_MIN_LENGTH

SITE_NAME = "stylipp"
CONTEXT_WORD_MIN_LENGTH = 4
"""Shorter words occur by chance in too many passwords."""


@functools.cache
def common_passwords() -> frozenset[str]:
    """Return the most common passwords in lower case: of zxcvbn's 30,000, the 11,000 that are long
    enough to be accepted here. ASVS 5.0 (6.2.4) requires at least 3,000."""
    # Runs only the file with the lists: importing the package would rank all lists and keep them
    # in memory, 15 MB.
    spec = find_spec("zxcvbn")
    assert spec is not None
    assert spec.origin is not None
    lists = runpy.run_path(str(Path(spec.origin).with_name("frequency_lists.py")))
    return frozenset(
        password.casefold()
        for password in lists["FREQUENCY_LISTS"]["passwords"]
        if len(password) >= PASSWORD_MIN_LENGTH
    )


MASK = re.compile(
    r"(secret(str|bytesb?|value)?|(your)?password(here)?|passwd|redacted|masked|hidden|filtered|"
    r"sensitive(value)?|omitted|removed|null|none|nil|nan|undefined|objectobject)+"
)
"""Words that programs write in place of a secret, or of one that is missing."""


def is_mask(password: str) -> bool:
    """Whether the password, in lower case, is a placeholder for a secret: one character repeated, perhaps
    with a separator, or a word of `MASK`. Clients send `**********`, `[REDACTED]` or `undefined` by
    mistake: everyone who registers through such a client would have the same password."""
    # Variation selectors choose how the character before them is drawn.
    visible = re.sub(r"[\s\ufe00-\ufe0f]", "", password)
    visible = re.sub(r"^b(['\"])(.*)\1$", r"\2", visible)  # Pydantic's `SecretBytes`
    words = re.sub(r"[\W_]", "", visible)
    is_repeated = len(set(visible)) <= 2 and len(set(words)) <= 1
    return is_repeated or MASK.fullmatch(words) is not None


def is_common(password: str) -> bool:
    """Whether the password as a whole, in any case, is on the list or a mask."""
    folded = normalize_password(password).casefold()
    return folded in common_passwords() or is_mask(folded)


def is_made_of_context(password: str, email: str) -> bool:
    """Whether the password is too short without the site's name and the words of the user's address
    (ASVS 5.0, 6.2.11). A long phrase that contains them is accepted."""
    local_part, _, domain = email.casefold().partition("@")
    words = {SITE_NAME, email.casefold(), local_part, domain}
    words.update(re.split(r"[^a-z0-9]+", local_part), domain.split(".")[:-1])
    rest = normalize_password(password).casefold()
    for word in sorted(words, key=len, reverse=True):
        if len(word) >= CONTEXT_WORD_MIN_LENGTH:
            rest = rest.replace(word, "")
    return len(rest) < PASSWORD_MIN_LENGTH
