import asyncio
import dataclasses
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import httpx
import pytest
from fastapi import FastAPI
from fastapi.responses import StreamingResponse
from sqlalchemy import DateTime, Interval, bindparam, event, insert, select, text
from sqlalchemy.exc import DBAPIError, InvalidRequestError

from src.application import create_app
from src.core.config import Settings
from src.core.database import Database, DatabaseDep, TransactionDep
from src.core.postgres.address import parse_database_url
from src.core.postgres.failures import answer_for
from src.core.postgres.query import Query
from src.models import User
from tests.conftest import Connect, Databases
from tests.helpers import (
    EMAIL,
    PASSWORD,
    SECRET_KEY,
    assert_error,
    bearer_of,
    client_of,
    credentials,
    log_in,
    register,
)
from tests.processes import unused_port


async def send_raw(app: FastAPI, path: str, events: list[str]) -> None:
    """Post to the app as a server would, and note when the response starts."""

    body = json.dumps(credentials()).encode()
    headers = [(b"content-type", b"application/json"), (b"host", b"test")]
    scope: dict[str, Any] = {"type": "http", "method": "POST", "path": path, "headers": headers}
    scope |= {"query_string": b"", "http_version": "1.1", "scheme": "http", "root_path": ""}
    scope |= {"server": ("test", 80), "client": ("test", 1), "asgi": {"version": "3.0"}}

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            events.append(f"response {message['status']}")

    await app(scope, receive, send)


async def test_commit_precedes_the_response(app: FastAPI) -> None:
    events: list[str] = []
    engine = app.state.database.engine.sync_engine

    def note(_: Any) -> None:
        events.append("commit")

    event.listen(engine, "commit", note)
    try:
        await send_raw(app, "/v1/auth/register", events)
    finally:
        event.remove(engine, "commit", note)
    assert events == ["commit", "response 201"]


