"""Types of settings: how each is parsed, and the message if it is invalid."""

import contextlib
import ipaddress
import json
import re
from typing import Annotated, NamedTuple
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core import Url
from pydantic_settings import NoDecode

from src.core.mail_address import parse_mailbox
from src.core.oidc_providers import ProviderSettings, read_providers
from src.core.postgres.address import parse_database_url
from src.core.smtp_url import address_literal, is_full_name, parse_smtp_url

DAY = 86_400

_QUOTES = "\"'`‘’“”"

# Of the characters that the URL Standard allows in a host, those that a name in the DNS has.
_HOST_NAME = re.compile(r"([A-Za-z0-9_-]+\.)*[A-Za-z0-9_-]+\.?")


class Limit(NamedTuple):
    """Burst size, then seconds per token. Written `10/60`: ten at once, then one a minute."""

    burst: int
    seconds_per_token: float


def read_text(value: str, *, is_list: bool) -> str:
    """Return the text of any setting without white space around it, which editors, shells and
    `echo` into a secret leave behind. A list may have several lines, as in YAML."""
    text = value.strip()
    if not text:
        raise ValueError("consists of white space; remove it, or the setting")
    if re.search(r"[\0\r\n]", text) and not is_list:
        raise ValueError("must be one line of text")
    if len(text) > 1 and text[0] in _QUOTES and text[-1] in _QUOTES:
        raise ValueError("must not be in quotes: here they are part of the value; remove them")
    return text


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
        ipaddress.ip_address(host)
    except ValueError:
        name = _HOST_NAME.fullmatch(_ascii(host))
        # What ends in a number is an address, and no valid one.
        if not name or host.rpartition(".")[2].isdigit():
            raise ValueError("must be an IP address or a host name, without a port") from None
    return host


def _read_domain(text: str) -> str:
    """Return a domain as browsers write it."""
    address = None if re.search("[:/]", text) else _read_page_address(f"https://{text}")
    domain = (address or "").removeprefix("https://").removesuffix("/")
    if not _HOST_NAME.fullmatch(domain) or domain.endswith(".") or domain[-1].isdigit():
        raise ValueError("must be a domain such as stylipp.com, without a scheme or port")
    return domain


def _check_issuer(name: str) -> str:
    if ":" in name:  # which ends the name of the site in the URI that apps read
        raise ValueError("must not contain a colon")
    return name


def _ascii(host: str) -> str:
    try:
        return host.encode("idna").decode()
    except UnicodeError:
        return ""


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


def _read_page_address(text: str) -> str | None:
    """Return the URL of a page or site as browsers write it: a lower-case host in ASCII, no default
    port. None if it has more than scheme, host, port and path, or no browser could use it."""
    try:
        url = Url(text)  # parses by the URL Standard, as browsers do
    except ValueError:
        return None
    is_plain = re.fullmatch(r"https?:/(/[^/?#\\@\s]+)+/?", text, re.IGNORECASE)
    host = url.host or ""
    if not is_plain or not (host.startswith("[") or _HOST_NAME.fullmatch(host)):
        return None
    return str(url)


def is_plain_http(url: str) -> bool:
    """Whether the URL leads to another machine without TLS."""
    parts = urlsplit(url)
    return parts.scheme == "http" and parts.hostname not in ("localhost", "127.0.0.1", "::1")


def _check_frontend(url: str | None) -> str | None:
    if url is None:
        return None
    address = _read_page_address(url)
    if address is None:
        raise ValueError("must be a URL such as https://stylipp.com")
    return address.rstrip("/")


def _check_api(url: str | None) -> str | None:
    if url is None:
        return None
    address = _read_page_address(url)
    if address is None:
        raise ValueError("must be a URL such as https://api.stylipp.com")
    return address.rstrip("/")


def _check_object_store(url: str | None) -> str | None:
    if url is None:
        return None
    address = _read_page_address(url)
    if address is None:
        raise ValueError("must be a URL such as https://s3.eu-central-1.amazonaws.com")
    return address.rstrip("/")


