"""Calls to other services."""

import asyncio
import contextlib
from pathlib import Path

import pytest

from src.core.outgoing import Answer, Outgoing, OutgoingFailed
from tests.certificates import server_tls, write_certificate


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
    for name in ("HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
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
