"""Calls to other services."""

import asyncio
import contextlib
from pathlib import Path

import pytest

from src.core.outgoing import Answer, Outgoing, OutgoingFailed
from tests.certificates import server_tls, write_certificate

VARIABLES = ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR")


@pytest.fixture(autouse=True)
def no_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


class Peer:
    """A service, or a proxy, that answers every request alike and remembers its head."""

    def __init__(self, answer: bytes, tail: bytes = b"") -> None:
        self.answer = answer
        self.tail = tail
        """Sent byte by byte, so that none is late."""
        self.requests: list[str] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.requests.append((await reader.readuntil(b"\r\n\r\n")).decode().lower())
        with contextlib.suppress(ConnectionError):
            writer.write(self.answer)
            for byte in self.tail:
                await asyncio.sleep(0.1)
                writer.write(bytes([byte]))
                await writer.drain()
            writer.close()


async def call(url: str) -> Answer | None:
    """Call a service as a new process would, which reads the variables once."""
    outgoing = Outgoing(1, 5, 1000)
    try:
        return await outgoing.get(url)
    except OutgoingFailed:
        return None
    finally:
        await outgoing.aclose()


async def test_calls_trust_the_certificates_of_ssl_cert_file_and_go_through_https_proxy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = write_certificate(tmp_path / "certificate.pem")
    service = Peer(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi")
    proxy = Peer(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
    async with (
        await asyncio.start_server(
            service.serve, "127.0.0.1", 0, ssl=server_tls(certificate)
        ) as server,
        await asyncio.start_server(proxy.serve, "127.0.0.1", 0) as proxy_server,
    ):
        host = f"localhost:{server.sockets[0].getsockname()[1]}"
        assert await call(f"https://{host}/") is None
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        assert await call(f"https://{host}/") == Answer(200, b"hi")
        proxy_port = proxy_server.sockets[0].getsockname()[1]
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{proxy_port}")
        assert await call(f"https://{host}/") is None
        (request,) = proxy.requests
        assert request.startswith(f"connect {host} ")
        monkeypatch.setenv("NO_PROXY", "localhost")
        assert await call(f"https://{host}/") == Answer(200, b"hi")


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("SSL_CERT_FILE", "/nowhere/ca.pem", "is not asked: SSL_CERT_FILE is no readable file"),
        ("SSL_CERT_FILE", __file__, "is not asked: SSL_CERT_FILE is no readable file"),
        ("HTTPS_PROXY", "socks5://127.0.0.1:1", "is not asked: HTTPS_PROXY"),
        (
            "ALL_PROXY",
            "ftp://127.0.0.1",
            "is not asked: HTTPS_PROXY, HTTP_PROXY or ALL_PROXY is no",
        ),
    ],
)
async def test_a_variable_that_cannot_be_used_is_named(
    name: str, value: str, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(OutgoingFailed, match=reason):
        await Outgoing(1, 5, 1000).get("https://localhost/")


async def test_the_reason_of_a_failure_tells_certificate_name_size_and_time_apart(
    tmp_path: Path,
) -> None:
    certificate = write_certificate(tmp_path / "certificate.pem")
    service = Peer(b"HTTP/1.1 200 OK\r\nContent-Length: 2000\r\n\r\n" + b"x" * 2000)
    silent = Peer(b"")

    async def hang(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()  # until the client gives up
        writer.close()

    async with (
        await asyncio.start_server(
            service.serve, "127.0.0.1", 0, ssl=server_tls(certificate)
        ) as tls,
        await asyncio.start_server(service.serve, "127.0.0.1", 0) as plain,
        await asyncio.start_server(silent.serve, "127.0.0.1", 0) as gone,
        await asyncio.start_server(hang, "127.0.0.1", 0) as hanging,
    ):
        for server, scheme, seconds, reason in (
            (tls, "https", 5, "has a certificate that is not trusted: .* SSL_CERT_FILE"),
            (plain, "http", 5, "answers with more than 1 KiB"),
            (gone, "http", 5, "cannot be reached"),
            (hanging, "http", 0.1, "does not answer in time"),
        ):
            outgoing = Outgoing(1, seconds, 1024)
            url = f"{scheme}://localhost:{server.sockets[0].getsockname()[1]}/"
            with pytest.raises(OutgoingFailed, match=reason):
                await outgoing.get(url)
            await outgoing.aclose()
    with pytest.raises(OutgoingFailed, match="has a host name that cannot be resolved"):
        await Outgoing(1, 5, 1024).get("http://host.invalid/")


async def test_a_call_sends_no_cookie_back_and_asks_for_no_compression() -> None:
    peer = Peer(
        b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nSet-Cookie: a=b\r\nConnection: close\r\n\r\n"
    )
    outgoing = Outgoing(1, 5, 1000)
    async with await asyncio.start_server(peer.serve, "127.0.0.1", 0) as server:
        for _ in range(2):
            await outgoing.get(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/")
    await outgoing.aclose()
    for request in peer.requests:
        assert "cookie" not in request
        assert "accept-encoding: identity\r\n" in request


async def test_an_answer_that_trickles_in_ends_at_the_limit_of_the_whole_call() -> None:
    peer = Peer(b"HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n", tail=b"x" * 20)
    outgoing = Outgoing(1, 0.5, 1000)
    async with await asyncio.start_server(peer.serve, "127.0.0.1", 0) as server:
        with pytest.raises(OutgoingFailed):
            await outgoing.get(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/")
    await outgoing.aclose()
