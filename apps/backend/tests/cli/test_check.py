"""`stylipp check`: in real processes, against real servers and against none."""

import asyncio
import contextlib
import dataclasses
import os
import re
import socket
import ssl
import subprocess
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from uuid import UUID

import asyncpg
import httpx
import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from src.cli.checks.database import check_database
from src.cli.checks.line import Mark
from src.cli.checks.mail import check_mail
from src.cli.checks.settings import check_settings
from src.cli.checks.web_app import check_web_app
from src.core.config import ENV_FILE, Settings
from src.core.env_file import read_env_file
from src.core.oidc_providers import ProviderSettings
from src.core.vault import Vault
from src.core.web import web_build
from tests.certificates import server_tls, write_certificate
from tests.conftest import Connect, Databases, dump, in_database
from tests.faults.cluster import PGBOUNCER, clusters, pgbouncer
from tests.features.two_step.two_step import add_passkey
from tests.helpers import SECRET_KEY
from tests.processes import BIN, StartError, run, running_api, serving_api, unused_port
from tests.roles import api_role
from tests.web_builds import write_build

PASSWORD = "hunter2hunter2"


def check(SECRET_KEY: str = SECRET_KEY, **settings: str) -> tuple[int, str]:  # noqa: N803
    finished = run("stylipp", "check", SECRET_KEY=SECRET_KEY, **settings)  # type: ignore[arg-type]
    assert PASSWORD not in finished.stdout
    assert SECRET_KEY not in finished.stdout
    return finished.returncode, finished.stdout


def line(name: str, text: str) -> str:
    """Return a line of the table, with its advice."""
    lines = text.splitlines()
    (index,) = [i for i, line in enumerate(lines) if line[2:].startswith(f"{name} ")]
    advice = lines[index + 1 : index + 2]
    has_advice = bool(advice) and advice[0].startswith(" ")
    return " ".join([*lines[index].split(), *(advice[0].split() if has_advice else [])])


class Guard:
    """An SMTP server that knows one login."""

    async def handle_DATA(  # noqa: N802
        self, _server: SMTP, _session: Session, _envelope: Envelope
    ) -> str:
        raise AssertionError("a mail was sent")

    def authenticate(
        self, _server: SMTP, _session: Session, _envelope: Envelope, _kind: str, data: object
    ) -> AuthResult:
        return AuthResult(
            success=getattr(data, "password", b"") == PASSWORD.encode(), handled=False
        )


@contextlib.asynccontextmanager
async def guarding(tls: ssl.SSLContext | None = None) -> AsyncIterator[int]:
    loop, guard = asyncio.get_running_loop(), Guard()

    def peer() -> SMTP:
        return SMTP(guard, loop=loop, authenticator=guard.authenticate, auth_require_tls=False)

    server = await loop.create_server(peer, "127.0.0.1", 0, ssl=tls)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        await server.wait_closed()


