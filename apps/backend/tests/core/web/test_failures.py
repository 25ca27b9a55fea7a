"""Failures inside a request, and what the log says about them."""

from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from fastapi import FastAPI
from fastapi.responses import StreamingResponse
from sqlalchemy import func, text
from uuid_utils.compat import uuid7

from src.application import create_app
from src.core.config import Settings
from src.core.database import DatabaseDep, TransactionDep
from src.core.postgres.query import Query
from src.models import OneTimeToken
from tests.conftest import Connect, Databases
from tests.helpers import SECRET_KEY, Log, assert_error, client_of, errors_in, register


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


async def test_a_missing_column_is_a_500_with_statement_and_traceback_if_no_migration_is_missing(
    settings: Settings, log: Log
) -> None:
    app = create_app(settings)

    @app.get("/transaction")
    async def run_in_transaction(transaction: TransactionDep) -> None:
        await transaction.execute(text("SELECT shoe_size FROM users"))

    @app.get("/query")
    async def run_query(database: DatabaseDep) -> None:
        await database.fetch_row(Query(text("SELECT shoe_size FROM users")))

    async with client_of(app) as client:
        for path in ("/transaction", "/query"):
            assert_error(await client.get(path), 500, "internal_error")
    failures = [line["exception"] for line in log.lines() if line["level"] == "error"]
    assert len(failures) == 2
    for shown in failures:
        assert 'column "shoe_size" does not exist\n[SQL: SELECT shoe_size FROM users]' in shown
        assert __file__ in shown


async def test_a_missing_column_is_a_503_if_the_database_is_gone_meanwhile(
    databases: Databases, connect: Connect, caplog: pytest.LogCaptureFixture
) -> None:
    """Whether a migration is missing cannot be found out then."""
    url = await databases.create_migrated()
    app = create_app(Settings(DATABASE_URL=url, SECRET_KEY=SECRET_KEY))
    admin = await connect(databases.server_url)
    name = urlsplit(url).path[1:]

    @app.get("/broken")
    async def fail(database: DatabaseDep) -> None:
        try:
            await database.fetch_row(Query(text("SELECT shoe_size FROM users")))
        finally:
            await admin.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
            await admin.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", name
            )

    async with client_of(app) as client:
        assert_error(await client.get("/broken"), 503, "service_unavailable")
    (record,) = errors_in(caplog)
    assert record.exc_info is None


async def test_a_statement_that_is_blamed_on_the_request_is_shown_to_the_developer(
    settings: Settings, log: Log
) -> None:
    """A value of the wrong type, for example, is a mistake in our code and looks like the client's."""
    app = create_app(settings)

    @app.get("/broken")
    async def fail(database: DatabaseDep) -> None:
        await database.fetch_row(Query(text("SELECT CAST(:year AS int)")), year="1972")

    async with client_of(app) as client:
        assert_error(await client.get("/broken"), 422, "validation_error")
    (shown,) = [line["exception"] for line in log.lines() if line["level"] == "warning"]
    assert "'str' object cannot be interpreted as an integer" in shown
    assert __file__ in shown


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
    scope: dict[str, Any] = {"type": "http", "method": "GET", "path": "/half"}
    scope |= {"headers": [(b"host", b"test")]}
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


async def test_a_row_of_an_account_that_was_just_deleted_is_a_409(settings: Settings) -> None:
    app = create_app(settings)

    @app.post("/late")
    async def insert(transaction: TransactionDep) -> None:
        token = OneTimeToken(
            user_id=uuid7(), purpose="", token_hash=b"", email_id=uuid7(), expires_at=func.now()
        )
        transaction.add(token)

    async with client_of(app) as client:
        assert_error(await client.post("/late"), 409, "conflict")
