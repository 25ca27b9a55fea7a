"""Who is on the other end of the connection."""

import ipaddress
from collections.abc import Sequence

from starlette.requests import Request


def client_ip(request: Request, trusted_proxies: Sequence[str]) -> str | None:
    """Return the client's address.

    X-Forwarded-For is read from the right, as long as the hop before is one of ours: whatever
    stands further left was written by the client.
    """
    peer = request.client.host if request.client is not None else None
    networks = [ipaddress.ip_network(network) for network in trusted_proxies]
    forwarded = ",".join(request.headers.getlist("x-forwarded-for")).split(",")
    while peer is not None and forwarded and _is_inside(peer, networks):
        hop = forwarded.pop().strip()
        try:
            peer = str(ipaddress.ip_address(hop))
        except ValueError:
            break
    return peer


def _is_inside(
    address: str, networks: Sequence[ipaddress.IPv4Network | ipaddress.IPv6Network]
) -> bool:
    try:
        return any(ipaddress.ip_address(address) in network for network in networks)
    except ValueError:  # a Unix socket has no address
        return False
