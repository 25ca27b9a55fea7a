"""Small things that many tests need."""

import asyncio
import contextlib
import dataclasses
import email
import json
import logging
import re
import secrets
from collections.abc import AsyncIterator
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any, Protocol
from uuid import uuid4

import asyncpg
import httpx
import pytest
from fastapi import FastAPI

from src.features.limits.utils.words import in_words
from src.features.mail.service.folder import mail_folder
from src.features.mail.service.worker import deliver_queued
from stylipp_schemas import ErrorResponse

EMAIL = "ada@example.com"
PASSWORD = "violet anvil kettle 7"
GREETINGS = ("Stylipp: ", "Stylipp API: ")
"""How the first line of a server begins, with and without the web app."""
SECRET_KEY = "test-" + secrets.token_urlsafe(48)


class ChangeSettings(Protocol):
    """Changes settings of the running application, for one test."""

    def __call__(self, **changes: Any) -> None: ...


def change_wiring(app: FastAPI, **changes: Any) -> None:
    """Replace parts of what the running application was built from."""
    app.state.wiring = dataclasses.replace(app.state.wiring, **changes)


@contextlib.asynccontextmanager
async def client_of(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """Start an application of the test's own, for example with one more route, and give a client of
    it. The test needs the fixture `app`, too, if it writes to the database: it empties the tables.
    """
    transport = httpx.ASGITransport(app=app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://test") as client,
    ):
        yield client


def credentials(**overrides: Any) -> dict[str, Any]:
    return {"email": EMAIL, "password": PASSWORD} | overrides


async def register(client: httpx.AsyncClient, **overrides: Any) -> httpx.Response:
    return await client.post("/v1/auth/register", json=credentials(**overrides))


async def log_in(client: httpx.AsyncClient, **overrides: Any) -> httpx.Response:
    return await client.post("/v1/auth/login", json=credentials(**overrides))


async def bearer_of(client: httpx.AsyncClient, **overrides: Any) -> dict[str, str]:
    """Register, log in, and return the header that proves it."""
    assert (await register(client, **overrides)).status_code == 201
    response = await log_in(client, **overrides)
    return {"Authorization": f"Bearer {response.json()['access_token']}"}


async def assert_waits_for_a_lock(
    task: "asyncio.Task[Any]", sql: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    """The task waits for a lock that another transaction holds; it fails if the task ends instead."""
    waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted AND transactionid IS NOT NULL"
    while not task.done() and not await sql.fetchval(waiting):
        await asyncio.sleep(0.01)
    assert not task.done()


def assert_error(response: httpx.Response, status_code: int, code: str) -> None:
    """The response has this status and code, and exactly the one error shape. An error about fields
    names them, and one that passes by itself says when, as a number and in words."""
    assert response.status_code == status_code, response.text
    assert response.headers["content-type"] == "application/json"
    assert set(response.json()) == {"detail", "code", "problems"}
    error = ErrorResponse.model_validate_json(response.content)
    assert error.code == code
    if code == "validation_error" or code.startswith("password_"):
        assert error.problems
    if status_code in (429, 503):
        wait = in_words(int(response.headers["retry-after"]))
        assert error.detail.endswith(f" Try again in {wait}."), error.detail


async def assert_owner_only(
    client: httpx.AsyncClient,
    owner: dict[str, str],
    path: str,
    thing: object,
    *methods: str,
    content: bytes = b"",
    media_type: str = "",
) -> None:
    """Another account gets the same 404 for `thing`, which exists, as for one that does not; then
    its owner is answered. A DELETE comes last.

    `owner` is the header with the owner's token, `path` the one in the document, such as
    `/v1/wardrobe-items/{item_id}`. If it has several parameters, `thing` is a dictionary of their
    values. JSON bodies are the document's examples, raw ones `content`.
    """
    names = re.findall("{(.*?)}", path)
    values = thing if isinstance(thing, dict) else {names[-1]: thing}
    missing = values | {names[-1]: uuid4()}
    stranger = await bearer_of(client, email="stranger@example.com")
    document = (await client.get("/openapi.json")).json()
    for headers, parameters in ((stranger, values), (stranger, missing), (owner, values)):
        for method in methods:
            operation = document["paths"][path][method.lower()]
            bodies = operation.get("requestBody", {}).get("content", {})
            body, kind = (content, media_type) if bodies else (b"", "")
            if "application/json" in bodies:
                kind = "application/json"
                body = json.dumps(bodies[kind]["example"]).encode()
            response = await client.request(
                method,
                path.format_map(parameters),
                content=body,
                headers=headers | {"Content-Type": kind},
            )
            if headers is owner:
                assert response.status_code != 404, f"{method} {path}: not even its owner gets it"
            else:
                assert response.status_code == 404, (
                    f"{method} {path} answers {response.status_code} to another account: "
                    f"{response.text}"
                )
                assert_error(response, 404, "not_found")


def errors_in(caplog: pytest.LogCaptureFixture) -> list[logging.LogRecord]:
    """Return what was logged as an error."""
    return [record for record in caplog.records if record.levelno >= logging.ERROR]


def token_in(message: EmailMessage) -> str:
    """Return what stands behind `#token=` in the mail's text."""
    (token,) = set(re.findall(r"#token=(\S+)", text_of(message)))  # a mail may have two links
    return str(token)


def text_of(message: EmailMessage) -> str:
    """Return the mail's plain text."""
    body = message.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def read_mail(path: Path) -> EmailMessage:
    message = email.message_from_bytes(path.read_bytes(), policy=default)
    assert isinstance(message, EmailMessage)
    return message


class Log:
    """What is written to a log of JSON lines, from now on."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.begin = path.stat().st_size if path.exists() else 0

    def text(self) -> str:
        return self.path.read_bytes()[self.begin :].decode()

    def lines(self, event: str = "") -> list[dict[str, Any]]:
        """Return every line, or those of an event; each must be JSON, except the greeting."""
        texts = [text for text in self.text().splitlines() if not text.startswith(GREETINGS)]
        lines = [json.loads(text) for text in texts]
        return [line for line in lines if event in ("", line["event"])]

    def request(self) -> dict[str, Any]:
        """Return the line of the only request."""
        (line,) = self.lines("request")
        return line


class Mailbox:
    """The mails of the application in this process, written to a folder. Its worker does not run by
    itself in tests, or its statements would be counted as a request's."""

    def __init__(self, app: FastAPI, secrets: set[str]) -> None:
        self.app = app
        self.secrets = secrets

    async def receive(self) -> list[EmailMessage]:
        """Let the worker send what is due, and take the mails out of the folder, oldest first."""
        await deliver_queued(self.app.state.wiring)
        messages = []
        for path in sorted(mail_folder(self.app.state.wiring.settings).glob("*.eml")):
            messages.append(read_mail(path))
            path.unlink()
        for message in messages:
            shown = f"{message['Subject']}\n{text_of(message)}"
            self.secrets |= set(re.findall(r"(?<=#token=)\S+|\b\d{4} \d{4}\b", shown))
        return messages

    async def receive_token(self, subject: str) -> str:
        """Return the token of the one mail with this subject; others are dropped."""
        (message,) = [m for m in await self.receive() if m["Subject"] == subject]
        return token_in(message)
