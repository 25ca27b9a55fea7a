"""The address of the client, and the id of its request."""

import ipaddress
import re
import uuid
from collections.abc import Sequence

from starlette.requests import Request

# UUIDs, trace ids and similar. The audit log stores it, so it must not contain a name.
_REQUEST_ID = re.compile(r"[0-9A-Fa-f-]{8,64}")


def request_id_for(offered: str | None) -> str:
    """Return the request id that a proxy or client sent, if it consists of hexadecimal digits and
    hyphens, or a new one. It appears in logs, headers and the audit log."""
    if offered is not None and _REQUEST_ID.fullmatch(offered):
        return offered
    return uuid.uuid4().hex


def client_ip(request: Request, trusted_proxies: Sequence[str]) -> str | None:
    """Return the client's address.

    X-Forwarded-For is read from the right, as long as the previous hop is a trusted proxy: the
    client may have forged everything further left.
    """
    peer = _plain(request.client.host) if request.client is not None else None
    networks = [ipaddress.ip_network(network) for network in trusted_proxies]
    forwarded = ",".join(request.headers.getlist("x-forwarded-for")).split(",")
    while peer is not None and forwarded and _is_inside(peer, networks):
        hop = forwarded.pop().strip()
        try:
            peer = str(ipaddress.ip_address(hop))
        except ValueError:
            break
    return _plain(peer)


def _plain(peer: str | None) -> str | None:
    """A server that listens on `::` sees IPv4 clients as `::ffff:203.0.113.7`; as IPv6 they would
    all share one network."""
    try:
        mapped = ipaddress.IPv6Address(peer or "").ipv4_mapped
    except ValueError:
        return peer
    return str(mapped) if mapped is not None else peer


def _is_inside(
    address: str, networks: Sequence[ipaddress.IPv4Network | ipaddress.IPv6Network]
) -> bool:
    try:
        return any(ipaddress.ip_address(address) in network for network in networks)
    except ValueError:  # a Unix socket has no address
        return False
