"""Runs Alembic from code, and checks whether a database is up to date.

Alembic is imported where it is needed, so that the server starts without it.
"""

# ruff: noqa: PLC0415

import asyncio
import functools
from enum import Enum, auto
from pathlib import Path
from typing import TYPE_CHECKING

import asyncpg
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from src.core.database import Database
from src.core.errors import ServiceUnavailable
from src.core.postgres.address import DatabaseAddress
from src.core.postgres.failures import MIGRATION_MISSING, SCHEMA_MISSING, TABLE_EXISTS, sqlstate_of
from src.core.postgres.query import Query

if TYPE_CHECKING:
    from alembic.config import Config
    from alembic.script import ScriptDirectory

_SRC = Path(__file__).resolve().parents[1]
# Beside `src` in a checkout, inside it in an installed wheel.
_FOLDER = next(
    folder for folder in (_SRC.parent / "alembic", _SRC / "alembic") if (folder / "env.py").exists()
)


_READ_REVISIONS = Query(text("""
    SELECT ARRAY(SELECT CAST(version_num AS text) FROM alembic_version ORDER BY 1) AS revisions,
           row_security_active('alembic_version') AS is_filtered
"""))
# Other applications use Alembic too, and have accounts in `users`: the column is ours. In a search path
# of several schemas, one table may be ours and the other not.
_READ_TABLES = Query(text("""
    WITH ours AS (
        SELECT c.oid, c.relnamespace, n.nspname
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relname = 'users' AND a.attname = 'auth_epoch'
    )
    SELECT to_regclass('users') IS NOT NULL AS has_users,
           EXISTS (
               SELECT FROM ours WHERE oid = to_regclass('users') AND relnamespace = coalesce(
                   (SELECT relnamespace FROM pg_class WHERE oid = to_regclass('alembic_version')),
                   relnamespace)
           ) AS is_ours,
           (SELECT quote_ident(min(nspname)) FROM ours) AS schema
"""))


class MigrationFailed(Exception):
    """The database could not be migrated; the message is one sentence."""


class DatabaseAhead(MigrationFailed):
    """The database has a migration that this code does not know: another branch or a later release
    has migrated it."""

    def __init__(self, address: DatabaseAddress, revision: str) -> None:
        self.finding = f"the database is ahead of this checkout (revision {revision})"
        self.way_out = "use the release or the branch that has it"
        if address.is_embedded:
            self.way_out = (
                "switch back to the branch that has it, or `make reset` to delete the local data"
            )
        super().__init__(f"{self.finding}: {self.way_out}")


class Progress(Enum):
    """How far a database is migrated, seen from this code."""

    NONE = auto()
    BEHIND = auto()
    NEWEST = auto()
    AHEAD = auto()
    FOREIGN = auto()
    """`alembic_version` or `users` belongs to another application."""
    UNRECORDED = auto()
    """The tables are ours, but `alembic_version` is missing or empty, as after an incomplete restore."""
    HIDDEN = auto()
    """Row-level security hides the rows of `alembic_version`."""
    ELSEWHERE = auto()
    """The tables are in a schema that the role does not search, or may not use."""


def _search_path_of(address: DatabaseAddress) -> str:
    """Return which search_path counts."""
    if "search_path" in address.settings or "search_path" in address.settings.get("options", ""):
        return (
            "the search_path in the address, which counts more than the role's (schema, currentSchema, "
            "search_path or options)"
        )
    return "the role's search_path"


class DatabaseUnfit(MigrationFailed):
    """The database cannot be migrated in its present state."""

    def __init__(self, address: DatabaseAddress, progress: Progress, revision: str) -> None:
        self.finding, self.way_out = {
            Progress.FOREIGN: (
                "another application uses the database, "
                + (
                    f"alembic_version has {revision}" if revision else "its table users is not ours"
                ),
                "give Stylipp a database of its own, or a role whose search_path is a schema of its own",
            ),
            Progress.UNRECORDED: (
                "the tables exist, but alembic_version does not say how far they are migrated",
                "restore that table from the backup as well",
            ),
            Progress.HIDDEN: (
                "row-level security hides the rows of alembic_version from this role",
                "give the role BYPASSRLS, or disable row-level security as the owner of the table",
            ),
            Progress.ELSEWHERE: (
                f"the tables are in the schema {revision}, which this role does not search",
                f"GRANT USAGE ON SCHEMA {revision} to the role, and set {_search_path_of(address)}; "
                "or run `stylipp migrate` for other tables",
            ),
        }[progress]
        super().__init__(f"{address.label}: {self.finding}; {self.way_out}")


UNFIT = {Progress.FOREIGN, Progress.UNRECORDED, Progress.HIDDEN, Progress.ELSEWHERE}
"""States that migrating does not mend."""