@pytest.fixture
async def smtp_port() -> AsyncIterator[int]:
    async with guarding() as port:
        yield port


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A self-signed certificate of localhost, with its key."""
    return write_certificate(tmp_path / "certificate.pem")


@pytest.fixture
def silent_port() -> Iterator[int]:
    """A port that accepts connections and never answers."""
    with contextlib.closing(socket.create_server(("127.0.0.1", 0))) as server:
        yield server.getsockname()[1]


async def test_a_good_installation_passes_every_check(
    database_url: str,
    sql: "asyncpg.Connection[asyncpg.Record]",
    tmp_path: Path,
    smtp_port: int,
) -> None:
    port = unused_port()
    code, text = await asyncio.to_thread(
        check,
        DATABASE_URL=database_url,
        SMTP_URL=f"smtp://127.0.0.1:{smtp_port}",
        METRICS_PORT=str(port),
    )
    assert code == 0, text
    is_durable = {await sql.fetchval(f"SHOW {name}") for name in ("fsync", "synchronous_commit")}
    lines = [line for line in text.splitlines() if line[0] != " "]
    # The server of the tests writes faster than it should.
    expected = {"✓"} if is_durable == {"on"} else {"✓", "!"}
    assert {line[0] for line in lines} == expected
    assert [line for line in lines if line[0] == "!" and " parameters " not in line] == []
    assert await dump(sql) == ""
    assert "PostgreSQL 1" in line("database", text)
    assert "can read and write all tables" in line("role", text)
    assert line("mail", text) == f"✓ mail 127.0.0.1:{smtp_port} accepts mail, not encrypted"
    assert line("metrics", text) == f"✓ metrics 127.0.0.1:{port} is free"
    assert "\x1b" not in text
    with serving_api(database_url, tmp_path, METRICS_PORT=str(port)):
        code, text = check(DATABASE_URL=database_url, METRICS_PORT=str(port))
    assert (code, line("metrics", text)) == (
        0,
        f"✓ metrics 127.0.0.1:{port}, served by a running API",
    )
    assert line("mail", text).startswith("! mail written to ")


def test_a_bad_setting_ends_the_table() -> None:
    code, text = check(DATABASE_URL=f"mysql://u:{PASSWORD}@host/d")
    assert code == 1
    assert text.startswith("✗ settings    DATABASE_URL must be a PostgreSQL URL, not mysql")
    assert "Correct it in the environment or in " in text


def test_a_misspelled_setting_is_a_note() -> None:
    unreachable = f"postgresql://a:b@127.0.0.1:{unused_port()}/c"
    _, text = check(DATABASE_URL=unreachable, CORS_ORIGIN=PASSWORD, XDG_DATA_DIRS="/usr/share")
    assert "! settings    CORS_ORIGIN, in the environment, is no setting" in text
    assert "Perhaps CORS_ORIGINS is meant." in text
    assert text.count("is no setting") == 1


def test_lines_of_the_env_file_without_effect_are_notes(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text(
        f"DATABASE_URI=postgresql://u:{PASSWORD}@h/d\n"
        f"# a comment\nVITE_API={PASSWORD}\nTEST_DATABASE_URL={PASSWORD}\n"
        f"DEBUG=true\nSMTP_URL=smtp://u:${{{PASSWORD}}}@h\ndebug=false\n"
        f"{PASSWORD}==\n"
    )
    _, *lines = check_settings(Settings(), read_env_file(file), {})
    found = [f"{line.mark} {line.finding} {line.advice}".strip() for line in lines]
    place = f"in {ENV_FILE},"
    assert found == [
        f"! DATABASE_URI, line 1 {place} is no setting Perhaps DATABASE_URL is meant.",
        f"! VITE_API, line 3 {place} is no setting",
        f"! DEBUG, line 5 {place} is replaced by line 7",
        f"! SMTP_URL, line 6 {place} contains ${{…}}, which is not replaced Write the value itself.",
        f"! line 8 {place} is no setting",
    ]


@pytest.mark.parametrize(
    ("settings", "finding"),
    [
        ({"SECRET_KEY": SECRET_KEY}, "SECRET_KEY is set, but DATABASE_URL is not"),
        ({"TRUSTED_PROXIES": "10.0.0.0/8, 0.0.0.0/0"}, "TRUSTED_PROXIES contains every address"),
        ({"TRUSTED_PROXIES": "::/0"}, "TRUSTED_PROXIES contains every address"),
        (
            {"FRONTEND_URL": "http://stylipp.com", "COOKIE_SECURE": "true"},
            "FRONTEND_URL begins with http://",
        ),
        ({"FRONTEND_URL": "http://stylipp.com"}, ""),
        ({"FRONTEND_URL": "http://localhost:5173", "COOKIE_SECURE": "true"}, ""),
        ({"TRUSTED_PROXIES": "10.0.0.0/8", "COOKIE_SECURE": "true"}, ""),
        (
            {
                "DATABASE_URL": "postgresql://h/d",
                "SECRET_KEY": SECRET_KEY,
                "API_URL": "http://api.stylipp.com",
            },
            "API_URL begins with http://",
        ),
        ({"DATABASE_URL": "postgresql://h/d", "SECRET_KEY": SECRET_KEY}, ""),
    ],
)
def test_settings_that_are_probably_not_meant_are_notes(
    settings: dict[str, Any], finding: str
) -> None:
    good, *found = check_settings(Settings(**settings), [], {})
    assert good.mark == Mark.GOOD
    assert [note.finding.startswith(finding) for note in found] == ([True] if finding else [])
    assert all(note.mark == Mark.NOTE and note.advice for note in found)


def test_the_web_app_is_found_or_what_to_do_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web_build, "FOLDERS", (tmp_path,))
    auto = Settings(WEB_APP="auto")
    missing = check_web_app(auto)
    assert (missing.mark, "WEB_APP=off" in missing.advice) == (Mark.NOTE, True)
    write_build(tmp_path)
    assert check_web_app(auto) == (Mark.GOOD, "web app", f"4 pages, from {tmp_path}", "")
    off = check_web_app(Settings(WEB_APP="off"))
    assert (off.mark, off.finding) == (Mark.GOOD, "off: not served here")
    (tmp_path / "pages.json").write_text("{}")
    broken = check_web_app(auto)
    assert (broken.mark, broken.advice) == (Mark.BAD, "Build it again.")
    assert broken.finding == f"unusable: {tmp_path}/pages.json is no list of pages"
    write_build(tmp_path)
    (tmp_path / "index.html").write_bytes(b"")
    assert check_web_app(auto).finding == f"unusable: {tmp_path}/index.html names no script"


async def test_a_database_without_tables_must_be_migrated(empty_database_url: str) -> None:
    code, text = check(DATABASE_URL=empty_database_url)
    assert code == 1
    assert line("migrations", text).endswith("Run `stylipp migrate`.")
    assert line("role", text).endswith("; privileges are checked once the tables exist")
    assert line("database", text).startswith("✓")
    assert line("clock", text).startswith("✓")
    for name in ("passkeys", "two-step", "identities", "photos"):
        assert line(name, text) == f"! {name} counted once the tables can be read"


async def test_a_database_that_is_ahead_is_noted(databases: Databases, connect: Connect) -> None:
    """The next release has migrated it, and this one works on; it cannot migrate."""
    url = await databases.create_migrated()
    sql = await connect(url)
    await sql.execute("UPDATE alembic_version SET version_num = 'd3497638af58'")
    code, text = check(DATABASE_URL=url)
    assert code == 0
    finding = "the database is ahead of this checkout (revision d3497638af58)"
    way_out = "se the release or the branch that has it"
    assert line("migrations", text) == f"! migrations {finding} U{way_out}."
    finished = run("stylipp", "migrate", DATABASE_URL=url)
    assert (finished.returncode, finished.stdout) == (1, f"Not migrated: {finding}: u{way_out}\n")


async def checked(url: str, name: str, **changes: Any) -> str:
    """Return one line of the table, with its advice, without starting a process."""
    settings = Settings(DATABASE_URL=url, SECRET_KEY=SECRET_KEY, **changes)
    lines = {line.name: line async for line in check_database(settings)}
    return " ".join(lines[name]).strip()


ENABLE_ON_ALL = """
    DO $$ DECLARE name text; BEGIN
        FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
            EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        END LOOP;
    END $$;
