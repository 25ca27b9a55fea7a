"""The checks of the database, and their advice."""

import asyncio
from collections.abc import AsyncGenerator
from datetime import UTC, datetime

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from src.cli.checks.access import check_access
from src.cli.checks.line import TIMEOUT_SECONDS, Line, Mark
from src.cli.checks.parameters import check_parameters
from src.core.config import Settings
from src.core.database import Database
from src.core.errors import ServiceUnavailable
from src.core.local.embedded import EmbeddedPostgresError
from src.core.local.local_mode import find_database
from src.core.migrations import (
    UNFIT,
    DatabaseAhead,
    DatabaseUnfit,
    MigrationFailed,
    Progress,
    head_revision,
)
from src.core.postgres.failures import DATABASE_AWAY
from src.features.auth.service.access_tokens import CLOCK_SECONDS
from src.features.health.service.tables import (
    TablesUnusable,
    advice_on_row_security,
    read_migrations,
    read_tables,
    write_tables,
)

VERSIONS = range(15, 19)

ADVICE = {
    "self-signed certificate": "Add the CA's certificate to DATABASE_URL: "
    "&sslrootcert=/path/to/ca.crt; or encrypt without verifying: sslmode=require",
    "certificate verify failed": "Check the host in DATABASE_URL, and the CA in its sslrootcert; "
    "sslmode=verify-ca verifies the CA only.",
    "rejected SSL upgrade": "The server has no TLS: turn it on there, or use sslmode=disable on a "
    "private network.",
    "no encryption": "The server wants TLS: use sslmode=require or verify-full in DATABASE_URL.",
    "in the address cannot be read": "Check the path in DATABASE_URL and the file's permissions.",
    "set it for the role": "docs/operations.md, PgBouncer, names the settings of the role.",
    "unsupported startup parameter": "This is PgBouncer: set DATABASE_POOLER=pgbouncer.",
    "permission denied for database": "As its owner: GRANT CONNECT ON DATABASE … TO …;",
    "permission denied": "As the owner of the tables: GRANT SELECT, INSERT, UPDATE, DELETE ON … TO …;",
    "": "Check DATABASE_URL, and that PostgreSQL is reachable.",
}
"""By text that the finding contains; the first match counts."""


async def check_database(settings: Settings) -> AsyncGenerator[Line]:
    """Check server, role, migrations, parameters, access and clock, until the database fails."""
    try:
        address = await asyncio.to_thread(find_database, settings)
    except (EmbeddedPostgresError, MigrationFailed) as error:
        yield Line(Mark.BAD, "database", str(error), "Or set DATABASE_URL to use a PostgreSQL.")
        return
    database = Database(address)
    checks = {
        "database": check_server,
        "role": check_role,
        "migrations": check_migrations,
        "parameters": check_parameters,
        "access": check_access,
        "clock": check_clock,
    }
    name = ""
    try:
        for name, check in checks.items():  # noqa: B007  the name of the check that fails
            async with asyncio.timeout(TIMEOUT_SECONDS):
                line = await check(database, settings)
            yield line
    except DATABASE_AWAY as error:
        reason = error.__cause__ if isinstance(error, ServiceUnavailable) else error
        kind = "no answer in time" if isinstance(error, TimeoutError) else _describe(reason)
        where = f"{address.label}: {kind}"
        advice = (advice for words, advice in ADVICE.items() if words in where)
        yield Line(Mark.BAD, name, where, next(advice))
    finally:
        await database.dispose()


def _describe(reason: BaseException | None) -> str:
    if isinstance(reason, SQLAlchemyError):
        return type(getattr(reason, "orig", None) or reason).__name__
    words = str(reason).strip().splitlines()
    return words[0] if words else type(reason).__name__


