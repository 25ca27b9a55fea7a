"""Failures inside a request, and what the log says about them."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.responses import StreamingResponse
from sqlalchemy import text

from src.application import create_app
from src.core.config import Settings
from src.core.database import TransactionDep
from tests.helpers import SECRET_KEY, assert_error, client_of, errors_in, register


async def test_an_unknown_failure_of_the_database_is_a_500_with_its_traceback(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    app = create_app(settings)

    @app.get("/broken")
    async def fail(transaction: TransactionDep) -> None:
        await transaction.execute(text("SELECT ("))

    async with client_of(app) as client:
        assert_error(await client.get("/broken"), 500, "internal_error")
    (record,) = errors_in(caplog)
    assert record.exc_info is not None


async def test_a_missing_table_is_a_503_and_the_log_says_how_to_migrate(
    empty_database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    app = create_app(Settings(DATABASE_URL=empty_database_url, SECRET_KEY=SECRET_KEY))
    async with client_of(app) as client:
        assert_error(await register(client), 503, "service_unavailable")
    (record,) = errors_in(caplog)
    assert "`stylipp migrate`" in record.getMessage()
    assert record.exc_info is None


async def test_a_failure_after_the_response_has_started_sends_no_second_one(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    app: FastAPI = create_app(settings)

    async def chunks() -> AsyncIterator[str]:
        yield "half"
        raise RuntimeError

    @app.get("/half")
    async def stream() -> StreamingResponse:
        return StreamingResponse(chunks())

    sent: list[str] = []
    scope: dict[str, Any] = {"type": "http", "method": "GET", "path": "/half", "headers": []}
    scope |= {"query_string": b"", "http_version": "1.1", "scheme": "http", "root_path": ""}
    scope |= {"client": ("test", 1), "asgi": {"version": "3.0", "spec_version": "2.4"}}

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message["type"])

    with pytest.raises(RuntimeError):  # the server then cuts the connection
        await app(scope, receive, send)
    assert sent == ["http.response.start", "http.response.body"]
    (record,) = errors_in(caplog)
    assert record.exc_info is not None
