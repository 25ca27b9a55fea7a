"""Pure rules about passwords."""

import functools
import re
from importlib.util import find_spec, module_from_spec, spec_from_file_location

from src.core.passwords import normalize_password
from stylipp_schemas.user import PASSWORD_MIN_LENGTH

SITE_NAME = "stylipp"
CONTEXT_WORD_MIN_LENGTH = 4
"""Shorter words are part of too many others to mean anything."""


@functools.cache
def common_passwords() -> frozenset[str]:
    """Return passwords that everybody tries first, in lower case: the 11,000 of zxcvbn's 30,000
    that are long enough to be used here. ASVS 5.0 (6.2.4) asks for at least 3,000."""
    # This file alone, and not in sys.modules: the package ranks all of its lists, and keeps them.
    (folder,) = find_spec("zxcvbn").submodule_search_locations  # type: ignore[union-attr,misc]
    spec = spec_from_file_location("frequency_lists", f"{folder}/frequency_lists.py")
    lists = module_from_spec(spec)  # type: ignore[arg-type]
    spec.loader.exec_module(lists)  # type: ignore[union-attr]
    return frozenset(
        password.casefold()
        for password in lists.FREQUENCY_LISTS["passwords"]
        if len(password) >= PASSWORD_MIN_LENGTH
    )


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
