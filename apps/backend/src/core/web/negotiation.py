"""Which form of an answer the client prefers (RFC 9110 §12.5)."""

import re
from collections.abc import Collection

WEIGHT = re.compile(r"0(\.[0-9]{0,3})?|1(\.0{0,3})?")

IDENTITY = "identity"
CODINGS = ("br", "gzip")
"""Content codings, the smallest result first."""


def prefers_html(accept: str) -> bool:
    """Whether the client wants HTML rather than JSON. Programs that accept anything do not."""
    weights = _weights(accept)
    anything = weights.get("*/*", 0)
    html = weights.get("text/html", weights.get("text/*", anything))
    return html > weights.get("application/json", weights.get("application/*", anything))


def choose_coding(accept_encoding: str, available: Collection[str]) -> str:
    """Return the best of the available codings. It is `identity` where no other is acceptable: a
    client that refuses that one as well gets it rather than nothing."""
    weights = _weights(accept_encoding)
    weight_of = {name: weights.get(name, weights.get("*", 0)) for name in CODINGS}
    possible = [name for name in CODINGS if name in available and weight_of[name]]
    best = max(possible, key=weight_of.__getitem__, default=IDENTITY)
    return best if weight_of.get(best, 0) >= weights.get(IDENTITY, 0) else IDENTITY


def _weights(header: str) -> dict[str, float]:
    """Return what the header lists, with its weights; a malformed weight is 0."""
    weights: dict[str, float] = {}
    for item in header.lower().split(","):
        name, *parameters = (part.strip() for part in item.split(";"))
        written = next((p.removeprefix("q=") for p in parameters if p.startswith("q=")), "1")
        weight = float(written) if WEIGHT.fullmatch(written) else 0
        weights[name] = max(weight, weights.get(name, 0))
    return weights
