"""A real SMTP server in the test's own process."""

import asyncio
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope

from tests.processes import unused_port


class Postmaster:
    """An SMTP server in this process that keeps what it gets."""

    def __init__(self) -> None:
        self.port = unused_port()
        self.recipients: list[str] = []
        self.has_time_to_quit = True
        self.answer = "250 OK"
        self.answer_to_recipient = "250 OK"
        self.seconds_to_answer = 0.0
        self.is_busy = asyncio.Event()
        """Set once a mail has arrived that is not answered yet."""
        self.received: list[EmailMessage] = []
        self._server: asyncio.Server | None = None

    async def handle_RCPT(  # noqa: N802
        self, _server: Any, _session: Any, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if self.answer_to_recipient.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.answer_to_recipient

    async def handle_DATA(  # noqa: N802
        self, _server: Any, _session: Any, envelope: Envelope
    ) -> str:
        self.is_busy.set()
        await asyncio.sleep(self.seconds_to_answer)
        if self.answer.startswith("250"):
            content = envelope.original_content
            assert content is not None
            message = message_from_bytes(content, policy=default)
            assert isinstance(message, EmailMessage)
            self.received.append(message)
            self.recipients += envelope.rcpt_tos
        return self.answer

    async def handle_QUIT(  # noqa: N802
        self, _server: Any, _session: Any, _envelope: Envelope
    ) -> str:
        if not self.has_time_to_quit:
            await asyncio.sleep(60)
        return "221 Bye"

    async def start(self) -> None:
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(
            lambda: SMTP(self, loop=loop), "127.0.0.1", self.port
        )

    async def stop(self) -> None:
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()
            self._server = None
