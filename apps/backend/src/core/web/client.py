"""Who is on the other end of the connection."""

import ipaddress
import re
import uuid
from collections.abc import Sequence
from typing import NamedTuple

from starlette.requests import Request

# UUIDs, trace ids and the like; nothing that could spell a name, since the audit log keeps it.
_REQUEST_ID = re.compile(r"[0-9A-Fa-f-]{8,64}")


class ClientContext(NamedTuple):
    """What is known of who asks."""

    ip: str | None = None
    user_agent: str | None = None
    request_id: str | None = None
    device_token: str | None = None
    """The device cookie, if it sent one."""


def request_id_for(offered: str | None) -> str:
    """Return the id that a proxy or client gave the request, if it is a plain number, or a new
    one. It goes into logs, headers and the audit log."""
    if offered is not None and _REQUEST_ID.fullmatch(offered):
        return offered
    return uuid.uuid4().hex


def client_ip(request: Request, trusted_proxies: Sequence[str]) -> str | None:
    """Return the client's address.

    X-Forwarded-For is read from the right, as long as the hop before is one of ours: whatever
    stands further left was written by the client.
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