"""


@pytest.mark.parametrize(
    ("change", "name", "expected"),
    [
        (ENABLE_ON_ALL, "role", "✗ role row-level security hides rows of alembic_version, audit"),
        (ENABLE_ON_ALL, "role", "ALTER ROLE {role} BYPASSRLS;"),
        (ENABLE_ON_ALL, "migrations", "✗ migrations row-level security hides the rows of alembic"),
        (
            "ALTER TABLE users ENABLE ROW LEVEL SECURITY",
            "role",
            "✗ role row-level security hides rows of users from {role}",
        ),
        (
            "ALTER TABLE users ENABLE ROW LEVEL SECURITY; CREATE POLICY all_rows ON users TO {role}"
            " USING (true)",
            "role",
            "! role {role} can read and write all tables, but row-level security decides which rows"
            " of users",
        ),
        ("REVOKE SELECT ON alembic_version FROM {role}", "role", "lacks SELECT on alembic_version"),
        ("DROP TABLE sessions", "role", "; privileges are checked once the tables exist"),
        ("DROP TABLE sessions", "migrations", "but the table sessions is missing Restore"),
        ("DELETE FROM alembic_version", "migrations", "✗ migrations the tables exist, but"),
        (
            "INSERT INTO alembic_version VALUES ('9b1c7e2f4a55')",
            "migrations",
            "! migrations all applied, but alembic_version is shared with another application:",
        ),
        (
            "UPDATE alembic_version SET version_num = '9b1c7e2f4a55'; ALTER TABLE users DROP auth_epoch",
            "migrations",
            "✗ migrations another application uses the database, alembic_version has 9b1c7e2f4a55",
        ),
        (
            "ALTER ROLE {role} SET search_path = nothing",
            "migrations",
            "✗ migrations the tables are in the schema public, which this role does not search",
        ),
        (
            "CREATE SCHEMA a; CREATE TABLE a.sessions (id int); GRANT USAGE ON SCHEMA a TO {role};"
            " GRANT ALL ON a.sessions TO {role}; ALTER ROLE {role} SET search_path = a, public",
            "role",
            "finds sessions in the schema a, but alembic_version in public Put public first in",
        ),
        (
            "ALTER ROLE {role} SET search_path = nothing",
            "migrations",
            "GRANT USAGE ON SCHEMA public to the role, and set the role's search_path;",
        ),
    ],
)
async def test_tables_that_the_role_cannot_use_are_reported(
    databases: Databases, connect: Connect, change: str, name: str, expected: str
) -> None:
    url = await databases.create_migrated()
    sql = await connect(url)
    async with api_role(sql, url) as role:
        await sql.execute(change.replace("{role}", role.name))
        assert expected.replace("{role}", role.name) in await checked(role.url, name)


async def test_a_schema_of_the_address_is_to_be_changed_there(
    databases: Databases, connect: Connect
) -> None:
    url = await databases.create_migrated()
    separator = "&" if "?" in url else "?"
    for parameters in ("schema=nowhere", "options=-c%20search_path%3Dnowhere"):
        wrong = f"{url}{separator}{parameters}"
        found = await checked(wrong, "migrations")
        assert "and set the search_path in the address, which counts more than the role's" in found
        migrated = await asyncio.to_thread(run, "stylipp", "migrate", DATABASE_URL=wrong)
        assert migrated.returncode == 1
        assert "no schema of the search_path exists, or the role may not use it" in migrated.stdout
        assert "CREATE SCHEMA" in migrated.stdout


async def test_a_table_that_is_locked_ends_no_other_check(
    databases: Databases, connect: Connect
) -> None:
    url = await databases.create_migrated()
    sql = await connect(url)
    async with sql.transaction():
        await sql.execute("LOCK TABLE audit_events IN ACCESS EXCLUSIVE MODE")
        code, table = await asyncio.to_thread(check, DATABASE_URL=url)
    assert code == 1
    expected = (
        "lock timeout (55P03) A migration or another transaction holds a table: run it again."
    )
    assert line("role", table).startswith("✗")
    assert line("role", table).endswith(expected)
    assert line("clock", table).startswith("✓")


async def test_roles_that_may_read_the_tables_are_reported(
    databases: Databases, connect: Connect
) -> None:
    """As on Supabase, whose default privileges give every new table to the roles of its REST API."""
    url = await databases.create_migrated()
    sql = await connect(url)
    good = "✓ access no other role may read or write the tables"
    anon, reader, gate = "anon", f"reader_{unused_port()}", f"authenticator_{unused_port()}"
    async with api_role(sql, url) as role:
        assert await checked(role.url, "access") == good
        await sql.execute(
            f"CREATE ROLE {reader} LOGIN; CREATE ROLE {anon}; CREATE ROLE {gate} LOGIN"
        )
        try:
            for statement, finding in (
                (f"GRANT pg_read_all_data TO {reader}", good),
                (f"REVOKE pg_read_all_data FROM {reader}", good),
                (f"GRANT {role.name} TO {reader}", good),
                (f"REVOKE {role.name} FROM {reader}", good),
                (f"GRANT SELECT ON users TO {anon}", f"✗ {anon}"),
                (f"GRANT {anon} TO {gate}", f"✗ {anon}, {gate}"),
                (f"REVOKE SELECT ON users FROM {anon}", good),
                (f"GRANT SELECT (email) ON users TO {reader}", f"! {reader}"),
                (f"REVOKE ALL (email) ON users FROM {reader}", good),
                (f"GRANT UPDATE ON users TO {reader}", f"! {reader}"),
                ("ALTER TABLE users ENABLE ROW LEVEL SECURITY", good),
                ("CREATE POLICY p ON users USING (true)", f"! {reader}"),
                (f"DROP POLICY p ON users; ALTER ROLE {reader} BYPASSRLS", f"! {reader}"),
                ("ALTER TABLE users DISABLE ROW LEVEL SECURITY", f"! {reader}"),
                (f"REVOKE UPDATE ON users FROM {reader}; ALTER ROLE {reader} NOBYPASSRLS", good),
                (f"GRANT TRUNCATE ON users TO {reader}", f"! {reader}"),
                ("ALTER TABLE users ENABLE ROW LEVEL SECURITY", f"! {reader}"),
                ("ALTER TABLE users DISABLE ROW LEVEL SECURITY", f"! {reader}"),
                (f"REVOKE TRUNCATE ON users FROM {reader}", good),
                (f"GRANT SELECT ON alembic_version TO {reader}", good),
                (f"GRANT UPDATE ON alembic_version TO {reader}", f"! {reader}"),
                (f"REVOKE ALL ON alembic_version FROM {reader}", good),
                ("GRANT DELETE ON users TO PUBLIC", "✗ PUBLIC"),
                ("REVOKE DELETE ON users FROM PUBLIC", good),
                ("GRANT SELECT ON sessions TO PUBLIC", "✗ PUBLIC"),
            ):
                await sql.execute(statement)
                mark, _, names = finding.partition(" ")
                line = await checked(role.url, "access")
                if finding == good:
                    assert line == good, statement
                else:
                    assert line.startswith(f"{mark} access others may read or write"), statement
                    assert f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {names};" in line
        finally:
            for name in (gate, reader, anon):
                await sql.execute(f"DROP OWNED BY {name}; DROP ROLE {name}")


@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        (
            "session_replication_role = 'replica'",
            "✗ parameters session_replication_role is replica",
        ),
        (
            "transaction_timeout = 900",
            "✗ parameters transaction_timeout is 900: requests are ended",
        ),
        (
            "synchronous_commit = off",
            "! parameters synchronous_commit is off: if the server crashes",
        ),
    ],
)
async def test_parameters_that_the_api_cannot_set_are_reported(
    databases: Databases, connect: Connect, setting: str, expected: str
) -> None:
    url = await databases.create_migrated()
    sql = await connect(url)
    name = setting.split()[0]
    if not await sql.fetchval("SELECT current_setting($1, true)", name):
        pytest.skip("PostgreSQL 17 has it")
    async with api_role(sql, url) as role:
        await sql.execute(f"ALTER ROLE {role.name} SET {setting}")
        found = await checked(role.url, "parameters")
        assert found.startswith(expected)
        assert f"ALTER ROLE {role.name} " in found


async def test_an_encoding_that_cannot_store_all_text_is_reported(
    databases: Databases, connect: Connect
) -> None:
    name = f"stylipp_test_latin1_{unused_port()}"
    sql = await connect(databases.server_url)
    await sql.execute(
        f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'LATIN1'"
        " LOCALE_PROVIDER libc LC_COLLATE 'C' LC_CTYPE 'C'"
    )
    databases.names.append(name)
    found = await checked(in_database(databases.server_url, name), "database")
    assert found.startswith("✗ database")
    assert "encoding LATIN1" in found


async def test_missing_privileges_are_reported_with_the_grant(
    databases: Databases, connect: Connect
) -> None:
    url = await databases.create_migrated()
    name = f"reader_{unused_port()}"
    sql = await connect(url)
    await sql.execute(f"CREATE ROLE {name} LOGIN PASSWORD '{PASSWORD}'")
    await sql.execute(f"GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA public TO {name}")
    try:
        parts = urlsplit(url)
        where = parts.netloc.rpartition("@")[2]
        reader = urlunsplit(parts._replace(netloc=f"{name}:{PASSWORD}@{where}"))
        code, text = check(DATABASE_URL=reader)
        assert code == 1
        await sql.execute(f"GRANT SELECT ON alembic_version TO {name}")
        expected = (
            rf"✗ role {name} lacks DELETE on \w+ As owner of the tables: GRANT SELECT, INSERT"
        )
        assert re.match(expected, line("role", text))
        await sql.execute(f"REVOKE ALL ON alembic_version FROM {name}")
        finished = run("stylipp", "migrate", DATABASE_URL=reader)
        assert finished.stdout.strip() == (
            "Not migrated: permission denied for table alembic_version (42501). "
            "Migrate as the role that owns the database and its tables."
        )
        wrong = urlunsplit(parts._replace(netloc=f"{name}:wrong{PASSWORD}@{where}"))
        code, text = check(DATABASE_URL=wrong)
        assert code == 1
        assert "password authentication failed" in line("database", text)
        await sql.execute(f"ALTER ROLE {name} SET default_transaction_read_only = on")
        found = line("database", check(DATABASE_URL=reader)[1])
        assert "read-only It is no standby: end default_transaction_read_only, which is" in found
        await sql.execute(f"ALTER ROLE {name} RESET ALL; ALTER ROLE {name} CONNECTION LIMIT 0")
        found = line("database", check(DATABASE_URL=reader)[1])
        assert "Raise the limit: ALTER ROLE … CONNECTION LIMIT" in found
        await sql.execute(f"ALTER ROLE {name} CONNECTION LIMIT -1")
        separator = "&" if "?" in reader else "?"
        found = line("database", check(DATABASE_URL=f"{reader}{separator}role=postgres")[1])
        assert "GRANT that role to the user of DATABASE_URL, or leave out role=" in found
    finally:
        await sql.execute(f"DROP OWNED BY {name}; DROP ROLE {name}")


@pytest.mark.parametrize("user", ["me@srv", f"me:{PASSWORD}@srv", f"{PASSWORD}x/y", "me?x=y"])
def test_no_command_shows_the_password_of_a_strange_address(user: str, tmp_path: Path) -> None:
    url = f"postgresql://{user}:{PASSWORD}@127.0.0.1:1/stylipp"
    texts = [check(DATABASE_URL=url)[1]]
    for command in (["migrate"], ["users", "list"]):
        texts.append(run("stylipp", *command, DATABASE_URL=url).stdout)
    # A refused address ends the server at its start.
    with contextlib.suppress(StartError), running_api(url, tmp_path) as server:
        assert httpx.get(f"{server.url}/health/ready").status_code == 503
    texts.append((tmp_path / "log").read_text())
    for text in texts:
        assert "127.0.0.1" in text or "percent-encoded" in text
        assert PASSWORD not in text
        assert "Traceback" not in text


def test_unreachable_servers_are_reported(silent_port: int) -> None:
    code, text = check(
        DATABASE_URL=f"postgresql://u:{PASSWORD}@127.0.0.1:1/d",
        SMTP_URL=f"smtp://u:{PASSWORD}@127.0.0.1:{silent_port}",
        METRICS_PORT=str(silent_port),
    )
    assert code == 1
    assert "Check DATABASE_URL, and that PostgreSQL is reachable." in line("database", text)
    assert "cannot be used (connect: TimeoutError)" in line("mail", text)
    assert line("metrics", text).endswith(
        "Address already in use Choose another METRICS_PORT or METRICS_HOST."
    )
    assert "Traceback" not in text


async def test_a_mail_login_is_tried(certificate: Path) -> None:
    async with guarding(server_tls(certificate)) as port:
        where = f"localhost:{port}"
        for password, expected in (
            (PASSWORD, f"✓ mail {where} accepts the login and mail, encrypted"),
            (f"{PASSWORD}x", f"✗ mail {where} rejects the login (535 5.7.8) Check user and"),
        ):
            _, text = await asyncio.to_thread(
                check, SMTP_URL=f"smtps://u:{password}@{where}", SSL_CERT_FILE=str(certificate)
            )
            assert line("mail", text).startswith(expected)


async def test_no_password_is_sent_without_encryption(smtp_port: int, silent_port: int) -> None:
    code, text = await asyncio.to_thread(
        check,
        DATABASE_URL=f"postgresql://127.0.0.1:{silent_port}/d?connect_timeout=1",
        SMTP_URL=f"smtp://u:{PASSWORD}@127.0.0.1:{smtp_port}",
    )
    assert code == 1
    assert line("mail", text).startswith(f"✗ mail 127.0.0.1:{smtp_port} offers no STARTTLS")
    assert line("database", text).startswith("✗")


def test_marks_are_colored_on_a_terminal_only() -> None:
    terminal, theirs = os.openpty()
    environment = {k: v for k, v in os.environ.items() if k != "NO_COLOR"}
    process = subprocess.Popen(
        [str(BIN / "stylipp"), "check"],
        env=environment | {"DATABASE_URL": "mysql://h/d"},
        stdout=theirs,
    )
    assert process.wait(30) == 1
    os.close(theirs)
    assert os.read(terminal, 4096).startswith("\x1b[31m✗\x1b[0m settings".encode())
    os.close(terminal)


@pytest.mark.skipif(
    PGBOUNCER is None, reason="PgBouncer is not installed: apt-get install pgbouncer"
)
async def test_commands_go_through_pgbouncer(tmp_path: Path, connect: Connect) -> None:
    with clusters() as make:
        cluster = make()
        await asyncio.to_thread(cluster.create)
        with pgbouncer(cluster.url, cluster.account, cluster.data.parent, servers=1) as url:
            code, table = check(
                DATABASE_URL=url, DATABASE_POOLER="pgbouncer", DATA_DIR=str(tmp_path)
            )
            listed = run("stylipp", "users", "list", DATABASE_URL=f"{url}?pgbouncer=true")
            refused = check(DATABASE_URL=f"{url}?pgbouncer=true&work_mem=1MB")[1]
            other_schema = check(DATABASE_URL=f"{url}?pgbouncer=true&schema=foo")[1]
            unset = check(DATABASE_URL=url)[1]
            swallowed = (
                "extra_float_digits,application_name,TimeZone,statement_timeout,lock_timeout,"
            )
        swallowed += "idle_in_transaction_session_timeout,idle_session_timeout,"
        swallowed += "default_transaction_isolation"
        with pgbouncer(
            cluster.url, cluster.account, cluster.data.parent, servers=1, ignored=swallowed
        ) as silent:
            first, second = (check(DATABASE_URL=silent)[1] for _ in range(2))
        assert code == 0, table
        assert "MIGRATION_DATABASE_URL is not set" in table
        found = line("parameters", first)
        assert found.startswith(
            "✗ parameters statement_timeout is 0, not 5000 as the API sets it A"
        )
        assert "pooler is in between: add pgbouncer=true to DATABASE_URL." in found
        # The statements of the first run are still there.
        assert "already exists (42P05) A pooler is in between" in " ".join(second.split())
        assert "PostgreSQL 18, through PgBouncer" in line("database", table)
        assert line("parameters", table).startswith("! parameters statement_timeout is 0: what")
        assert listed.returncode == 0, listed.stdout
        assert "work_mem; leave it out of the address, and set for the role what it says" in refused
        assert "search_path, here schema or currentSchema; leave it out" in other_schema
        assert "set DATABASE_POOLER=pgbouncer" in line("database", unset)
        # PgBouncer does not pass on what the API sets.
        sql = await connect(cluster.url)
        for setting, expected in (
            ("default_transaction_isolation = 'serializable'", "✗ parameters default_transaction"),
            ("lock_timeout = '5ms'", "✗ parameters lock_timeout is 5: requests are ended"),
        ):
            await sql.execute(f"ALTER ROLE postgres SET {setting}")
            with pgbouncer(cluster.url, cluster.account, cluster.data.parent, servers=1) as url:
                code, table = check(
                    DATABASE_URL=url, DATABASE_POOLER="pgbouncer", DATA_DIR=str(tmp_path)
                )
            assert code == 1
            assert line("parameters", table).startswith(expected)
            await sql.execute("ALTER ROLE postgres RESET ALL")


async def test_connected_accounts_of_providers_that_are_not_set_are_counted(
    databases: Databases, connect: Connect
) -> None:
    url = await databases.create_migrated()
    sql = await connect(url)
    assert await checked(url, "identities") == "✓ identities no connected accounts"
    await sql.execute("INSERT INTO users (id, email) VALUES (gen_random_uuid(), 'ada@example.com')")
    await sql.execute("""
        INSERT INTO identities (id, user_id, issuer, subject, provider)
        SELECT gen_random_uuid(), id, 'https://acme.example', 'ada', 'acme' FROM users
        """)
    acme = ProviderSettings("corp", "Acme", "https://acme.example", "me", "secret")
    settings = {"OIDC_PROVIDERS": {"corp": acme}, "API_URL": "https://api.example.com"}
    assert await checked(url, "identities", **settings) == "✓ identities 1 connected account"
    other = dataclasses.replace(acme, issuer="https://acme.example/")
    assert await checked(url, "identities", **settings | {"OIDC_PROVIDERS": {"acme": other}}) == (
        "! identities 1 connected account, of which some cannot log in: 1 of https://acme.example "
        "No provider in OIDC_PROVIDERS has that issuer, to the letter."
    )


async def test_passkeys_of_another_domain_are_counted(
    databases: Databases, connect: Connect
) -> None:
    url = await databases.create_migrated()
    sql = await connect(url)
    assert (
        await checked(url, "passkeys") == "✓ passkeys of stylipp.com, used on https://stylipp.com"
    )
    await sql.execute("INSERT INTO users (id, email) VALUES (gen_random_uuid(), 'ada@example.com')")
    await add_passkey(sql)
    await add_passkey(sql, "elsewhere.example")
    await add_passkey(sql, "elsewhere.example")
    assert await checked(url, "passkeys") == (
        "! passkeys 2 cannot be used: they belong to another domain than stylipp.com Set PASSKEY_RP_ID "
        "to that domain again, or have their owners add new ones."
    )


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (
            {"FRONTEND_URL": "http://192.0.2.1:8000"},
            "! passkeys none, because 192.0.2.1, the host of",
        ),
        (
            {"FRONTEND_URL": "http://[2001:db8::1]"},
            "! passkeys none, because 2001:db8::1, the host",
        ),
        (
            {"PASSKEY_ORIGINS": "https://app.stylipp.com, https://stylipp.de"},
            "! passkeys https://stylipp.com, of FRONTEND_URL, is not in PASSKEY_ORIGINS; not below "
            "stylipp.com: https://stylipp.de Passkeys are refused on the app's own pages: add their "
            "origin. Browsers accept other domains if https://stylipp.com/.well-known/webauthn lists them.",
        ),
        (
            {"FRONTEND_URL": "http://app.stylipp.com"},
            "! passkeys without https: http://app.stylipp.com Browsers allow passkeys without https on "
            "localhost only.",
        ),
        (
            {"FRONTEND_URL": "https://intranet"},
            "! passkeys intranet is a name without a dot Browsers may refuse it: use a full domain, or "
            "localhost.",
        ),
        (
            {"PASSKEY_RP_ID": "stylipp.com", "PASSKEY_ORIGINS": "https://app.stylipp.com"},
            "! passkeys https://stylipp.com, of FRONTEND_URL, is not in PASSKEY_ORIGINS Passkeys are "
            "refused on the app's own pages: add their origin.",
        ),
        (
            {
                "FRONTEND_URL": "http://localhost:8000/",
                "PASSKEY_ORIGINS": "http://localhost:8000,http://app.localhost",
            },
            "✓ passkeys of localhost, used on http://app.localhost, http://localhost:8000",
        ),
    ],
)
async def test_origins_on_which_passkeys_may_not_work_are_noted(
    database_url: str, app: object, changes: dict[str, str], expected: str
) -> None:
    assert (await checked(database_url, "passkeys", **changes)).startswith(expected)


async def test_keys_that_seal_authenticator_apps_are_counted(
    databases: Databases, connect: Connect
) -> None:
    url = await databases.create_migrated()
    sql = await connect(url)
    old, lost = "old-" + SECRET_KEY, "lost-" + SECRET_KEY
    pending = UUID(int=9)
    await sql.execute(f"INSERT INTO users (id, email) VALUES ('{pending}', '9@example.com')")
    await sql.execute(
        "INSERT INTO totp_secrets (id, user_id, sealed, key_id, is_confirmed, expires_at) "
        "VALUES ($1, $1, '', 'unknown', false, now() + interval '1 hour')",
        pending,
    )
    assert await checked(url, "two-step") == "✓ two-step no authenticator apps"
    for number, key in enumerate((SECRET_KEY, old, old, lost)):
        owner = UUID(int=number)
        key_id, sealed = Vault(key, None).seal(bytes(20), owner.bytes)
        await sql.execute(
            f"INSERT INTO users (id, email) VALUES ('{owner}', '{number}@example.com')"
        )
        await sql.execute(
            "INSERT INTO totp_secrets (id, user_id, sealed, key_id, is_confirmed) "
            "VALUES ($1, $1, $2, $3, true)",
            owner,
            sealed,
            key_id,
        )
    seals, lose = (
        "A running API seals their secrets",
        "SECRET_KEY_PREVIOUS to the key that was used",
    )
    for expected, previous in (
        (
            "! two-step 4 authenticator apps: 2 sealed with SECRET_KEY_PREVIOUS, 1 sealed with an unknown "
            f"key {seals} with SECRET_KEY within some minutes. Afterwards, set {lose}",
            old,
        ),
        (f"! two-step 4 authenticator apps: 3 sealed with an unknown key Set {lose}", None),
    ):
        found = await checked(url, "two-step", SECRET_KEY_PREVIOUS=previous)
        assert found.startswith(expected)
    await sql.execute(f"DELETE FROM users WHERE id = '{UUID(int=3)}'")
    found = await checked(url, "two-step", SECRET_KEY_PREVIOUS=old)
    assert found.startswith(
        f"! two-step 3 authenticator apps: 2 sealed with SECRET_KEY_PREVIOUS {seals}"
    )
    await sql.execute(f"DELETE FROM users WHERE id NOT IN ('{UUID(int=0)}', '{pending}')")
    good = "✓ two-step 1 authenticator app, sealed with SECRET_KEY"
    assert await checked(url, "two-step", SECRET_KEY_PREVIOUS=old) == good
    assert await checked(url, "two-step") == good


async def test_clocks_that_differ_are_found(empty_database_url: str, connect: Connect) -> None:
    sql = await connect(empty_database_url)
    name = await sql.fetchval("SELECT current_database()")
    await sql.execute("""
        CREATE FUNCTION public.clock_timestamp() RETURNS timestamptz
        LANGUAGE sql AS $$ SELECT now() - interval '1 hour' $$
    """)
    await sql.execute(f"ALTER DATABASE {name} SET search_path = public, pg_catalog")
    settings = Settings(DATABASE_URL=empty_database_url, SECRET_KEY=SECRET_KEY)
    lines = {line.name: line async for line in check_database(settings)}
    assert lines["clock"].mark is Mark.BAD
    assert re.search(r"\b36\d\d\.\d s\b", lines["clock"].finding)
    assert "NTP" in lines["clock"].advice


async def test_without_smtp_the_mail_folder_is_checked(tmp_path: Path) -> None:
    local = Settings(DATA_DIR=tmp_path)
    elsewhere = Settings(
        DATA_DIR=tmp_path, DATABASE_URL="postgresql://127.0.0.1/d", SECRET_KEY=SECRET_KEY
    )
    folder = tmp_path / "mail"
    assert (await check_mail(local)) == (Mark.GOOD, "mail", f"written to {folder}", "")
    mark, _, finding, advice = await check_mail(elsewhere)
    assert (mark, finding) == (Mark.NOTE, f"written to {folder}")
    assert "SMTP_URL" in advice
    folder.touch()
    for settings in (local, elsewhere):
        mark, _, finding, advice = await check_mail(settings)
        assert (mark, str(folder) in finding) == (Mark.BAD, True)
        assert "DATA_DIR" in advice