async def check_server(database: Database, _: Settings) -> Line:
    assert database.address is not None
    where = database.address.label
    async with database.engine.connect() as connection:
        version = await connection.scalar(text("SHOW server_version_num"))
        is_read_only = await connection.scalar(text("SHOW transaction_read_only")) == "on"
        encoding = await connection.scalar(text("SHOW server_encoding"))
    major = int(str(version)) // 10_000
    finding = f"{where}, PostgreSQL {major}{', through PgBouncer' * database.is_behind_pooler}"
    if major not in VERSIONS:
        return Line(Mark.BAD, "database", finding, "Use PostgreSQL 15 to 18.")
    if is_read_only:
        advice = "Use the primary; with several hosts, target_session_attrs=read-write finds it."
        return Line(Mark.BAD, "database", f"{finding}, read-only", advice)
    if encoding != "UTF8":
        advice = (
            "Restore a dump into a database with the encoding UTF8; others cannot store all text."
        )
        return Line(Mark.BAD, "database", f"{finding}, encoding {encoding}", advice)
    return Line(Mark.GOOD, "database", finding)


async def check_role(database: Database, _: Settings) -> Line:
    """Whether the role can read and write each table: tried, and rolled back."""
    async with database.engine.connect() as connection:
        role = await connection.scalar(text("SELECT current_user"))
    try:
        await read_migrations(database)
        where = await read_tables(database)
        if where.is_read_only:
            return Line(Mark.NOTE, "role", f"{role}; tried once the server accepts writes")
        await write_tables(database)
    except TablesUnusable as unusable:
        if unusable.is_missing:
            return Line(Mark.NOTE, "role", f"{role}; privileges are checked once the tables exist")
        return Line(Mark.BAD, "role", unusable.finding, unusable.advice)
    finding = f"{role} can read and write all tables"
    if where.filtered:
        tables = ", ".join(where.filtered)
        finding += f", but row-level security decides which rows of {tables}"
        return Line(Mark.NOTE, "role", finding, advice_on_row_security(where.role))
    return Line(Mark.GOOD, "role", finding)


async def check_migrations(database: Database, settings: Settings) -> Line:
    assert database.address is not None
    try:
        progress, revision = await read_migrations(database)
    except TablesUnusable as unusable:
        return Line(Mark.BAD, "migrations", unusable.finding, unusable.advice)
    if progress in UNFIT:
        unfit = DatabaseUnfit(database.address, progress, revision)
        return Line(Mark.BAD, "migrations", unfit.finding, f"{sentence(unfit.way_out)}.")
    if progress in (Progress.NEWEST, Progress.AHEAD):
        try:
            await read_tables(database)
        except TablesUnusable as unusable:
            if unusable.is_missing:
                finding = f"applied up to {revision}, but {unusable.finding}"
                return Line(Mark.BAD, "migrations", finding, "Restore the database from a backup.")
    if progress is Progress.AHEAD:
        ahead = DatabaseAhead(database.address, revision)
        # Intended during an upgrade and after a rollback: the previous release works on.
        mark = Mark.BAD if settings.is_local else Mark.NOTE
        return Line(mark, "migrations", ahead.finding, f"{sentence(ahead.way_out)}.")
    if progress is Progress.NEWEST and revision != head_revision():
        finding = f"all applied, but alembic_version is shared with another application: {revision}"
        advice = "Remove the other revision, and give that application a table of its own."
        return Line(Mark.NOTE, "migrations", finding, advice)
    if progress is Progress.NEWEST:
        return Line(Mark.GOOD, "migrations", f"all applied, up to {head_revision()}")
    finding = f"missing, up to {head_revision()}"
    if settings.is_local:
        advice = "`make migrate` applies them, and so does `make run` when it starts."
        return Line(Mark.NOTE, "migrations", finding, advice)
    return Line(Mark.BAD, "migrations", finding, "Run `stylipp migrate`.")


def sentence(words: str) -> str:
    return words[0].upper() + words[1:]


async def check_clock(database: Database, _: Settings) -> Line:
    before = datetime.now(UTC)
    async with database.engine.connect() as connection:
        theirs = await connection.scalar(text("SELECT clock_timestamp()"))
    assert isinstance(theirs, datetime)
    after = datetime.now(UTC)
    apart = max((before - theirs).total_seconds(), (theirs - after).total_seconds(), 0)
    finding = f"differs from the database's by {apart:.1f} s"
    if apart <= CLOCK_SECONDS:
        return Line(Mark.GOOD, "clock", finding)
    advice = "Synchronize both clocks with NTP; otherwise, tokens expire at the wrong time."
    return Line(Mark.BAD, "clock", finding, advice)
