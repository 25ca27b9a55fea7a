"""Readiness of this process."""

import asyncio
import logging

from src.core.database import Database
from src.core.errors import ServiceUnavailable
from src.core.migrations import UNFIT, DatabaseUnfit, Progress
from src.core.postgres.failures import DATABASE_FAILURES, LOCK_TIMEOUT, sqlstate_of
from src.features.health.service.tables import (
    TablesUnusable,
    read_migrations,
    read_tables,
    write_tables,
)

logger = logging.getLogger(__name__)


class NotReady(ServiceUnavailable):
    """The database answers, but a migration of this release is missing."""

    detail = (
        "The database is not at the newest migration. Run `stylipp migrate`. Try again in 1 second."
    )


class DatabaseUnusable(ServiceUnavailable):
    """The database answers, but the API cannot use it. The log says why, and so does `check`; the
    response does not, because anyone may read it."""

    detail = "The API cannot use its database. Run `stylipp check`. Try again in 1 second."


class ShuttingDown(ServiceUnavailable):
    """The process finishes its pending requests and should receive no new ones."""

    detail = "The server is shutting down. Try again in 1 second."


class Readiness:
    """Whether this process can answer requests, proven by doing what they do.

    Probes come every few seconds, so most of them only read, in two statements of the pool for single
    statements. The first one also writes and rolls back, and so does one after each failure, and when
    the server, the database, the role or row-level security is another one than before.
    """

    def __init__(self, database: Database) -> None:
        self.database = database
        self._attempt: asyncio.Task[ServiceUnavailable | None] | None = None
        self._written: object = None
        """Where writing has succeeded; None after a failure."""
        self._logged = ""

    async def check(self, *, is_draining: bool) -> None:
        """Raise a `ServiceUnavailable` if the process is shutting down or cannot use its database.

        Probes at the same time share one attempt: if the database hangs, they do not queue up.
        """
        if is_draining:
            raise ShuttingDown
        if self._attempt is None or self._attempt.done():
            self._attempt = asyncio.create_task(self._try())
        refusal = await asyncio.shield(self._attempt)
        if refusal is not None:
            raise refusal

    async def _try(self) -> ServiceUnavailable | None:
        written, self._written = self._written, None
        try:
            progress, revision = await read_migrations(self.database)
            if progress in UNFIT:
                assert self.database.address is not None
                return self._refuse(
                    DatabaseUnfit(self.database.address, progress, revision).finding
                )
            if progress not in (Progress.NEWEST, Progress.AHEAD):
                return self._refuse("a migration is missing", NotReady())
            where = await read_tables(self.database)
            if where.is_read_only:
                # A demoted primary still answers reads, with data that may be stale.
                await self.database.drop_connections()
                return self._refuse("it accepts no writes", ServiceUnavailable())
            if tuple(where) != written:
                await write_tables(self.database)
        except TablesUnusable as unusable:
            return self._refuse(unusable.finding)
        except ServiceUnavailable as refusal:
            return refusal  # no connection; that is logged already
        except DATABASE_FAILURES as error:
            if sqlstate_of(error) == LOCK_TIMEOUT and written is not None:
                # A migration holds a table. Otherwise, it would take every process out of service.
                self._written = written
                return None
            return self._refuse(
                f"{type(error).__name__}, {sqlstate_of(error)}", ServiceUnavailable()
            )
        self._written = tuple(where)
        if self._logged:
            logger.warning("Ready again.")
            self._logged = ""
        return None

    def _refuse(self, reason: str, refusal: ServiceUnavailable | None = None) -> ServiceUnavailable:
        """Return the response; log the reason once, not for every probe."""
        if reason != self._logged:
            self._logged = reason
            logger.error("Not ready, because of the database: %s.", reason)
        return refusal or DatabaseUnusable()
