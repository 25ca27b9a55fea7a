import asyncio
from collections.abc import Iterator
from urllib.parse import urlsplit

import asyncpg
import httpx
import pytest
from fastapi import FastAPI

from src.application import create_app
from src.core.config import Settings
from src.features.health.service.service import Readiness
from tests.conftest import Connect, Databases, dump
from tests.helpers import SECRET_KEY, assert_error, client_of
from tests.recorders import count_statements
from tests.roles import api_role


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


NOT_OURS = """
    CREATE TABLE alembic_version (version_num varchar(32) NOT NULL);
    INSERT INTO alembic_version VALUES ('9b1c7e2f4a55');
"""


@pytest.mark.parametrize(
    ("tables", "reason"),
    [
        (NOT_OURS, "another application"),
        (NOT_OURS + "CREATE TABLE users (id int, email text)", "another application"),
        ("CREATE TABLE users (id int, email text)", "another application"),
        ("CREATE TABLE alembic_version (version_num varchar(32))", "a migration is missing"),
        ("CREATE SCHEMA a CREATE TABLE users (auth_epoch int)", "in the schema a, which this role"),
    ],
)
async def test_not_ready_on_the_database_of_another_application(
    empty_database_url: str,
    connect: Connect,
    caplog: pytest.LogCaptureFixture,
    tables: str,
    reason: str,
) -> None:
    """Its revision is as unknown as that of a later release."""
    await (await connect(empty_database_url)).execute(tables)
    app = create_app(Settings(DATABASE_URL=empty_database_url, SECRET_KEY=SECRET_KEY))
    async with client_of(app) as client:
        response = await client.get("/health/ready")
    assert_error(response, 503, "service_unavailable")
    assert "Run `stylipp" in response.json()["detail"]
    assert reason in caplog.text


ENABLE_ON_ALL = """
    DO $$ DECLARE name text; BEGIN
        FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
            EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        END LOOP;
    END $$;
"""
VANISH = "rows vanish that were just inserted"
SKIP = "CREATE FUNCTION skip() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;"
REFUSE = "CREATE FUNCTION no() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no'; END $$;"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (ENABLE_ON_ALL, "hides the rows of alembic_version"),
        ("ALTER TABLE users ENABLE ROW LEVEL SECURITY", "hides rows of users from {role}"),
        ("ALTER TABLE audit_events ENABLE ROW LEVEL SECURITY", "hides rows of audit_events"),
        (
            "ALTER TABLE users ENABLE ROW LEVEL SECURITY; CREATE POLICY one ON users USING (false)"
            " WITH CHECK (true)",
            "hides rows of users",
        ),
        (
            "ALTER TABLE users ENABLE ROW LEVEL SECURITY; CREATE POLICY r ON users FOR SELECT"
            " USING (true); CREATE POLICY w ON users FOR INSERT WITH CHECK (true)",
            "hides rows of users",
        ),
        ("REVOKE INSERT ON sessions FROM {role}", "{role} lacks INSERT on sessions"),
        ("REVOKE DELETE ON rate_limits FROM {role}", "{role} lacks DELETE on rate_limits"),
        ("REVOKE SELECT ON users FROM {role}", "{role} lacks SELECT on users"),
        ("REVOKE SELECT ON alembic_version FROM {role}", "lacks SELECT on alembic_version"),
        ("REVOKE USAGE ON SCHEMA public FROM PUBLIC", "in the schema public, which this role"),
        ("ALTER ROLE {role} SET search_path = nothing", "in the schema public, which this role"),
        ("DROP TABLE one_time_tokens", "the table one_time_tokens is missing"),
        ("ALTER TABLE sessions DROP COLUMN device", "column sessions.device does not exist"),
        ("DELETE FROM alembic_version", "does not say how far they are migrated"),
        ("DROP TABLE alembic_version", "does not say how far they are migrated"),
        (f"{REFUSE} CREATE TRIGGER no BEFORE INSERT ON users EXECUTE FUNCTION no()", "P0001"),
        (
            f"{SKIP} CREATE TRIGGER skip BEFORE INSERT ON users FOR EACH ROW EXECUTE FUNCTION skip()",
            VANISH,
        ),
        (
            f"{SKIP} CREATE TRIGGER skip BEFORE INSERT ON sessions FOR EACH ROW EXECUTE FUNCTION skip()",
            VANISH,
        ),
        ("ALTER TABLE users ADD COLUMN tenant int NOT NULL", 'column "tenant" of relation "users"'),
        ("ALTER TABLE email_outbox ADD COLUMN tenant int NOT NULL", 'of relation "email_outbox"'),
        (
            "CREATE SCHEMA a; CREATE TABLE a.sessions (id int); GRANT USAGE ON SCHEMA a TO {role};"
            " ALTER ROLE {role} SET search_path = a, public",
            "finds sessions in the schema a, but alembic_version in public",
        ),
        ("ALTER ROLE {role} SET default_transaction_read_only = on", "accepts no writes"),
    ],
)
async def test_not_ready_while_the_role_cannot_do_what_requests_do(
    databases: Databases,
    connect: Connect,
    caplog: pytest.LogCaptureFixture,
    change: str,
    reason: str,
) -> None:
    """The reason is logged once, and reaches no client."""
    url = await databases.create_migrated()
    sql = await connect(url)
    async with api_role(sql, url) as role:
        await sql.execute(change.replace("{role}", role.name))
        app = create_app(Settings(DATABASE_URL=role.url, SECRET_KEY=SECRET_KEY))
        async with client_of(app) as client:
            for _ in range(3):
                response = await client.get("/health/ready")
                assert_error(response, 503, "service_unavailable")
                assert role.name not in response.text
    said = [r.getMessage() for r in caplog.records if "Not ready" in r.getMessage()]
    assert len(said) == 1
    assert reason.format(role=role.name) in said[0]
    assert await sql.fetchval("SELECT count(*) FROM users") == 0


