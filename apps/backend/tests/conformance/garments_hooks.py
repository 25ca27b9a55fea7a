"""What schemathesis checks of the garments, beyond their schema. Loaded by it, in a process of its
own."""

from decimal import Decimal
from typing import Any

import schemathesis

NORMALIZED: dict[str, Any] = {"price": Decimal, "color": str.lower}


@schemathesis.check
def what_was_sent_is_stored(_: Any, response: Any, case: Any) -> None:
    """The answer, read from the database, has the values of the request."""
    if response.status_code >= 300 or not isinstance(case.body, dict):
        return
    stored = response.json()
    for name, sent in case.body.items():
        if name not in stored:
            continue  # unknown fields of a creation are ignored
        normalize = NORMALIZED.get(name)
        if normalize is None or sent is None:
            assert stored[name] == sent, name
        else:
            assert normalize(stored[name]) == normalize(sent), name