async def test_a_failed_commit_is_not_a_201(
    client: httpx.AsyncClient, app: FastAPI, sql: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    engine = app.state.database.engine.sync_engine

    def fail(_: Any) -> None:
        raise ConnectionResetError

    event.listen(engine, "commit", fail)
    try:
        response = await register(client)
    finally:
        event.remove(engine, "commit", fail)
    assert_error(response, 503, "service_unavailable")
    assert await sql.fetchval("SELECT count(*) FROM users") == 0


async def test_an_error_rolls_everything_back(
    settings: Settings, sql: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    app = create_app(settings)

    @app.post("/half")
    async def write_and_fail(transaction: TransactionDep) -> None:
        transaction.add(User(email="half@example.com", password_hash="x"))
        await transaction.flush()
        raise RuntimeError

    async with client_of(app) as client:
        assert_error(await client.post("/half"), 500, "internal_error")
    assert await sql.fetchval("SELECT count(*) FROM users") == 0


@pytest.mark.usefixtures("app")
async def test_a_stream_that_uses_the_transaction_of_its_request_fails_and_keeps_no_connection(
    settings: Settings, sql: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    """The transaction ended before the response started. Thirty are three times the pool."""
    app = create_app(settings)

    @app.get("/late")
    async def answer(transaction: TransactionDep) -> StreamingResponse:
        async def tokens() -> AsyncIterator[str]:
            yield "the answer"
            await transaction.execute(insert(User).values(email="a@example.com", password_hash="x"))

        return StreamingResponse(tokens())

    @app.get("/late/object")
    async def answer_with_object(transaction: TransactionDep) -> StreamingResponse:
        async def tokens() -> AsyncIterator[str]:
            yield "the answer"
            transaction.add(User(email="b@example.com", password_hash="x"))

        return StreamingResponse(tokens())

    async with client_of(app) as client:
        for _ in range(15):
            for path in ("/late", "/late/object"):
                with pytest.raises(RuntimeError, match="response already started") as caught:
                    await client.get(path)
                assert isinstance(caught.value.__cause__, InvalidRequestError)
        assert app.state.database.pools()["transactions"].in_use == 0
        assert (await register(client)).status_code == 201
    assert [row["email"] for row in await sql.fetch("SELECT email FROM users")] == [EMAIL]


@pytest.mark.usefixtures("app")
async def test_a_stream_stores_what_it_has_sent_in_a_transaction_of_its_own(
    settings: Settings, sql: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    app = create_app(settings)

    @app.get("/late")
    async def answer(database: DatabaseDep) -> StreamingResponse:
        async def tokens() -> AsyncIterator[str]:
            yield "the answer"
            async with database.transaction() as transaction:
                transaction.add(User(email=EMAIL, password_hash="x"))

        return StreamingResponse(tokens())

    async with client_of(app) as client:
        assert (await client.get("/late")).text == "the answer"
        assert app.state.database.pools()["transactions"].in_use == 0
    assert await sql.fetchval("SELECT email FROM users") == EMAIL


async def test_times_advance_and_are_readable_after_an_update(app: FastAPI) -> None:
    """Needs `eager_defaults`, `expire_on_commit=False` and real commits."""
    database: Database = app.state.database
    async with database.transaction() as transaction:
        user = User(email="times@example.com", password_hash="x")
        transaction.add(user)
    async with database.transaction() as transaction:
        user = await transaction.merge(user)
        user.password_hash = "y"
    assert user.updated_at > user.created_at
    assert user.updated_at.utcoffset() is not None


async def end_connections(sql: "asyncpg.Connection[asyncpg.Record]") -> None:
    """Cut every other connection to this database, as a restart does."""
    await sql.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )


async def test_no_request_fails_after_connections_were_cut(
    client: httpx.AsyncClient, sql: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    headers = await bearer_of(client)
    await end_connections(sql)
    assert (await client.get("/v1/users/me", headers=headers)).status_code == 200
    await end_connections(sql)
    assert (await register(client, email="second@example.com")).status_code == 201
    await end_connections(sql)
    assert (await log_in(client)).status_code == 200


SERVER_DEFAULTS = [
    "default_transaction_isolation = 'serializable'",
    "default_transaction_isolation = 'repeatable read'",
    "statement_timeout = 1",
    "lock_timeout = 1",
    "idle_in_transaction_session_timeout = 1",
    "idle_session_timeout = 10",
    "client_encoding = 'LATIN1'",
    "search_path = nothing, public",
    "row_security = off",
    "TimeZone = 'America/St_Johns'",
    "DateStyle = 'German'",
    "IntervalStyle = 'sql_standard'",
    "bytea_output = 'escape'",
]


async def test_requests_do_not_depend_on_the_defaults_of_the_server(
    databases: Databases, connect: Connect, tmp_path: Path
) -> None:
    url = await databases.create_migrated()
    sql = await connect(url)
    name = await sql.fetchval("SELECT current_database()")
    settings = Settings(
        DATABASE_URL=url, SECRET_KEY=SECRET_KEY, DATA_DIR=tmp_path, RATE_LIMIT_ENABLED=False
    )
    for number, setting in enumerate(SERVER_DEFAULTS):
        await sql.execute(f"ALTER DATABASE {name} SET {setting}")
        async with client_of(create_app(settings)) as client:
            assert (await client.get("/health/ready")).status_code == 200, setting
            account = {"email": f"ada{number}@example.com"}
            headers = await bearer_of(client, **account)
            logins = await asyncio.gather(*(log_in(client, **account) for _ in range(10)))
            assert {response.status_code for response in logins} == {200}, setting
            assert (await client.get("/v1/users/me/export", headers=headers)).status_code == 200
            changed = {"current_password": PASSWORD, "new_password": f"{PASSWORD} too"}
            response = await client.post("/v1/users/me/password", json=changed, headers=headers)
            assert response.status_code == 200, setting
        await sql.execute(f"ALTER DATABASE {name} RESET ALL")


async def test_a_day_has_24_hours_also_where_clocks_are_changed(
    empty_database_url: str, connect: Connect
) -> None:
    """Otherwise, a session of 30 days ends an hour early or late."""
    sql = await connect(empty_database_url)
    name = await sql.fetchval("SELECT current_database()")
    await sql.execute(f"ALTER DATABASE {name} SET TimeZone = 'Europe/Berlin'")
    begin = datetime(2026, 3, 28, 12, tzinfo=UTC)
    end = bindparam("begin", type_=DateTime(timezone=True)) + bindparam("day", type_=Interval)
    address = parse_database_url(empty_database_url)
    for is_behind_pooler in (False, True):
        database = Database(dataclasses.replace(address, is_behind_pooler=is_behind_pooler))
        try:
            row = await database.fetch_row(Query(select(end)), begin=begin, day=timedelta(days=1))
        finally:
            await database.dispose()
        assert row is not None
        assert row[0] == datetime(2026, 3, 29, 12, tzinfo=UTC)


async def test_without_a_database_the_process_runs_and_logs_it_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    url = f"postgresql://ada:hunter2hunter2@127.0.0.1:{unused_port()}/stylipp"
    app = create_app(Settings(DATABASE_URL=url, SECRET_KEY=SECRET_KEY))
    async with client_of(app) as client:
        assert (await client.get("/health")).status_code == 200
        assert (await client.get("/docs")).status_code == 200
        for path in ("/v1/auth/register", "/v1/auth/login"):
            response = await client.post(path, json=credentials())
            assert_error(response, 503, "service_unavailable")
            assert int(response.headers["retry-after"]) >= 1
        assert_error(await client.get("/health/ready"), 503, "service_unavailable")
    sentences = [r.getMessage() for r in caplog.records if "Cannot connect" in r.getMessage()]
    assert len(sentences) == 1
    assert "127.0.0.1" in sentences[0]
    assert "hunter2" not in caplog.text


async def test_a_server_that_is_full_is_one_line_a_minute(
    database_url: str,
    sql: "asyncpg.Connection[asyncpg.Record]",
    caplog: pytest.LogCaptureFixture,
) -> None:
    name = f"latecomer_{unused_port()}"
    await sql.execute(f"CREATE ROLE {name} LOGIN PASSWORD '{PASSWORD}' CONNECTION LIMIT 0")
    parts = urlsplit(database_url)
    netloc = f"{name}:{PASSWORD}@{parts.netloc.rpartition('@')[2]}"
    database = Database(parse_database_url(urlunsplit(parts._replace(netloc=netloc))))
    try:
        for _ in range(3):
            await database.check()
    finally:
        await database.dispose()
        await sql.execute(f"DROP ROLE {name}")
    (sentence,) = [r.getMessage() for r in caplog.records if "SQLSTATE 53300" in r.getMessage()]
    assert "too many connections" in sentence
    assert "Cannot connect" not in caplog.text


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("SELECT pg_sleep(30)", 503),  # statement_timeout
        ("SELECT * FROM no_such_table", 503),
        ("SELECT no_such_column FROM users", 503),
        ("SELECT convert_from('\\x00'::bytea, 'UTF8')", 422),
        ("SELECT chr(0)", 422),
        ("SELECT 2147483647::int + 1", 422),
        ("SELECT 'x'::uuid", 422),
        ("DO $$ BEGIN RAISE SQLSTATE '40001'; END $$", 503),
        ("DO $$ BEGIN RAISE SQLSTATE '53100'; END $$", 503),
        ("DO $$ BEGIN RAISE SQLSTATE '42501'; END $$", 503),
        ("DO $$ BEGIN RAISE SQLSTATE '53300'; END $$", 503),
        ("DO $$ BEGIN RAISE SQLSTATE '25006'; END $$", 503),
        ("DO $$ BEGIN RAISE SQLSTATE '55P03'; END $$", 503),
        ("DO $$ BEGIN RAISE SQLSTATE '57P01'; END $$", 503),
        ("DO $$ BEGIN RAISE SQLSTATE '26000'; END $$", 503),
        ("DO $$ BEGIN RAISE SQLSTATE '42P05'; END $$", 503),
        ("DO $$ BEGIN RAISE unique_violation; END $$", 409),
        ("SELECT (", None),  # a bug in our code stays a 500
    ],
)
async def test_each_failure_of_the_database_has_its_answer(
    settings: Settings, statement: str, expected: int | None, caplog: pytest.LogCaptureFixture
) -> None:
    assert settings.DATABASE_URL is not None
    database = Database(parse_database_url(settings.DATABASE_URL))
    try:
        async with database.engine.connect() as connection:
            await connection.execute(text("SET statement_timeout = '200ms'"))
            with pytest.raises(DBAPIError) as caught:
                await connection.execute(text(statement))
    finally:
        await database.dispose()
    answer = answer_for(caught.value)
    assert (answer and answer.status_code) == expected
    is_of_a_pooler = "26000" in statement or "42P05" in statement
    assert ("add pgbouncer=true to DATABASE_URL" in caplog.text) is is_of_a_pooler


async def test_an_exhausted_pool_is_503(client: httpx.AsyncClient, app: FastAPI) -> None:
    pool = app.state.database.engine
    held = [await pool.connect() for _ in range(10)]
    try:
        response = await register(client)
    finally:
        for connection in held:
            await connection.close()
    assert_error(response, 503, "service_unavailable")
    assert (await register(client)).status_code == 201


async def test_a_client_that_hangs_up_leaves_nothing_behind(app: FastAPI) -> None:
    request = asyncio.create_task(send_raw(app, "/v1/auth/register", []))
    await asyncio.sleep(0.005)
    request.cancel()
    await asyncio.gather(request, return_exceptions=True)
    await asyncio.sleep(0.3)
    assert app.state.database.engine.pool.checkedout() == 0


async def test_parameters_stay_out_of_errors_and_logs(app: FastAPI) -> None:
    """Otherwise e-mail addresses and hashes would reach the log."""
    with pytest.raises(DBAPIError) as caught:
        async with app.state.database.engine.connect() as connection:
            await connection.execute(text("SELECT 1 / 0, CAST(:email AS text)"), {"email": EMAIL})
    assert "SELECT 1 / 0" in str(caught.value)
    assert EMAIL not in str(caught.value)


async def test_an_idle_session_is_refused_at_once(
    client: httpx.AsyncClient, sql: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    headers = await bearer_of(client)
    await sql.execute("UPDATE sessions SET idle_expires_at = now()")
    assert_error(await client.get("/v1/users/me", headers=headers), 401, "session_expired")


async def test_connections_that_are_cut_without_end_are_never_a_500(
    client: httpx.AsyncClient, sql: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    headers = await bearer_of(client)

    async def read() -> list[int]:
        return [(await client.get("/v1/users/me", headers=headers)).status_code for _ in range(40)]

    async def cut() -> None:
        while True:
            await end_connections(sql)

    cutting = asyncio.create_task(cut())
    seen = await asyncio.gather(*(read() for _ in range(4)))
    cutting.cancel()
    await asyncio.gather(cutting, return_exceptions=True)
    assert {status for statuses in seen for status in statuses} <= {200, 503}
    assert (await client.get("/v1/users/me", headers=headers)).status_code == 200


async def test_a_connection_that_is_left_in_a_transaction_is_not_used_again(app: FastAPI) -> None:
    """As after two tasks have used one transaction at once."""
    database = app.state.database
    async with database.engine.connect() as connection:
        pooled = await connection.get_raw_connection()
        left = pooled.driver_connection
        await left.execute("BEGIN")
    assert left.is_in_transaction()
    for _ in range(3):
        async with database.transaction() as transaction:
            await transaction.execute(text("SELECT 1"))