@pytest.mark.parametrize(
    "change",
    [
        # The owner's role is not subject to row-level security, and neither is one with BYPASSRLS.
        f"{ENABLE_ON_ALL} ALTER ROLE {{role}} BYPASSRLS",
        "ALTER TABLE users ENABLE ROW LEVEL SECURITY; CREATE POLICY all_rows ON users TO {role}"
        " USING (true) WITH CHECK (true)",
        "INSERT INTO alembic_version VALUES ('9b1c7e2f4a55')",
        # Fits accounts, but not the row that the probe tries.
        "ALTER TABLE users ADD CHECK (email LIKE '%@%')",
        "CREATE TABLE people (id uuid PRIMARY KEY); GRANT ALL ON people TO {role};"
        " ALTER TABLE users ADD FOREIGN KEY (id) REFERENCES people",
        "ALTER TABLE users ADD COLUMN tenant int NOT NULL DEFAULT 1",
        "ALTER TABLE sessions ALTER COLUMN device SET NOT NULL",
    ],
)
async def test_ready_if_the_role_can_do_what_requests_do(
    databases: Databases, connect: Connect, change: str
) -> None:
    url = await databases.create_migrated()
    sql = await connect(url)
    async with api_role(sql, url) as role:
        await sql.execute(change.replace("{role}", role.name))
        app = create_app(Settings(DATABASE_URL=role.url, SECRET_KEY=SECRET_KEY))
        async with client_of(app) as client:
            assert (await client.get("/health/ready")).status_code == 200


@pytest.fixture
def fresh(app: FastAPI) -> Iterator[FastAPI]:
    """The application, as if it had not been probed yet."""
    before = app.state.readiness
    app.state.readiness = Readiness(app.state.database)
    yield app
    app.state.readiness = before


def has_written(statements: list[str]) -> bool:
    return any("INSERT INTO users" in statement for statement in statements)


