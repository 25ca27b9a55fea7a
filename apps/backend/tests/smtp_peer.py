"""An SMTP server that answers each command as a test says."""

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator

from src.core.background import end_tasks

HANG = "hang"
CLOSE = "close"
DELAY = "delay "
"""Before a reply that is sent half a second later."""

GOOD = {
    "connect": "220 peer.example ESMTP",
    "EHLO": "250 peer.example",
    "HELO": "250 peer.example",
    "STARTTLS": "220 go on",
    "AUTH": "235 2.7.0 welcome",
    "MAIL": "250 2.1.0 ok",
    "RCPT": "250 2.1.5 ok",
    "DATA": "354 go on",
    "end of data": "250 2.0.0 queued",
    "RSET": "250 ok",
    "QUIT": "221 bye",
}


class SmtpPeer:
    """Answers as in `replies`, which a test may change at any time: with a reply, whose lines are
    separated by line breaks, or with HANG or CLOSE. A whole command takes precedence over its verb.
    """

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.replies = dict(GOOD)
        self.tls = tls
        self.port = 0
        self.connections = 0
        self.commands: list[str] = []
        self.mails: list[bytes] = []
        self.has_mail = asyncio.Event()
        """Set once a mail has arrived to its end."""
        self.encrypted: list[bool] = []
        """For each mail."""
        self.tasks: set[asyncio.Task[None] | None] = set()

    def count(self, command: str) -> int:
        return sum(line.upper().startswith(command) for line in self.commands)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self.tasks.add(asyncio.current_task())
        try:
            await self._converse(reader, writer)
        except (OSError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await self._answer("connect", writer)
        while line := await reader.readline():
            command = line.decode("utf-8", "replace").rstrip("\r\n")
            self.commands.append(command)
            verb = command.split(" ")[0].upper()
            await self._answer(command if command in self.replies else verb, writer)
            if verb == "STARTTLS" and self.tls is not None and self.replies[verb] == GOOD[verb]:
                await writer.start_tls(self.tls)
            elif verb == "STARTTLS":
                await reader.read(1000)
                writer.write(b"500 what\r\n")
            if verb == "DATA" and self.replies["DATA"].startswith("354"):
                content = b""
                while (line := await reader.readline()) != b".\r\n":
                    if not line:
                        return
                    content += line.removeprefix(b".")
                self.mails.append(content)
                self.encrypted.append(writer.get_extra_info("sslcontext") is not None)
                self.has_mail.set()
                await self._answer("end of data", writer)
            if verb == "QUIT":
                return

    async def _answer(self, step: str, writer: asyncio.StreamWriter) -> None:
        reply = self.replies.get(step, "502 what")
        if step == "EHLO" and self.tls is not None and reply == GOOD["EHLO"]:
            is_encrypted = writer.get_extra_info("sslcontext") is not None
            reply += "\nAUTH PLAIN" if is_encrypted else "\nSTARTTLS"
        if reply.startswith(DELAY):
            reply = reply.removeprefix(DELAY)
            await asyncio.sleep(0.5)
        if reply.endswith(HANG):
            await asyncio.sleep(60)
        if reply == CLOSE:
            raise ConnectionAbortedError
        lines = reply.removesuffix(CLOSE).rstrip("\n").split("\n")
        code = lines[0][:3]
        lines = [lines[0][4:], *lines[1:]]
        for number, text in enumerate(lines, 1):
            separator = " " if number == len(lines) else "-"
            writer.write(f"{code}{separator}{text}\r\n".encode())
        await writer.drain()
        if reply.endswith(CLOSE):
            writer.transport.abort()
            raise ConnectionAbortedError


@contextlib.asynccontextmanager
async def smtp_peer(
    tls: ssl.SSLContext | None = None, host: str = "127.0.0.1"
) -> AsyncIterator[SmtpPeer]:
    peer = SmtpPeer(tls)
    server = await asyncio.start_server(peer.serve, host, 0)
    peer.port = server.sockets[0].getsockname()[1]
    try:
        yield peer
    finally:
        server.close()
        await end_tasks([task for task in peer.tasks if task is not None])
