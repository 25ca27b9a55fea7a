"""``stylipp migrate``: upgrades the database to the newest migration."""

import argparse
import logging
import sys

from sqlalchemy.exc import DBAPIError

from src.core.config import DatabaseSettings, load_settings
from src.core.local.embedded import EmbeddedPostgresError
from src.core.local.local_mode import find_database
from src.core.migrations import MigrationFailed, upgrade_to_head
from src.core.postgres.failures import (
    LOCK_TIMEOUT,
    NOT_PERMITTED,
    READ_ONLY,
    TABLE_EXISTS,
    server_message,
    sqlstate_of,
)


def reason_of(error: DBAPIError) -> str:
    """Return why a statement of a migration failed, and what to do."""
    state = sqlstate_of(error)
    if state == LOCK_TIMEOUT:
        return (
            "another transaction held a lock for more than 3 s, such as a long query or a "
            "backup; pg_stat_activity shows it. Run the command again: it continues where it "
            "stopped."
        )
    reason = f"{server_message(error)}."
    if state == NOT_PERMITTED:
        reason += " Migrate as the role that owns the database and its tables."
    if state == TABLE_EXISTS:
        reason += " If it belongs to another application, give Stylipp a database of its own."
    if state == READ_ONLY:
        reason += " Use the primary, or end default_transaction_read_only."
    return reason


def run(_: argparse.Namespace) -> None:
    """Migrate, or exit with one sentence."""
    settings = load_settings(DatabaseSettings)
    # One line per migration: an index on a large table takes a while.
    logging.basicConfig(level=logging.WARNING, format="%(message)s", stream=sys.stdout)
    logging.getLogger("alembic.runtime.migration").addFilter(
        lambda record: record.getMessage().startswith(("Running ", "Waiting "))
    )
    logging.getLogger("alembic.runtime.migration").setLevel(logging.INFO)
    try:
        address = find_database(settings, for_migrations=True)
        upgrade_to_head(address)
    except (MigrationFailed, EmbeddedPostgresError) as error:
        raise SystemExit(f"Not migrated: {error}") from None
    except DBAPIError as error:
        raise SystemExit(f"Not migrated: {reason_of(error)}") from None
    print(f"The database {address.label} is at the newest migration.")
