import asyncpg
import httpx
from fastapi import FastAPI

from src.application import create_app
from src.core.config import Settings
from tests.conftest import Connect
from tests.helpers import SECRET_KEY, assert_error, client_of
from tests.recorders import count_statements


async def test_the_liveness_probe_runs_no_statement(
    client: httpx.AsyncClient, app: FastAPI
) -> None:
    with count_statements(app) as statements:
        response = await client.get("/health")
    assert response.json() == {"status": "healthy"}
    assert statements == []


async def test_ready_when_the_database_is_migrated(client: httpx.AsyncClient) -> None:
    response = await client.get("/health/ready")
    assert (response.status_code, response.json()) == (200, {"status": "ready"})


async def test_not_ready_while_the_migrations_are_missing(empty_database_url: str) -> None:
    app = create_app(Settings(DATABASE_URL=empty_database_url, SECRET_KEY=SECRET_KEY))
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://test") as client,
    ):
        response = await client.get("/health/ready")
        assert_error(response, 503, "service_unavailable")
        assert "stylipp migrate" in response.json()["detail"]
        assert response.headers["retry-after"] == "1"
        body = {"email": "ada@example.com", "password": "violet anvil kettle 7"}
        assert_error(await client.post("/v1/auth/login", json=body), 503, "service_unavailable")
        assert (await client.get("/health")).status_code == 200


async def test_not_ready_while_the_database_accepts_no_writes(database_url: str) -> None:
    url = f"{database_url}{'&' if '?' in database_url else '?'}default_transaction_read_only=on"
    app = create_app(Settings(DATABASE_URL=url, SECRET_KEY=SECRET_KEY))
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://test") as client,
    ):
        for _ in range(2):
            assert_error(await client.get("/health/ready"), 503, "service_unavailable")


async def test_not_ready_at_an_older_migration(
    client: httpx.AsyncClient, sql: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    head = await sql.fetchval("SELECT version_num FROM alembic_version")
    await sql.execute("UPDATE alembic_version SET version_num = 'd8fbf0ba00a8'")  # the first
    try:
        response = await client.get("/health/ready")
    finally:
        await sql.execute("UPDATE alembic_version SET version_num = $1", head)
    assert_error(response, 503, "service_unavailable")
    assert "stylipp migrate" in response.json()["detail"]


async def test_ready_while_a_later_release_has_migrated_already(
    client: httpx.AsyncClient, sql: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    head = await sql.fetchval("SELECT version_num FROM alembic_version")
    await sql.execute("UPDATE alembic_version SET version_num = 'ffffffffffff'")
    try:
        response = await client.get("/health/ready")
    finally:
        await sql.execute("UPDATE alembic_version SET version_num = $1", head)
    assert response.status_code == 200


async def test_a_process_that_shuts_down_is_not_ready(
    client: httpx.AsyncClient, app: FastAPI
) -> None:
    assert "connection" not in (await client.get("/health")).headers
    app.state.process.is_draining = True
    try:
        response = await client.get("/health")
    finally:
        app.state.process.is_draining = False
    assert response.headers["connection"] == "close"


async def test_not_ready_on_the_database_of_another_program(
    empty_database_url: str, connect: Connect
) -> None:
    """Its revision is as unknown as that of a later release."""
    sql = await connect(empty_database_url)
    await sql.execute("CREATE TABLE alembic_version (version_num varchar(32) NOT NULL)")
    await sql.execute("INSERT INTO alembic_version VALUES ('ffffffffffff')")
    app = create_app(Settings(DATABASE_URL=empty_database_url, SECRET_KEY=SECRET_KEY))
    async with client_of(app) as client:
        assert_error(await client.get("/health/ready"), 503, "service_unavailable")
