"""Runs Alembic from code, and checks whether a database is up to date.

Alembic is imported where it is needed, so that the server starts without it.
"""

# ruff: noqa: PLC0415

import asyncio
import functools
from pathlib import Path
from typing import TYPE_CHECKING

import asyncpg
from sqlalchemy import text

from src.core.database import Database
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


_READ_REVISION = Query(text("SELECT version_num FROM alembic_version"))


class MigrationFailed(Exception):
    """The database could not be migrated; the message is one sentence."""


def _config(address: DatabaseAddress | None = None) -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.attributes["address"] = address
    return config


def upgrade_to_head(address: DatabaseAddress) -> None:
    """Migrate the database. Blocks, and starts its own event loop: call it on a thread.

    Any number of processes may call it at once; one migrates, the others wait. Raises
    `MigrationFailed` when the database cannot be reached.
    """
    from alembic import command
    from alembic.util import CommandError

    try:
        command.upgrade(_config(address), "head")
    except CommandError as error:
        raise MigrationFailed(str(error)) from None


def _scripts() -> "ScriptDirectory":
    from alembic.script import ScriptDirectory

    return ScriptDirectory.from_config(_config())


@functools.cache
def head_revision() -> str:
    """Return the newest revision of this code."""
    head = _scripts().get_current_head()
    assert head is not None
    return head


@functools.cache
def older_revisions() -> frozenset[str]:
    """Return every revision of this code except the newest."""
    scripts = _scripts().walk_revisions()
    return frozenset(script.revision for script in scripts) - {head_revision()}


async def is_migrated(database: Database) -> bool:
    """Whether the database has every migration of this code. Other failures propagate.

    It may have more: during an upgrade the next release migrates while this one still serves, and
    its migrations are compatible with this one. An unknown revision is therefore accepted.
    """
    try:
        row = await database.fetch_row(_READ_REVISION)
    except asyncpg.PostgresError as error:
        if sqlstate_of(error) in MIGRATION_MISSING:
            return False  # nothing was ever migrated
        raise
    # On a thread: the first call imports Alembic and every migration.
    return row is not None and row.version_num not in await asyncio.to_thread(older_revisions)
