"""The language that a client asks for."""

import re

from stylipp_schemas import Locale

RANGES_MAX = 32
_RANGE = re.compile(
    r"([A-Za-z]{1,8})(?:-[A-Za-z0-9-]*)?(?:;q=(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?))?"
)


def preferred_locale(accept_language: str | None) -> Locale:
    """Return the language with the highest weight of an Accept-Language header (RFC 9110 §12.5.4) that
    there are texts in; English if there is none, or the header cannot be read."""
    known = {locale.value: locale for locale in Locale}
    best, best_weight = Locale.ENGLISH, 0.0
    for part in (accept_language or "").split(",", RANGES_MAX)[:RANGES_MAX]:
        found = _RANGE.fullmatch(part.replace(" ", ""))
        locale = known.get(found[1].lower()) if found else None
        weight = float(found[2] or 1) if found else 0.0
        if locale is not None and weight > best_weight:
            best, best_weight = locale, weight
    return best
