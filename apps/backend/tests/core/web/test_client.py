import pytest
from starlette.requests import Request

from src.core.web.client import client_ip

PROXIES = ("10.0.0.0/8", "2001:db8::1")


@pytest.mark.parametrize(
    ("peer", "forwarded", "expected"),
    [
        ("203.0.113.7", "1.2.3.4", "203.0.113.7"),  # no proxy is trusted
        ("10.0.0.1", "1.2.3.4", "1.2.3.4"),
        ("10.0.0.1", "6.6.6.6, 1.2.3.4", "1.2.3.4"),  # the client wrote the first one
        ("10.0.0.1", "1.2.3.4, 10.0.0.2", "1.2.3.4"),
        ("2001:db8::1", "2001:db8::2", "2001:db8::2"),
        ("10.0.0.1", "nonsense", "10.0.0.1"),
        ("10.0.0.1", "1.2.3.4, nonsense", "10.0.0.1"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", "10.0.0.2", "10.0.0.2"),
        ("::ffff:10.0.0.1", "::ffff:1.2.3.4", "1.2.3.4"),  # a server that listens on ::
        ("::ffff:1.2.3.4", "", "1.2.3.4"),
        (None, "1.2.3.4", None),
        ("/run/socket", "1.2.3.4", "/run/socket"),
    ],
)
def test_forwarded_addresses_count_from_trusted_proxies_only(
    peer: str | None, forwarded: str, expected: str | None
) -> None:
    scope = {
        "type": "http",
        "client": (peer, 1) if peer is not None else None,
        "headers": [(b"x-forwarded-for", forwarded.encode())],
    }
    assert client_ip(Request(scope), PROXIES) == expected
    assert client_ip(Request(scope), ()) == (peer.removeprefix("::ffff:") if peer else None)