def _config(address: DatabaseAddress | None = None) -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.attributes["address"] = address
    return config


def upgrade_to_head(address: DatabaseAddress) -> None:
    """Migrate the database. Blocks, and starts its own event loop: call it on a thread.

    Any number of processes may call it at once; one migrates, the others wait. Raises
    `MigrationFailed` when the database cannot be reached or is ahead, and if this code has two
    newest migrations.
    """
    from alembic import command
    from alembic.script.revision import ResolutionError
    from alembic.util import CommandError

    head_revision()
    try:
        command.upgrade(_config(address), "head")
    except CommandError as error:
        if isinstance(error.__cause__, ResolutionError):
            _explain(address)
        raise MigrationFailed(str(error)) from None
    except DBAPIError as error:
        # A table that we were about to create; nothing was changed.
        if sqlstate_of(error) == TABLE_EXISTS:
            _explain(address)
        if sqlstate_of(error) == SCHEMA_MISSING:
            raise MigrationFailed(
                f"{address.label}: no schema of the search_path exists, or the role may not use it: as an "
                f"administrator, CREATE SCHEMA … AUTHORIZATION {address.user}; or set "
                f"{_search_path_of(address)}"
            ) from None
        raise


def _explain(address: DatabaseAddress) -> None:
    """Raise a `MigrationFailed` if the state of the database is why it cannot be migrated."""
    progress, revision = asyncio.run(progress_at(address))
    if progress is Progress.AHEAD:
        raise DatabaseAhead(address, revision) from None
    if progress is Progress.NEWEST:  # beside a revision that is not ours
        progress = Progress.FOREIGN
    if progress in UNFIT:
        raise DatabaseUnfit(address, progress, revision) from None


def _scripts() -> "ScriptDirectory":
    from alembic.script import ScriptDirectory

    return ScriptDirectory.from_config(_config())


@functools.cache
def head_revision() -> str:
    """Return the newest revision of this code. Raises `MigrationFailed` if there are several: branches
    have been merged that have one each."""
    scripts = _scripts()
    heads = scripts.get_heads()
    if len(heads) > 1:
        names = " and ".join(Path(scripts.get_revision(head).path).name for head in heads)
        # The order cannot be derived: Alembic skips a migration that is put below one that a
        # database already has.
        raise MigrationFailed(
            f"several migrations are the newest, {names}: the one that is deployed or on main comes "
            "first, so write its revision as down_revision of the other; a local database that has "
            "only the other is started anew with `make reset`"
        )
    return heads[0]


@functools.cache
def older_revisions() -> frozenset[str]:
    """Return every revision of this code except the newest."""
    scripts = _scripts().walk_revisions()
    return frozenset(script.revision for script in scripts) - {head_revision()}


async def read_progress(database: Database) -> tuple[Progress, str]:
    """Return how far the database is migrated, and what `alembic_version` contains, or the schema of
    `Progress.ELSEWHERE`. Other failures propagate."""
    try:
        row = await database.fetch_row(_READ_REVISIONS)
    except asyncpg.PostgresError as error:
        if sqlstate_of(error) not in MIGRATION_MISSING:
            raise
        row = None
    found: list[str] = row.revisions if row is not None else []
    # On a thread: the first call imports Alembic and every migration.
    older = await asyncio.to_thread(older_revisions)
    revision = " and ".join(found)
    if head_revision() in found:
        return Progress.NEWEST, revision
    if found and older.issuperset(found):
        return Progress.BEHIND, revision
    if row is not None and not found and row.is_filtered:
        return Progress.HIDDEN, ""
    tables = await database.fetch_row(_READ_TABLES)
    assert tables is not None
    if found:
        is_ahead = tables.is_ours and older.isdisjoint(found)
        return Progress.AHEAD if is_ahead else Progress.FOREIGN, revision
    if tables.is_ours:
        return Progress.UNRECORDED, ""
    if tables.has_users:
        return Progress.FOREIGN, ""
    return (Progress.ELSEWHERE, tables.schema) if tables.schema else (Progress.NONE, "")


async def is_migrated(database: Database) -> bool:
    """Whether the database has every migration of this code. Other failures propagate.

    It may have more: during an upgrade the next release migrates while this one still serves, and
    its migrations are compatible with this one. A database that is ahead is therefore accepted.
    """
    progress, _ = await read_progress(database)
    return progress in (Progress.NEWEST, Progress.AHEAD)


async def progress_at(address: DatabaseAddress) -> tuple[Progress, str]:
    """Return the same for an address, on a connection of its own."""
    database = Database(address)
    try:
        return await read_progress(database)
    except ServiceUnavailable:
        raise MigrationFailed(f"cannot reach the database {address.label}") from None
    finally:
        await database.dispose()
