"""Local mode: development on one machine, with an embedded PostgreSQL and a generated key."""

import asyncio
import dataclasses
import logging
import os
import secrets
from pathlib import Path

from src.core.config import REPOSITORY_ROOT, DatabaseSettings, Settings
from src.core.database import Database
from src.core.local.embedded import EmbeddedPostgres, EmbeddedPostgresError
from src.core.local.embedded.account import make_folder
from src.core.local.embedded.server import local_home
from src.core.local.secret_file import read_or_create_secret
from src.core.migrations import (
    DatabaseAhead,
    MigrationFailed,
    Progress,
    head_revision,
    progress_at,
    upgrade_to_head,
)
from src.core.postgres.address import DatabaseAddress, parse_database_url

logger = logging.getLogger(__name__)

CHECK_SECONDS = 2.0
"""How often the embedded server is checked."""

RELOADING = "STYLIPP_RELOADING"
"""Environment variable that a reloading server sets for its processes. They migrate only a new
database: the server itself migrates when it starts, and what `make revision` writes while it runs is
to be read first."""


def local_data_folder(settings: DatabaseSettings) -> Path:
    """Return the data folder of local mode: DATA_DIR, except as described at `local_home`."""
    is_default = settings.DATA_DIR == REPOSITORY_ROOT / ".data"
    return local_home(settings.DATA_DIR, is_default=is_default)


def start_embedded_postgres(settings: DatabaseSettings) -> DatabaseAddress:
    """Start or join the embedded PostgreSQL. Raises `EmbeddedPostgresError`."""
    home = local_data_folder(settings)
    address = parse_database_url(EmbeddedPostgres(home).ensure_running())
    return dataclasses.replace(address, label=f"embedded in {home}", is_embedded=True)


def find_database(settings: DatabaseSettings, *, for_migrations: bool = False) -> DatabaseAddress:
    """Return the address from the settings, or start the embedded PostgreSQL and return its address.

    For everything except the API, which must also start without a database. Raises
    `EmbeddedPostgresError`, and ends the process if migrations would use a pooler.
    """
    address = settings.database_address
    if for_migrations and settings.MIGRATION_DATABASE_URL is not None:
        address = parse_database_url(settings.MIGRATION_DATABASE_URL)
    if address is None:
        return start_embedded_postgres(settings)
    if for_migrations and address.is_behind_pooler:
        raise SystemExit(
            "Settings: set MIGRATION_DATABASE_URL to the address of PostgreSQL itself: migrations "
            "need a lock that does not work through PgBouncer"
        )
    return address


def cluster_identity(settings: DatabaseSettings) -> int:
    """Return a value that changes when the data is deleted and a new cluster is created."""
    return EmbeddedPostgres(local_data_folder(settings)).made_at()


def secret_key(settings: Settings) -> str:
    """Return SECRET_KEY, or the key that local mode has generated."""
    if settings.SECRET_KEY is not None:
        return settings.SECRET_KEY
    folder = local_data_folder(settings)
    try:
        make_folder(folder)
        return read_or_create_secret(folder / "secret_key")
    except OSError as error:
        logger.warning(
            "All sessions will end with this process, because the key cannot be stored: %s.", error
        )
        return secrets.token_urlsafe(48)


class EmbeddedDatabaseKeeper:
    """Keeps the embedded PostgreSQL running and migrated, and its address in `database`.

    A database that lacks a migration or is ahead is used all the same: what does not depend on the
    difference works.
    """

    def __init__(self, settings: DatabaseSettings, database: Database) -> None:
        self.settings = settings
        self.database = database
        self._is_reloading = RELOADING in os.environ
        self._last_problem: str | None = None
        self._migrated_cluster: int | None = None

    async def check(self) -> None:
        """Start or join the server, and migrate its database if it is a new one.

        A problem is logged once, in one sentence; without a database, requests get 503 until a later
        check succeeds.
        """
        problem = None
        try:
            address = await asyncio.to_thread(start_embedded_postgres, self.settings)
            cluster = await asyncio.to_thread(cluster_identity, self.settings)
            if cluster != self._migrated_cluster:
                if await self._waits_for_the_developer(address):
                    problem = (
                        f"Migration {head_revision()} is not applied yet: run `make migrate`, "
                        "once you have read it."
                    )
                else:
                    await self._migrate(address)
                    self._migrated_cluster = cluster
            self.database.address = address
        except (EmbeddedPostgresError, MigrationFailed) as error:
            problem = f"The database is not available: {error}."
        if problem is not None and problem != self._last_problem:
            logger.error("%s", problem)
        self._last_problem = problem

    async def _waits_for_the_developer(self, address: DatabaseAddress) -> bool:
        if not self._is_reloading:
            return False
        progress, _ = await progress_at(address)
        return progress is Progress.BEHIND

    async def _migrate(self, address: DatabaseAddress) -> None:
        try:
            await asyncio.to_thread(upgrade_to_head, address)
        except DatabaseAhead as error:
            sentence = str(error)
            logger.error("%s.", sentence[0].upper() + sentence[1:])
        else:
            logger.info("The database is ready: PostgreSQL, %s.", address.label)
