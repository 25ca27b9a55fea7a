"""The checks of the database, and their advice."""

import asyncio
from collections.abc import AsyncGenerator
from datetime import UTC, datetime

from sqlalchemy import text

from src.cli.checks.access import check_access
from src.cli.checks.line import TIMEOUT_SECONDS, Line, Mark, sentence
from src.cli.checks.parameters import check_parameters
from src.cli.checks.sign_in import check_identities, check_passkeys, check_two_step
from src.cli.checks.storage import check_photos
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
from src.core.postgres.failures import (
    ADD_PGBOUNCER,
    DATABASE_AWAY,
    LOCK_TIMEOUT,
    server_message,
    sqlstate_of,
)
from src.features.auth.service.access_tokens import CLOCK_SECONDS
from src.features.health.service.tables import (
    TablesUnusable,
    advice_on_row_security,
    read_migrations,
    read_tables,
    write_tables,
)

VERSIONS = range(15, 19)

CA_MISSING = (
    "Give DATABASE_URL the certificate of the server's CA: &sslrootcert=/path/to/ca.crt; or encrypt "
    "without verifying: sslmode=require without sslrootcert"
)

ADVICE = {
    "self-signed certificate": CA_MISSING,
    "unable to get local issuer certificate": CA_MISSING,
    "certificate verify failed": "Check the host in DATABASE_URL, and the CA in its sslrootcert; "
    "sslmode=verify-ca verifies the CA only.",
    "rejected SSL upgrade": "The server has no TLS: turn it on there, or use sslmode=disable on a "
    "private network.",
    "no encryption": "The server wants TLS: use sslmode=require or verify-full in DATABASE_URL.",
    "in the address cannot be read": "Check the path in DATABASE_URL and the file's permissions.",
    "set for the role": "docs/operations.md, PgBouncer, names the settings of the role.",
    "unsupported startup parameter": "This is PgBouncer: set DATABASE_POOLER=pgbouncer.",
    "prepared statement": f"{sentence(ADD_PGBOUNCER)}.",
    "lock timeout": "A migration or another transaction holds a table: run it again.",
    "too many connections for role": "Raise the limit: ALTER ROLE … CONNECTION LIMIT …;",
    "too many connections for database": "Raise the limit: ALTER DATABASE … CONNECTION LIMIT …;",
    "permission denied to set role": "As an administrator, GRANT that role to the user of DATABASE_URL, "
    "or leave out role= there.",
    "permission denied for database": "As its owner: GRANT CONNECT ON DATABASE … TO …;",
    "permission denied": "As the owner of the tables: GRANT SELECT, INSERT, UPDATE, DELETE ON … TO …;",
    "": "Check DATABASE_URL, and that PostgreSQL is reachable.",
}
"""By text that the finding contains; the first match counts."""


async def check_database(settings: Settings) -> AsyncGenerator[Line]:
    """Check what is in the database, and the clock, until the database fails."""
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
        "passkeys": check_passkeys,
        "two-step": check_two_step,
        "identities": check_identities,
        "photos": check_photos,
    }
    try:
        for name, check in checks.items():
            try:
                async with asyncio.timeout(TIMEOUT_SECONDS):
                    line = await check(database, settings)
            except DATABASE_AWAY as error:
                where = f"{address.label}: {_describe(error)}"
                advice = (advice for words, advice in ADVICE.items() if words in where)
                yield Line(Mark.BAD, name, where, next(advice))
                if sqlstate_of(error) == LOCK_TIMEOUT:
                    continue  # the others may need no table, or another one
                return
            yield line
    finally:
        await database.dispose()


def _describe(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "no answer in time"
    if isinstance(error, ServiceUnavailable) and isinstance(error.__cause__, Exception):
        error = error.__cause__
    return server_message(error)


async def check_server(database: Database, _: Settings) -> Line:
    assert database.address is not None
    where = database.address.label
    async with database.engine.connect() as connection:
        version = await connection.scalar(text("SHOW server_version_num"))
        is_read_only = await connection.scalar(text("SHOW transaction_read_only")) == "on"
        is_standby = await connection.scalar(text("SELECT pg_is_in_recovery()"))
        encoding = await connection.scalar(text("SHOW server_encoding"))
    major = int(str(version)) // 10_000
    finding = f"{where}, PostgreSQL {major}{', through PgBouncer' * database.is_behind_pooler}"
    if major not in VERSIONS:
        return Line(Mark.BAD, "database", finding, "Use PostgreSQL 15 to 18.")
    if is_read_only:
        advice = "Use the primary; with several hosts, target_session_attrs=read-write finds it."
        if not is_standby:
            advice = (
                "It is no standby: end default_transaction_read_only, which is set for the server, the "
                "database, the role or in DATABASE_URL."
            )
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
