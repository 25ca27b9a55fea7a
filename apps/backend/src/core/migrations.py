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

from src.core.database import Database
from src.core.errors import ServiceUnavailable
from src.core.postgres.address import DatabaseAddress
from src.core.postgres.failures import MIGRATION_MISSING, sqlstate_of
from src.core.postgres.query import Query

if TYPE_CHECKING:
    from alembic.config import Config
    from alembic.script import ScriptDirectory

_SRC = Path(__file__).resolve().parents[1]
# Beside `src` in a checkout, inside it in an installed wheel.
_FOLDER = next(
    folder for folder in (_SRC.parent / "alembic", _SRC / "alembic") if (folder / "env.py").exists()
)


# Another program that uses Alembic has such a table too; `users` is what our first migration creates.
_READ_REVISION = Query(
    text("SELECT version_num, to_regclass('users') IS NOT NULL AS is_ours FROM alembic_version")
)


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
            progress, revision = asyncio.run(progress_at(address))
            if progress is Progress.AHEAD:
                raise DatabaseAhead(address, revision) from None
        raise MigrationFailed(str(error)) from None


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
    """Return how far the database is migrated, and its revision. Other failures propagate."""
    try:
        row = await database.fetch_row(_READ_REVISION)
    except asyncpg.PostgresError as error:
        if sqlstate_of(error) in MIGRATION_MISSING:
            return Progress.NONE, ""
        raise
    if row is None:
        return Progress.NONE, ""
    # On a thread: the first call imports Alembic and every migration.
    if row.version_num in await asyncio.to_thread(older_revisions):
        return Progress.BEHIND, row.version_num
    if row.version_num == head_revision():
        return Progress.NEWEST, row.version_num
    return Progress.AHEAD if row.is_ours else Progress.NONE, row.version_num


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
