"""The address of the client, and the id of its request."""

import ipaddress
import logging
import re
import uuid
from collections.abc import Sequence

from starlette.requests import Request

from src.core.setting_types import Network

logger = logging.getLogger(__name__)

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

# UUIDs, trace ids and similar. The audit log stores it, so it must not contain a name.
_REQUEST_ID = re.compile(r"[0-9A-Fa-f-]{8,64}")

# An IPv4 address with a port, or an IPv6 address in brackets, with or without a port: the forms that
# proxies write, and RFC 7239 §6.
_WITH_PORT = re.compile(r"([0-9.]+):[\w.-]*|\[([^\]]*)\](?::[\w.-]*)?")

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")

HOPS_MAX = 32
"""Number of entries of X-Forwarded-For that are read."""

_NOT_TRUSTED = (
    "A request with X-Forwarded-For came from %s, which is not in TRUSTED_PROXIES. If that is your "
    "proxy, all its clients share one address, and its rate limits, until it is listed there."
)
_NOT_FORWARDED = (
    "A request came from %s, which is in TRUSTED_PROXIES, without X-Forwarded-For. If a proxy sent it, "
    "all its clients share one address, and its rate limits, until it adds that header; no other header "
    "is read."
)
_NOT_READABLE = (
    "A trusted proxy wrote an entry into X-Forwarded-For that is no IP address, of the form %s (all letters "
    "are shown as a, all digits as 0). Such clients share the proxy's address, and its rate limits."
)
_logged: set[str] = set()


def request_id_for(offered: str | None) -> str:
    """Return the request id that a proxy or client sent, if it consists of hexadecimal digits and
    hyphens, or a new one. It appears in logs, headers and the audit log."""
    if offered is not None and _REQUEST_ID.fullmatch(offered):
        return offered
    return uuid.uuid4().hex


def read_address(text: str) -> Address | None:
    """Return the address in any form that a proxy or a socket writes, without port and zone.

    An IPv4 client of a server that listens on `::`, or behind NAT64, is IPv4: as IPv6, all of them
    would share one network.
    """
    text = text.strip().strip('"').strip()
    with_port = _WITH_PORT.fullmatch(text)
    if with_port:
        text = with_port[1] or with_port[2]
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None
    if address.is_unspecified:
        return None
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return address.ipv4_mapped
        embedded = ipaddress.IPv4Address(address.packed[-4:])
        if address in _NAT64 and embedded.is_global:  # RFC 6052 §3.1 forbids others
            return embedded
    return address


def client_ip(request: Request, trusted_proxies: Sequence[Network]) -> str | None:
    """Return the client's address.

    X-Forwarded-For is read from the right, as long as the previous hop is a trusted proxy: the
    client may have forged everything further left. At an entry that cannot be read, the client is
    the proxy that wrote it, so that nothing that a client sends evades the limits. The log says once
    what makes clients share an address.
    """
    if request.client is None:
        return None
    client = read_address(request.client.host)
    if client is None:  # a Unix socket
        return request.client.host
    lines = request.headers.getlist("x-forwarded-for")
    if not _is_inside(client, trusted_proxies):
        if lines and not client.is_global:
            _log_once(_NOT_TRUSTED, client)
        return str(client)
    if not lines:
        _log_once(_NOT_FORWARDED, client)
    hops = ",".join(lines).rsplit(",", HOPS_MAX)
    while hops and _is_inside(client, trusted_proxies):
        hop = hops.pop().strip()
        if not hop:  # RFC 9110 §5.6.1: empty elements do not count
            continue
        address = read_address(hop)
        if address is None:
            _log_once(_NOT_READABLE, re.sub(r"[^\W\d_]+", "a", re.sub(r"\d+", "0", hop[:60])))
            break
        client = address
    return str(client)


def _is_inside(address: Address, networks: Sequence[Network]) -> bool:
    return any(address in network for network in networks)


def _log_once(sentence: str, detail: object) -> None:
    if sentence not in _logged:
        _logged.add(sentence)
        logger.warning(sentence, detail)
