"""``stylipp check``: everything that the API needs, one line each, and what to do where it lacks.

Changes nothing and sends nothing. Shows no secret: what a driver says is shown only where it names
no more than a host, a user or a database.
"""

import asyncio
import contextlib
import logging
import os
import sys
from collections.abc import AsyncGenerator
from datetime import UTC, datetime

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from src.cli_check_lines import LINE_SECONDS, Line, Mark, look_at_mail, look_at_metrics
from src.core.config import REPOSITORY_ROOT, Settings, load_settings
from src.core.database import Database
from src.core.database_errors import DATABASE_FAILURES
from src.core.embedded import EmbeddedPostgresError
from src.core.errors import ServiceUnavailable
from src.core.local_mode import find_database
from src.core.migrations import MigrationFailed, head_revision, is_migrated
from src.models import Base

VERSIONS = range(15, 19)
CLOCK_SECONDS = 5.0
ADVICE = {
    "root certificate": "Name the authority's in DATABASE_URL: &sslrootcert=/path/of/it.crt",
    "unsupported startup parameter": "This is PgBouncer: set DATABASE_POOLER=pgbouncer.",
    "permission denied": "Grant it, as said above.",
    "": "Check DATABASE_URL, and that PostgreSQL can be reached.",
}
"""By what the finding says; the first that fits."""


def run() -> None:
    """Print the table; end with 1 if anything failed."""
    sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]
    logging.getLogger("src").addHandler(logging.NullHandler())  # the table says it all
    is_colored = sys.stdout.isatty() and "NO_COLOR" not in os.environ
    if asyncio.run(_print_lines(is_colored)):
        raise SystemExit(1)


async def _print_lines(is_colored: bool) -> int:
    failures = 0
    async with contextlib.aclosing(look()) as lines:
        async for line in lines:
            colors = {Mark.GOOD: 32, Mark.BAD: 31, Mark.NOTE: 33}
            mark = f"\x1b[{colors[line.mark]}m{line.mark}\x1b[0m" if is_colored else line.mark
            print(f"{mark} {line.name:<11} {line.finding}", flush=True)
            if line.advice:
                print(f"{'':14}{line.advice}")
            failures += line.mark is Mark.BAD
    return failures


async def look() -> AsyncGenerator[Line]:
    """Look at one thing after the other; what needs another that failed is left out."""
    try:
        settings = load_settings(Settings)
    except SystemExit as error:
        sentence = str(error).removeprefix("Settings: ")
        where = REPOSITORY_ROOT / ".env"
        yield Line(Mark.BAD, "settings", sentence, f"Set it in the environment or in {where}.")
        return
    mode = "local mode, without DATABASE_URL" if settings.is_local else "complete"
    yield Line(Mark.GOOD, "settings", mode)
    async with contextlib.aclosing(look_at_database(settings)) as lines:
        async for line in lines:
            yield line
    yield await look_at_mail(settings)
    yield await asyncio.to_thread(look_at_metrics, settings)


async def look_at_database(settings: Settings) -> AsyncGenerator[Line]:
    try:
        address = await asyncio.to_thread(find_database, settings)
    except (EmbeddedPostgresError, MigrationFailed) as error:
        yield Line(Mark.BAD, "database", str(error), "Or name a PostgreSQL with DATABASE_URL.")
        return
    database = Database(address, is_behind_pooler=settings.DATABASE_POOLER is not None)
    name = "database"
    try:
        async with asyncio.timeout(LINE_SECONDS):
            yield await look_at_server(database)
        name = "role"
        async with asyncio.timeout(LINE_SECONDS):
            yield await look_at_role(database)
        name = "migrations"
        async with asyncio.timeout(LINE_SECONDS):
            yield await look_at_migrations(database, settings)
        name = "clock"
        async with asyncio.timeout(LINE_SECONDS):
            yield await look_at_clock(database)
    except (ServiceUnavailable, *DATABASE_FAILURES, OSError) as error:
        reason = error.__cause__ if isinstance(error, ServiceUnavailable) else error
        kind = "it does not answer" if isinstance(error, TimeoutError) else _describe(reason)
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


async def look_at_server(database: Database) -> Line:
    assert database.address is not None
    where = database.address.label
    async with database.engine.connect() as connection:
        version = await connection.scalar(text("SHOW server_version_num"))
        is_read_only = await connection.scalar(text("SHOW transaction_read_only")) == "on"
    major = int(str(version)) // 10_000
    finding = f"{where}, PostgreSQL {major}"
    if major not in VERSIONS:
        return Line(Mark.BAD, "database", finding, "Use PostgreSQL 15 to 18.")
    if is_read_only:
        advice = "Name the primary; target_session_attrs=read-write finds it among several hosts."
        return Line(Mark.BAD, "database", f"{finding}, read-only", advice)
    return Line(Mark.GOOD, "database", finding)


async def look_at_role(database: Database) -> Line:
    """Whether the role may do with each table what the API does."""
    async with database.engine.connect() as connection:
        role = await connection.scalar(text("SELECT current_user"))
        missing = await connection.execute(
            text("""
                SELECT t.name, p.privilege, to_regclass(t.name) IS NULL AS is_missing
                FROM unnest(CAST(:tables AS text[])) t (name),
                     unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) p (privilege)
                WHERE has_table_privilege(to_regclass(t.name), p.privilege) IS NOT TRUE
                  AND (t.name <> 'alembic_version' OR p.privilege = 'SELECT')
                ORDER BY is_missing DESC
            """),
            {"tables": [*sorted(Base.metadata.tables), "alembic_version"]},
        )
        first = missing.first()
    if first is None:
        return Line(Mark.GOOD, "role", f"{role} may read and write every table")
    if first.is_missing:
        return Line(Mark.NOTE, "role", f"{role}; what it may do is seen when there are tables")
    advice = f"As their owner: GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role};"
    return Line(Mark.BAD, "role", f"{role} may not {first.privilege} {first.name}", advice)


async def look_at_migrations(database: Database, settings: Settings) -> Line:
    if await is_migrated(database):
        return Line(Mark.GOOD, "migrations", f"has all, to {head_revision()}")
    finding = f"the database is not at {head_revision()}"
    if settings.is_local:
        return Line(Mark.NOTE, "migrations", finding, "The API migrates by itself in local mode.")
    return Line(Mark.BAD, "migrations", finding, "Run `stylipp migrate`.")


async def look_at_clock(database: Database) -> Line:
    before = datetime.now(UTC)
    async with database.engine.connect() as connection:
        theirs = await connection.scalar(text("SELECT clock_timestamp()"))
    assert isinstance(theirs, datetime)
    after = datetime.now(UTC)
    apart = max((before - theirs).total_seconds(), (theirs - after).total_seconds(), 0)
    finding = f"{apart:.1f} s from the database's"
    if apart < CLOCK_SECONDS:
        return Line(Mark.GOOD, "clock", finding)
    return Line(
        Mark.BAD, "clock", finding, "Let NTP set both clocks: tokens would end at odd times."
    )
