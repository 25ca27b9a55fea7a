"""`stylipp check`: in real processes, against real servers and against none."""

import asyncio
import contextlib
import os
import re
import socket
import ssl
import subprocess
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from src.cli.checks.database import check_database
from src.cli.checks.line import Mark
from src.cli.checks.mail import check_mail
from src.cli.checks.settings import check_settings
from src.core.config import ENV_FILE, Settings
from src.core.env_file import read_env_file
from tests.conftest import Connect, Databases
from tests.faults.cluster import PGBOUNCER, clusters, pgbouncer
from tests.helpers import SECRET_KEY
from tests.processes import BIN, run, serving_api, unused_port

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
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "certificate.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    path.write_bytes(signed.public_bytes(serialization.Encoding.PEM) + secret)
    return path


@pytest.fixture
def silent_port() -> Iterator[int]:
    """A port that accepts connections and never answers."""
    with contextlib.closing(socket.create_server(("127.0.0.1", 0))) as server:
        yield server.getsockname()[1]


async def test_a_good_installation_passes_every_check(
    database_url: str, tmp_path: Path, smtp_port: int
) -> None:
    port = unused_port()
    code, text = await asyncio.to_thread(
        check,
        DATABASE_URL=database_url,
        SMTP_URL=f"smtp://127.0.0.1:{smtp_port}",
        METRICS_PORT=str(port),
    )
    assert code == 0, text
    assert {line[0] for line in text.splitlines()} == {"✓"}
    assert "PostgreSQL 1" in line("database", text)
    assert "can read and write all tables" in line("role", text)
    assert line("mail", text) == f"✓ mail 127.0.0.1:{smtp_port} accepts connections"
    assert line("metrics", text) == f"✓ metrics 127.0.0.1:{port} is free"
    assert "\x1b" not in text
    with serving_api(database_url, tmp_path, METRICS_PORT=str(port)):
        code, text = check(DATABASE_URL=database_url, METRICS_PORT=str(port))
    assert (code, line("metrics", text)) == (
        0,
        f"✓ metrics 127.0.0.1:{port}, served by a running API",
    )
    assert line("mail", text).startswith("! mail written to ")


def test_a_missing_root_certificate_is_reported() -> None:
    _, text = check(
        DATABASE_URL="postgresql://a:b@127.0.0.1/c?sslmode=verify-full", HOME="/nowhere"
    )
    assert line("database", text).endswith("to DATABASE_URL: &sslrootcert=/path/to/ca.crt")


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


async def test_a_database_without_tables_must_be_migrated(empty_database_url: str) -> None:
    code, text = check(DATABASE_URL=empty_database_url)
    assert code == 1
    assert line("migrations", text).endswith("Run `stylipp migrate`.")
    assert line("role", text).endswith("; privileges are checked once the tables exist")
    assert line("database", text).startswith("✓")
    assert line("clock", text).startswith("✓")


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
        assert "read-only Use the primary" in line("database", check(DATABASE_URL=reader)[1])
    finally:
        await sql.execute(f"DROP OWNED BY {name}; DROP ROLE {name}")


def test_unreachable_servers_are_reported(silent_port: int) -> None:
    code, text = check(
        DATABASE_URL=f"postgresql://u:{PASSWORD}@127.0.0.1:1/d",
        SMTP_URL=f"smtp://u:{PASSWORD}@127.0.0.1:{silent_port}",
        METRICS_PORT=str(silent_port),
    )
    assert code == 1
    assert "Check DATABASE_URL, and that PostgreSQL is reachable." in line("database", text)
    assert "failed (TimeoutError)" in line("mail", text)
    assert line("metrics", text).endswith(
        "Address already in use Choose another METRICS_PORT or METRICS_HOST."
    )
    assert "Traceback" not in text


async def test_a_mail_login_is_tried(certificate: Path) -> None:
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(certificate)
    async with guarding(tls) as port:
        where = f"localhost:{port}"
        for password, expected in (
            (PASSWORD, f"✓ mail {where} accepts the login"),
            (f"{PASSWORD}x", f"✗ mail {where} rejects the login Check user and password"),
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
    assert line("mail", text).startswith(f"✗ mail the connection to 127.0.0.1:{smtp_port} failed")
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
async def test_commands_go_through_pgbouncer(tmp_path: Path) -> None:
    with clusters() as make:
        cluster = make()
        await asyncio.to_thread(cluster.create)
        with pgbouncer(cluster.url, cluster.account, cluster.data.parent, servers=1) as url:
            code, table = check(
                DATABASE_URL=url, DATABASE_POOLER="pgbouncer", DATA_DIR=str(tmp_path)
            )
            listed = run("stylipp", "users", "list", DATABASE_URL=url, DATABASE_POOLER="pgbouncer")
    assert code == 0, table
    assert "PostgreSQL 18" in line("database", table)
    assert listed.returncode == 0, listed.stdout


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
