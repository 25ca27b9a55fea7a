"""Types of settings: how each is parsed, and the message if it is invalid."""

import contextlib
import ipaddress
import json
import re
from typing import Annotated, NamedTuple
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_settings import NoDecode

from src.core.mail_address import parse_mailbox
from src.core.postgres.address import parse_database_url
from src.core.smtp_url import address_literal, is_full_name, parse_smtp_url

DAY = 86_400


class Limit(NamedTuple):
    """Burst size, then seconds per token. Written `10/60`: ten at once, then one a minute."""

    burst: int
    seconds_per_token: float


def _read_limit(value: object) -> object:
    if isinstance(value, str):
        burst, _, seconds = value.partition("/")
        try:
            limit = Limit(int(burst), float(seconds))
        except ValueError:
            limit = Limit(0, 0)
        if not (0 < limit.burst <= 1_000_000 and 0 < limit.seconds_per_token <= DAY):
            raise ValueError("must be burst/seconds-per-token, such as 10/60")
        return limit
    return value


def _check_database_url(url: str | None) -> str | None:
    if url is not None:
        parse_database_url(url)
    return url


def _check_smtp_url(url: str | None) -> str | None:
    if url is not None:
        parse_smtp_url(url)
    return url


def _check_host(host: str) -> str:
    try:
        host.encode("idna")
    except UnicodeError:
        raise ValueError("must be an IP address or a host name") from None
    return host


def _check_sender(sender: str) -> str:
    parse_mailbox(sender)
    return sender


def _check_ehlo_name(name: str | None) -> str | None:
    if name is None or is_full_name(name):
        return name
    with contextlib.suppress(ValueError):
        if name == address_literal(name.strip("[]").removeprefix("IPv6:")):
            return name
    raise ValueError("must be a full host name such as api.stylipp.com, or [192.0.2.1]")


def _scheme_and_host(url: str) -> tuple[str, str]:
    try:
        scheme, netloc = urlsplit(url)[:2]
    except ValueError:
        return "", ""
    return scheme, netloc


def _check_frontend(url: str | None) -> str | None:
    if url is None:
        return None
    scheme, netloc = _scheme_and_host(url)
    if scheme not in ("http", "https") or not netloc or re.search(r"[?#\s]", url):
        raise ValueError("must be a URL such as https://stylipp.com")
    return url.rstrip("/")


def _split_origins(value: object) -> object:
    if not isinstance(value, str):
        return value
    if value.lstrip().startswith("["):
        try:
            origins = json.loads(value)
        except ValueError:
            origins = None
        if not isinstance(origins, list) or not all(isinstance(o, str) for o in origins):
            raise ValueError("is neither a comma-separated list nor a JSON list of origins")
        return origins
    return [origin.strip() for origin in value.split(",") if origin.strip()]


def _check_origins(origins: tuple[str, ...]) -> tuple[str, ...]:
    for origin in origins:
        # An origin is compared as a whole: a path or a final slash would never match.
        scheme, netloc = _scheme_and_host(origin)
        if scheme not in ("http", "https") or f"{scheme}://{netloc}" != origin:
            raise ValueError(
                "must contain origins such as https://stylipp.com, without a path or '*'"
            )
    return origins


def _split_networks(value: object) -> object:
    return value.replace(",", " ").split() if isinstance(value, str) else value


def _check_networks(networks: tuple[str, ...]) -> tuple[str, ...]:
    for network in networks:
        try:
            ipaddress.ip_network(network)
        except ValueError:
            raise ValueError("must contain addresses or networks such as 10.0.0.0/8") from None
    return networks


LimitSetting = Annotated[Limit, NoDecode, BeforeValidator(_read_limit)]
DatabaseUrl = Annotated[str | None, Field(repr=False), AfterValidator(_check_database_url)]
SmtpUrl = Annotated[str | None, Field(repr=False), AfterValidator(_check_smtp_url)]
Host = Annotated[str, AfterValidator(_check_host)]
Sender = Annotated[str, AfterValidator(_check_sender)]
EhloName = Annotated[str | None, AfterValidator(_check_ehlo_name)]
FrontendUrl = Annotated[str | None, AfterValidator(_check_frontend)]
Origins = Annotated[
    tuple[str, ...], NoDecode, BeforeValidator(_split_origins), AfterValidator(_check_origins)
]
Networks = Annotated[
    tuple[str, ...], NoDecode, BeforeValidator(_split_networks), AfterValidator(_check_networks)
]
