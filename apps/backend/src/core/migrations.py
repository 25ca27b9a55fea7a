"""Runs Alembic from code, and tells whether a database is up to date."""

import functools
from pathlib import Path

import asyncpg
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import text

from src.core.database import Database
from src.core.database_errors import MIGRATION_MISSING, sqlstate_of
from src.core.database_url import DatabaseAddress
from src.core.query import Query

_SRC = Path(__file__).resolve().parents[1]
# Beside `src` in a checkout, inside it in an installed wheel.
_FOLDER = next(
    folder for folder in (_SRC.parent / "alembic", _SRC / "alembic") if (folder / "env.py").exists()
)


_READ_REVISION = Query(text("SELECT version_num FROM alembic_version"))


def _config(address: DatabaseAddress | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.attributes["address"] = address
    return config


def upgrade_to_head(address: DatabaseAddress) -> None:
    """Migrate the database. Blocks, and starts an event loop of its own: call it on a thread.

    Any number of processes may call it at once; one migrates, the others wait. Raises
    `alembic.util.CommandError` with one sentence when the database cannot be reached.
    """
    command.upgrade(_config(address), "head")


@functools.cache
def head_revision() -> str:
    """Return the newest revision of this code."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    assert head is not None
    return head


@functools.cache
def older_revisions() -> frozenset[str]:
    """Return every revision of this code but the newest."""
    scripts = ScriptDirectory.from_config(_config()).walk_revisions()
    return frozenset(script.revision for script in scripts) - {head_revision()}


async def is_migrated(database: Database) -> bool:
    """Whether the database has every migration of this code. Other failures propagate.

    It may have more: during an upgrade the next release migrates while this one still serves, and
    it adds only what this one can live with. A revision that this code does not know is such a one.
    """
    try:
        row = await database.fetch_row(_READ_REVISION)
    except asyncpg.PostgresError as error:
        if sqlstate_of(error) in MIGRATION_MISSING:
            return False  # nothing was ever migrated
        raise
    return row is not None and row.version_num not in older_revisions()