async def test_the_first_probe_writes_and_leaves_nothing_and_later_ones_read(
    client: httpx.AsyncClient, fresh: FastAPI, sql: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    with count_statements(fresh) as statements:
        assert (await client.get("/health/ready")).status_code == 200
    assert has_written(statements)
    assert "COMMIT" not in statements
    assert await dump(sql) == ""
    engine = fresh.state.database.engine
    held = [await engine.connect() for _ in range(10)]  # as by requests that wait for a lock
    try:
        with count_statements(fresh) as statements:
            assert (await client.get("/health/ready")).status_code == 200
    finally:
        for connection in held:
            await connection.close()
    assert len(statements) == 2


async def test_probes_at_the_same_time_share_one_attempt(
    client: httpx.AsyncClient, fresh: FastAPI
) -> None:
    with count_statements(fresh) as statements:
        responses = await asyncio.gather(*(client.get("/health/ready") for _ in range(20)))
    assert {response.status_code for response in responses} == {200}
    assert sum("INSERT INTO users" in statement for statement in statements) == 1


async def test_a_probe_writes_again_after_a_failure(
    client: httpx.AsyncClient,
    fresh: FastAPI,
    sql: "asyncpg.Connection[asyncpg.Record]",
    caplog: pytest.LogCaptureFixture,
) -> None:
    assert (await client.get("/health/ready")).status_code == 200
    await sql.execute("ALTER TABLE sessions RENAME TO sessions_away")
    try:
        for _ in range(2):
            response = await client.get("/health/ready")
            assert_error(response, 503, "service_unavailable")
    finally:
        await sql.execute("ALTER TABLE sessions_away RENAME TO sessions")
    with count_statements(fresh) as statements:
        assert (await client.get("/health/ready")).status_code == 200
    assert has_written(statements)
    said = [r.getMessage() for r in caplog.records if r.name.startswith("src.features.health")]
    assert said == [
        "Not ready, because of the database: the table sessions is missing.",
        "Ready again.",
    ]


async def test_a_process_stays_ready_while_a_migration_holds_a_table(
    client: httpx.AsyncClient, fresh: FastAPI, sql: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    """All processes have the same database: otherwise, none would be left to answer."""
    assert (await client.get("/health/ready")).status_code == 200
    async with sql.transaction():
        await sql.execute("LOCK TABLE audit_events IN ACCESS EXCLUSIVE MODE")
        assert (await client.get("/health/ready")).status_code == 200
    with count_statements(fresh) as statements:
        assert (await client.get("/health/ready")).status_code == 200
    assert not has_written(statements)


async def test_a_probe_notices_at_once_that_row_level_security_was_enabled(
    databases: Databases, connect: Connect
) -> None:
    """A button at hosting providers, and no probe fails before."""
    url = await databases.create_migrated()
    sql = await connect(url)
    async with api_role(sql, url) as role:
        app = create_app(Settings(DATABASE_URL=role.url, SECRET_KEY=SECRET_KEY))
        async with client_of(app) as client:
            assert (await client.get("/health/ready")).status_code == 200
            await sql.execute("ALTER TABLE users ENABLE ROW LEVEL SECURITY")
            assert_error(await client.get("/health/ready"), 503, "service_unavailable")
            await sql.execute("ALTER TABLE users DISABLE ROW LEVEL SECURITY")
            assert (await client.get("/health/ready")).status_code == 200


async def test_a_probe_writes_again_once_another_database_has_taken_the_place(
    databases: Databases, connect: Connect
) -> None:
    """As after restoring a dump: no probe fails before."""
    url, restored = await databases.create_migrated(), await databases.create_migrated()
    name, restored_name = (urlsplit(address).path[1:] for address in (url, restored))
    sql = await connect(databases.server_url)
    app = create_app(Settings(DATABASE_URL=url, SECRET_KEY=SECRET_KEY))
    async with client_of(app) as client:
        assert (await client.get("/health/ready")).status_code == 200
        for task in app.state.process.background_tasks:
            task.cancel()
        for old, new in ((name, f"{name}_old"), (restored_name, name)):
            end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1"
            await sql.execute(end, old)
            await sql.execute(f"ALTER DATABASE {old} RENAME TO {new}")
        databases.names[databases.names.index(restored_name)] = f"{name}_old"
        with count_statements(app) as statements:
            assert (await client.get("/health/ready")).status_code == 200
        assert has_written(statements)


async def test_a_process_that_shuts_down_asks_no_database(
    client: httpx.AsyncClient, app: FastAPI
) -> None:
    app.state.process.is_draining = True
    try:
        with count_statements(app) as statements:
            assert_error(await client.get("/health/ready"), 503, "service_unavailable")
    finally:
        app.state.process.is_draining = False
    assert statements == []
