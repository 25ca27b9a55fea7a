import ipaddress

import pytest
from starlette.requests import Request

from src.core.config import Settings
from src.core.setting_types import Network
from src.core.web import client
from src.core.web.client import client_ip
from src.features.audit.service.service import truncated
from src.features.limits.service.service import network_of

PROXIES = Settings(
    TRUSTED_PROXIES="10.0.0.0/8, 2001:db8::1, ::ffff:192.168.0.0/112"
).TRUSTED_PROXIES


@pytest.fixture(autouse=True)
def nothing_logged_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "_logged", set())


def ip(peer: str | None, *lines: str, proxies: tuple[Network, ...] = PROXIES) -> str | None:
    headers = [(b"x-forwarded-for", line.encode("latin-1")) for line in lines]
    address = (peer, 1) if peer is not None else None
    return client_ip(Request({"type": "http", "client": address, "headers": headers}), proxies)


@pytest.mark.parametrize(
    ("peer", "forwarded", "expected"),
    [
        ("203.0.113.7", "1.2.3.4", "203.0.113.7"),  # no proxy is trusted
        ("10.0.0.1", "1.2.3.4", "1.2.3.4"),
        ("10.0.0.1", "6.6.6.6, 1.2.3.4", "1.2.3.4"),  # the client wrote the first one
        ("10.0.0.1", "1.2.3.4, 10.0.0.2", "1.2.3.4"),
        ("2001:db8::1", "2001:db8::2", "2001:db8::2"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", "10.0.0.2", "10.0.0.2"),
        ("::ffff:10.0.0.1", "::ffff:1.2.3.4", "1.2.3.4"),  # a server that listens on ::
        ("192.168.0.9", "1.2.3.4", "1.2.3.4"),
        ("::ffff:1.2.3.4", "", "1.2.3.4"),
        (None, "1.2.3.4", None),
        ("/run/socket", "1.2.3.4", "/run/socket"),
    ],
)
def test_forwarded_addresses_count_from_trusted_proxies_only(
    peer: str | None, forwarded: str, expected: str | None
) -> None:
    assert ip(peer, forwarded) == expected
    assert ip(peer, forwarded, proxies=()) == (peer.removeprefix("::ffff:") if peer else None)


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ("198.51.100.1:52311", "198.51.100.1"),  # Azure Application Gateway
        ("198.51.100.1:", "198.51.100.1"),
        ('"198.51.100.1:_port"', "198.51.100.1"),  # RFC 7239 §6.3
        ("[2001:db8::7]", "2001:db8::7"),
        ("[2001:DB8:0::7]:4711", "2001:db8::7"),
        ('"[2001:db8::7]:4711"', "2001:db8::7"),
        ("2001:db8::7", "2001:db8::7"),
        ("fe80::7%eth0", "fe80::7"),
        ("[fe80::7%25eth0]:80", "fe80::7"),
        ("::ffff:198.51.100.1", "198.51.100.1"),
        ("[::ffff:c633:6401]:80", "198.51.100.1"),
        ("64:ff9b::8.8.8.8", "8.8.8.8"),  # behind NAT64
        ("64:ff9b::10.0.0.2", "64:ff9b::a00:2"),  # forged: no proxy
        ("\t198.51.100.1 ", "198.51.100.1"),
        ("198.51.100.1,, ,", "198.51.100.1"),
    ],
)
def test_every_form_of_an_address_is_the_same_client(entry: str, expected: str) -> None:
    """For the limits and the audit log, too: they read the address again."""
    for line in (entry, f"6.6.6.6, {entry}", f"nonsense,{entry}, 10.0.0.2:80"):
        found = ip("10.0.0.1", line)
        assert found == expected
        assert ipaddress.ip_address(expected) in ipaddress.ip_network(network_of(found))
        assert ipaddress.ip_address(expected) in ipaddress.ip_network(truncated(found) or "")
    assert ip("10.0.0.1", "6.6.6.6", entry) == expected  # each proxy adds a line of its own


@pytest.mark.parametrize(
    "entry",
    [
        "unknown",
        "_hidden",
        "client.example.com",
        ":52311",
        "[]:80",
        "[2001:db8::7",
        "198.51.100",
        "198.51.100.01",
        "198.51.100.1:80:80",
        "198.51.100.1/32",
        "2001:db8::7:8:9:a:b:c:d",
        "0.0.0.0:80",
        "::",
        "for=198.51.100.1",
        "é" * 60_000,
        "9" * 60_000,
    ],
)
def test_an_entry_that_is_no_address_counts_as_the_proxy_that_wrote_it(
    entry: str, caplog: pytest.LogCaptureFixture
) -> None:
    """So that a client that can put garbage there evades no limit; and the log says so, once."""
    for line in (entry, f"6.6.6.6, {entry}"):
        assert ip("10.0.0.1", line) == "10.0.0.1"
        assert ip("10.0.0.1", f"{line}, 10.0.0.2:80") == "10.0.0.2"
    assert ip("10.0.0.1", f"{entry}, 1.2.3.4") == "1.2.3.4"
    (record,) = caplog.records
    assert "TRUSTED_PROXIES" not in record.getMessage()
    assert "that is no IP address" in record.getMessage()
    assert len(record.getMessage()) < 400


def test_the_log_shows_the_form_of_an_entry_and_not_the_entry(
    caplog: pytest.LogCaptureFixture,
) -> None:
    ip("10.0.0.1", "höst-7.example.com:80")
    assert "of the form a-0.a.a:0 (" in caplog.text
    assert "example" not in caplog.text


def test_no_more_entries_are_read_than_proxies_write() -> None:
    assert ip("10.0.0.1", "1.2.3.4," + "10.0.0.2," * 20) == "1.2.3.4"
    assert ip("10.0.0.1", "1.2.3.4" + ",10.0.0.2" * 10_000) == "10.0.0.2"


@pytest.mark.parametrize("peer", ["10.0.0.5", "127.0.0.1", "::1", "fd00::5", "100.64.0.5"])
def test_a_proxy_that_is_not_trusted_is_named_once(
    peer: str, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(3):
        assert ip(peer, "1.2.3.4", proxies=()) == peer
        assert ip("192.168.7.7", "1.2.3.4", proxies=()) == "192.168.7.7"
    (record,) = caplog.records
    assert f"came from {peer}, which is not in TRUSTED_PROXIES" in record.getMessage()


def test_a_trusted_proxy_without_the_header_is_named_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    for _ in range(3):
        assert ip("10.0.0.1") == "10.0.0.1"
    (record,) = caplog.records
    assert "10.0.0.1, which is in TRUSTED_PROXIES, without X-Forwarded-For" in record.getMessage()


def test_clients_of_the_internet_cannot_write_to_the_log(caplog: pytest.LogCaptureFixture) -> None:
    assert ip("8.8.8.8", "10.0.0.1") == ip("8.8.8.8", proxies=()) == "8.8.8.8"
    assert ip("127.0.0.1", proxies=()) == "127.0.0.1"
    assert ip("10.0.0.1", "8.8.8.8, 1.2.3.4") == "1.2.3.4"
    assert not caplog.records