def _check_s3_name(name: str) -> str:
    if not re.fullmatch("[A-Za-z0-9][A-Za-z0-9._-]*", name):
        raise ValueError("must be a name of letters, digits, dots, hyphens and underscores")
    return name


def _check_range(url: str) -> str:
    if url == "off":
        return url
    address = _read_page_address(url)
    if address is None:
        raise ValueError("must be off, or a URL such as https://api.pwnedpasswords.com/range/")
    return address.rstrip("/") + "/"


def _split_list(value: object) -> object:
    if not isinstance(value, str):
        return value
    if value.lstrip().startswith("["):
        try:
            items = json.loads(value)
        except ValueError:
            items = None
        if not isinstance(items, list) or not all(isinstance(item, str) for item in items):
            raise ValueError("is neither a comma-separated list nor a JSON list")
        return items
    return [item.strip() for item in value.split(",") if item.strip()]


def _check_audiences(names: tuple[str, ...]) -> tuple[str, ...]:
    if not all(re.fullmatch(r"[a-z0-9][a-z0-9._-]{0,63}", name) for name in names):
        raise ValueError(
            "must contain names of lower-case letters, digits, dots, dashes and underscores, such as search"
        )
    return tuple(dict.fromkeys(names))


def _check_origins(origins: tuple[str, ...]) -> tuple[str, ...]:
    """Return each origin once, as browsers send it, because it is compared as a whole."""
    found = []
    for origin in origins:
        address = _read_page_address(origin)
        if address is None or address.count("/") != 3 or not address.endswith("/"):
            raise ValueError(
                "must contain origins such as https://stylipp.com: http or https, without a path or '*'"
            )
        found.append(address.removesuffix("/"))
    return tuple(dict.fromkeys(found))


Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_MAPPED = ipaddress.IPv6Network("::ffff:0:0/96")


def _read_networks(value: object) -> object:
    if isinstance(value, str):
        return tuple(_read_network(text) for text in value.replace(",", " ").split())
    return value


def _read_network(text: str) -> Network:
    try:
        network = ipaddress.ip_network(re.sub("%[^/]*", "", text))  # without a zone
    except ValueError:
        raise ValueError(
            "must contain addresses such as 10.0.0.5 or networks such as 10.0.0.0/8, without names, "
            "ports or host bits"
        ) from None
    if network.version == 6 and network.subnet_of(_MAPPED):
        # A client's address is compared in this form, too.
        return ipaddress.IPv4Network((network.network_address.packed[-4:], network.prefixlen - 96))
    return network


LimitSetting = Annotated[Limit, NoDecode, BeforeValidator(_read_limit)]
DatabaseUrl = Annotated[str | None, Field(repr=False), AfterValidator(_check_database_url)]
SmtpUrl = Annotated[str | None, Field(repr=False), AfterValidator(_check_smtp_url)]
Host = Annotated[str, AfterValidator(_check_host)]
Domain = Annotated[str, AfterValidator(_read_domain)]
Issuer = Annotated[str, Field(min_length=1, max_length=64), AfterValidator(_check_issuer)]
Sender = Annotated[str, AfterValidator(_check_sender)]
EhloName = Annotated[str | None, AfterValidator(_check_ehlo_name)]
FrontendUrl = Annotated[str | None, AfterValidator(_check_frontend)]
Origins = Annotated[
    tuple[str, ...], NoDecode, BeforeValidator(_split_list), AfterValidator(_check_origins)
]
ApiUrl = Annotated[str | None, AfterValidator(_check_api)]
S3Name = Annotated[str, AfterValidator(_check_s3_name)]
S3Url = Annotated[str | None, AfterValidator(_check_object_store)]
RangeUrl = Annotated[str, AfterValidator(_check_range)]
Audiences = Annotated[
    tuple[str, ...], NoDecode, BeforeValidator(_split_list), AfterValidator(_check_audiences)
]
Networks = Annotated[tuple[Network, ...], NoDecode, BeforeValidator(_read_networks)]
Providers = Annotated[
    dict[str, ProviderSettings], NoDecode, Field(repr=False), BeforeValidator(read_providers)
]
