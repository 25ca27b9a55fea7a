"""Whether the API can use the tables of a database: found out by doing what requests do."""

import asyncpg
from sqlalchemy.exc import DBAPIError

from src.core.database import Database
from src.core.migrations import Progress, read_progress
from src.core.postgres.failures import (
    FOREIGN_KEY_VIOLATION,
    MIGRATION_MISSING,
    NOT_NULL_VIOLATION,
    NOT_PERMITTED,
    server_message,
    sqlstate_of,
)
from src.core.postgres.query import Row
from src.features.health.repository import repository

PRIVILEGES = "SELECT, INSERT, UPDATE, DELETE"


class TablesUnusable(Exception):
    """The tables cannot be used: why, and what to do."""

    def __init__(self, finding: str, advice: str, *, is_missing: bool = False) -> None:
        super().__init__(finding)
        self.finding = finding
        self.advice = advice
        self.is_missing = is_missing
        """Whether a table or column does not exist; a migration may create it."""


async def read_migrations(database: Database) -> tuple[Progress, str]:
    """Return what `read_progress` does. Raises `TablesUnusable`; other failures propagate."""
    try:
        return await read_progress(database)
    except asyncpg.PostgresError as error:
        if sqlstate_of(error) != NOT_PERMITTED:
            raise
        raise await _explain(database, error) from error


async def read_tables(database: Database) -> Row:
    """Read every table; return where and as which role. Raises `TablesUnusable`; other failures
    propagate."""
    try:
        return await repository.read_all(database)
    except asyncpg.PostgresError as error:
        if sqlstate_of(error) not in (*MIGRATION_MISSING, NOT_PERMITTED):
            raise
        raise await _explain(database, error) from error


async def write_tables(database: Database) -> None:
    """Write every table, and roll back. Raises `TablesUnusable`; other failures propagate."""
    try:
        hidden = await repository.write_all(database)
    except DBAPIError as error:
        if sqlstate_of(error) not in (NOT_PERMITTED, NOT_NULL_VIOLATION, FOREIGN_KEY_VIOLATION):
            raise
        raise await _explain(database, error) from error
    if hidden:
        raise await _explain(database)


async def _explain(database: Database, error: Exception | None = None) -> TablesUnusable:
    tables = await repository.explain(database)
    role = tables[0].role
    for table in tables:
        if table.schema is None:
            advice = "Run `stylipp migrate`."
            return TablesUnusable(f"the table {table.name} is missing", advice, is_missing=True)
    (home,) = [table.schema for table in tables if table.name == "alembic_version"]
    for table in tables:
        if table.schema != home:
            return TablesUnusable(
                f"the search_path ({table.search_path}) finds {table.name} in the schema "
                f"{table.schema}, but alembic_version in {home}",
                f"Put {home} first in the search_path of DATABASE_URL or of the role {role}.",
            )
    for table in tables:
        if table.lacking:
            where = f"ALL TABLES IN SCHEMA {table.schema}"
            advice = f"As owner of the tables: GRANT {PRIVILEGES} ON {where} TO {role};"
            return TablesUnusable(f"{role} lacks {table.lacking[0]} on {table.name}", advice)
    filtered = [table.name for table in tables if table.is_filtered]
    if filtered:
        finding = f"row-level security hides rows of {', '.join(filtered)} from {role}"
        return TablesUnusable(finding, advice_on_row_security(role))
    is_missing = sqlstate_of(error) in MIGRATION_MISSING if error is not None else False
    finding = server_message(error) if error is not None else "rows vanish that were just inserted"
    if error is not None and sqlstate_of(error) == FOREIGN_KEY_VIOLATION:
        finding = f"rows vanish that were just inserted: {finding}"
    advice = "Compare the tables with those of a new database that `stylipp migrate` has made."
    return TablesUnusable(finding, advice, is_missing=is_missing)


def advice_on_row_security(role: str) -> str:
    return (
        f"As an administrator: ALTER ROLE {role} BYPASSRLS; or, as the owner of the tables, for each: "
        "ALTER TABLE … DISABLE ROW LEVEL SECURITY;"
    )
