"""Local mode: development on one machine, with a PostgreSQL and a key that nobody had to set up."""

import asyncio
import logging
import secrets
from pathlib import Path

from src.core.config import REPOSITORY_ROOT, DatabaseSettings, Settings
from src.core.database import Database
from src.core.database_url import DatabaseAddress, parse_database_url
from src.core.embedded import EmbeddedPostgres, EmbeddedPostgresError
from src.core.embedded.server import local_home
from src.core.migrations import MigrationFailed, upgrade_to_head
from src.core.secret_file import read_or_create_secret

logger = logging.getLogger(__name__)

LOOK_AGAIN_SECONDS = 2.0


def local_data_folder(settings: DatabaseSettings) -> Path:
    """Return where local mode keeps its things; see `local_home` for when it is not DATA_DIR."""
    is_default = settings.DATA_DIR == REPOSITORY_ROOT / ".data"
    return local_home(settings.DATA_DIR, is_default=is_default)


def start_embedded_postgres(settings: DatabaseSettings) -> DatabaseAddress:
    """Start or join the embedded PostgreSQL. Raises `EmbeddedPostgresError`."""
    home = local_data_folder(settings)
    dsn = EmbeddedPostgres(home).ensure_running()
    return DatabaseAddress(dsn=dsn, label=f"embedded in {home}")


def find_database(settings: DatabaseSettings, *, for_migrations: bool = False) -> DatabaseAddress:
    """Return the address that the settings name, or that of the embedded PostgreSQL, started.

    Everything but the API itself, which must live without a database, finds it this way. Raises
    `EmbeddedPostgresError`, and `MigrationFailed` when migrations would go through a pooler.
    """
    url = settings.DATABASE_URL
    if for_migrations and settings.MIGRATION_DATABASE_URL is not None:
        url = settings.MIGRATION_DATABASE_URL
    elif for_migrations and settings.DATABASE_POOLER is not None:
        raise MigrationFailed(
            "PgBouncer cannot keep the lock that migrations hold; "
            "set MIGRATION_DATABASE_URL to the address of PostgreSQL itself."
        )
    return parse_database_url(url) if url is not None else start_embedded_postgres(settings)


def cluster_identity(settings: DatabaseSettings) -> int:
    """Return what differs when somebody has deleted the data and a new cluster was made."""
    return EmbeddedPostgres(local_data_folder(settings)).made_at()


def secret_key(settings: Settings) -> str:
    """Return the SECRET_KEY, or the one that local mode has made for itself."""
    if settings.SECRET_KEY is not None:
        return settings.SECRET_KEY
    try:
        return read_or_create_secret(local_data_folder(settings) / "secret_key")
    except OSError as error:
        logger.warning("Logins will not outlive this process, its key cannot be kept: %s.", error)
        return secrets.token_urlsafe(48)


class EmbeddedDatabaseKeeper:
    """Keeps the embedded PostgreSQL running, migrated and known to `database`."""

    def __init__(self, settings: DatabaseSettings, database: Database) -> None:
        self.settings = settings
        self.database = database
        self._last_problem: str | None = None
        self._migrated_cluster: int | None = None

    async def look(self) -> None:
        """Start or join the server, and migrate it when it is new to us.

        A problem is one sentence in the log, once; requests get 503 until a later look succeeds.
        """
        try:
            address = await asyncio.to_thread(start_embedded_postgres, self.settings)
            cluster = await asyncio.to_thread(cluster_identity, self.settings)
            if cluster != self._migrated_cluster:
                await asyncio.to_thread(upgrade_to_head, address)
                self._migrated_cluster = cluster
                logger.info("The database is ready: PostgreSQL, %s.", address.label)
            self.database.address = address
        except (EmbeddedPostgresError, MigrationFailed) as error:
            if str(error) != self._last_problem:
                logger.error("There is no database: %s.", error)
            self._last_problem = str(error)
        else:
            self._last_problem = None
