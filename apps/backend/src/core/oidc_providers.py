"""The setting OIDC_PROVIDERS: which providers accounts can be signed in to with (OpenID Connect)."""

import difflib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic_core import Url

type EmailAuthority = Literal["never", "always", "google", "apple"] | frozenset[str]
"""For which verified addresses the provider's word counts as a proof of the mailbox: of none, of every one,
by the rules for Google and Apple, or of these domains."""

_REQUIRED = {
    "google": ("client_id", "client_secret"),
    "apple": ("client_id", "team_id", "key_id", "private_key"),
}
_OTHERS = ("issuer", "client_id", "client_secret")
_PRESETS = {
    "google": ("Google", "https://accounts.google.com"),
    "apple": ("Apple", "https://appleid.apple.com"),
}
_DOMAIN = re.compile(r"([a-z0-9-]+\.)+[a-z0-9-]+")


@dataclass(frozen=True)
class AppleKey:
    """What the client secret of Apple is signed with, which is made for each request."""

    team_id: str
    key_id: str
    private_key: str = field(repr=False)


@dataclass(frozen=True)
class ProviderSettings:
    """A provider as it is set up."""

    id: str
    name: str
    issuer: str
    client_id: str
    client_secret: str = field(default="", repr=False)
    apple_key: AppleKey | None = None
    email_authority: EmailAuthority = "never"


def read_providers(value: object) -> object:
    """Parse the setting. Raises `ValueError` with one sentence, which contains no secret."""
    if not isinstance(value, str):
        return value
    try:
        # A name that is repeated would silently replace the earlier one.
        providers = json.loads(value, object_pairs_hook=_read_object)
    except RecursionError:
        providers = None
    except json.JSONDecodeError:
        providers = None
    if not isinstance(providers, dict) or not all(isinstance(p, dict) for p in providers.values()):
        raise ValueError(
            'must be a JSON object such as {"google": {"client_id": "…", "client_secret": "…"}}'
        )
    found = {id_: _read_provider(id_, fields) for id_, fields in providers.items()}
    issuers = [urlsplit(provider.issuer) for provider in found.values()]
    places = {(issuer.scheme, issuer.netloc.lower(), issuer.path.rstrip("/")) for issuer in issuers}
    if len(places) < len(issuers):
        # An identity belongs to an issuer: the second provider would be the first by another name.
        raise ValueError("must not have two providers with one issuer")
    return found


def _read_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(dict(pairs)) < len(pairs):
        raise ValueError("must not contain a name twice")
    return dict(pairs)


def _read_provider(id_: str, fields: Mapping[str, Any]) -> ProviderSettings:
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,31}", id_):
        raise ValueError(
            "must name each provider by lower-case letters, digits and dashes, at most 32"
        )
    required = _REQUIRED.get(id_, _OTHERS)
    optional = () if id_ in _PRESETS else ("name", "email_authority")
    for name in required:
        if name not in fields:
            similar = difflib.get_close_matches(id_, _PRESETS, n=1)
            hint = f"; perhaps {similar[0]} is meant" if similar and id_ not in _PRESETS else ""
            raise ValueError(f"has no {name} for {id_}{hint}")
    if fields.keys() - {*required, *optional}:
        # Not shown: a secret may be where a name belongs.
        allowed = ", ".join((*required, *optional))
        raise ValueError(f"has an unknown field for {id_}; it may have {allowed}")
    for name in fields.keys() - {"email_authority"}:
        text = fields[name]
        if not isinstance(text, str) or not text.strip():
            raise ValueError(f"must have a text as {name} of {id_}")
        if text != text.strip() and name != "private_key":
            raise ValueError(f"must not have white space around the {name} of {id_}")
    name, issuer = _PRESETS.get(id_, (fields.get("name", id_), fields.get("issuer", "")))
    return ProviderSettings(
        id=id_,
        name=name,
        issuer=issuer if id_ in _PRESETS else _read_issuer(id_, issuer),
        client_id=fields["client_id"],
        client_secret=fields.get("client_secret", ""),
        apple_key=_read_apple_key(fields) if id_ == "apple" else None,
        email_authority=_read_authority(id_, fields.get("email_authority", "never")),
    )


def _read_issuer(id_: str, issuer: str) -> str:
    # Compared as text with what the provider says, so it stays as it is written.
    try:
        Url(issuer)
    except ValueError:
        issuer = ""
    if not re.fullmatch(r"https?://[^/?#@\\\s]+(/[^?#\\\s]*)?", issuer):
        raise ValueError(
            f"must have a URL such as https://login.example.com as issuer of {id_}, without ? and #"
        )
    if "{" in issuer:
        raise ValueError(f"must have the issuer of one tenant for {id_}, without a placeholder")
    return issuer


def _read_apple_key(fields: Mapping[str, str]) -> AppleKey:
    from cryptography.hazmat.primitives.asymmetric.ec import (  # noqa: PLC0415  (slow)
        SECP256R1,
        EllipticCurvePrivateKey,
    )
    from cryptography.hazmat.primitives.serialization import (  # noqa: PLC0415  (slow)
        load_pem_private_key,
    )

    try:
        key = load_pem_private_key(fields["private_key"].encode(), password=None)
    except (ValueError, TypeError):
        key = None
    if not isinstance(key, EllipticCurvePrivateKey) or not isinstance(key.curve, SECP256R1):
        raise ValueError(
            "must have the text of the .p8 file as private_key of apple, with \\n for its line breaks"
        )
    return AppleKey(fields["team_id"], fields["key_id"], fields["private_key"])


def _read_authority(id_: str, value: object) -> EmailAuthority:
    if id_ == "google":
        return "google"
    if id_ == "apple":
        return "apple"
    if value == "never":
        return "never"
    if value == "always":
        return "always"
    domains = value.get("domains") if isinstance(value, dict) and len(value) == 1 else None
    if (
        isinstance(domains, list)
        and domains
        and all(isinstance(domain, str) and _DOMAIN.fullmatch(domain) for domain in domains)
    ):
        return frozenset(domains)
    raise ValueError(
        f'must have never, always or {{"domains": ["example.com"]}}, in lower case, as email_authority '
        f"of {id_}"
    )
