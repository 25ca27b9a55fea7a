"""``stylipp storage check``: compares photos with the objects of the store, for example after a restore."""

import argparse
import asyncio
import contextlib
import logging
import sys
from collections.abc import Collection
from uuid import UUID

from src.cli.checks.line import Line, Mark
from src.cli.database import explaining_failures, with_database
from src.core.config import Settings, load_settings
from src.core.database import Database
from src.core.local.embedded import EmbeddedPostgres
from src.core.local.local_mode import local_data_folder
from src.core.storage.opening import open_storage
from src.core.storage.store import Storage, StorageUnavailable
from src.features.photos.service.comparison import (
    BATCH,
    Owner,
    compare_objects,
    compare_photos,
    delete_lost,
    queue_orphans,
)

EXAMPLES = 5

LOST = (
    "Copy them into the store from a backup, with the same keys, and check again. If most are lost, "
    "check DATA_DIR / S3_BUCKET_NAME.\nWhat no backup has: stylipp storage check --delete-lost="
)
ORPHANS = (
    "If this is the right database: stylipp storage check --repair\n"
    "It may be the wrong one if these are many, or a backup that is too old."
)
QUEUED = (
    "The API deletes them in a day. To keep them until then: "
    "DELETE FROM object_deletions WHERE not_before > now() + interval '1 hour';"
)
WRONG_STORE = (
    "Not one photo has its pictures here, so this may be another store: check DATA_DIR / S3_BUCKET_NAME.\n"
    "Otherwise copy them into the store from a backup, with the same keys, and check again.\n"
    "--delete-lost refuses to delete them all. If no backup has them: docs/operations.md, Pictures."
)


class Found:
    """Things of one kind: how many, and the first few."""

    def __init__(self) -> None:
        self.count = 0
        self._examples: list[str] = []

    def add(self, *keys: str) -> None:
        self.count += len(keys)
        for key in keys[: EXAMPLES - len(self._examples)]:
            # Files that are not ours may have names that control a terminal.
            self._examples.append("".join(c if c.isprintable() else "?" for c in key))

    def lines(self) -> str:
        more = [f"and {self.count - EXAMPLES:,} more"] if self.count > EXAMPLES else []
        return "".join(f"{line}\n" for line in [*self._examples, *more])


def run(arguments: argparse.Namespace) -> None:
    """Print what was found, or exit with one sentence. Exit with 1 if something is left to do."""
    sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]
    logging.getLogger("src").addHandler(logging.NullHandler())  # the sentence says the same
    settings = load_settings(Settings)
    check = Check(open_storage(settings), arguments.repair, arguments.delete_lost)
    if settings.is_local:
        require_database(settings)
    with explaining_failures():
        try:
            asyncio.run(with_database(settings, check.run))
        except StorageUnavailable as error:
            raise SystemExit(f"Cannot {error.action} ({error.reason}).") from None
    if check.is_failed:
        raise SystemExit(1)


def require_database(settings: Settings) -> None:
    """Exit in local mode if there is nothing to compare with: a new database would fit an empty store."""
    folder = local_data_folder(settings)
    try:
        (EmbeddedPostgres(folder).data / "PG_VERSION").stat()
    except (FileNotFoundError, NotADirectoryError):
        raise SystemExit(
            f"There is no database in {folder} yet. Check DATA_DIR, or set DATABASE_URL."
        ) from None
    except OSError:
        pass  # starting it says why


class Check:
    def __init__(self, storage: Storage, is_repairing: bool, lost_to_delete: int | None) -> None:
        self.storage = storage
        self.is_repairing = is_repairing
        self.lost_to_delete = lost_to_delete
        self.is_failed = False

    async def run(self, database: Database) -> None:
        await self._check_photos(database)
        await self._check_objects(database)

    def _print(self, mark: Mark, name: str, finding: str, advice: str = "") -> None:
        Line(mark, name, finding, advice).print()
        self.is_failed |= mark is Mark.BAD

    async def _check_photos(self, database: Database) -> None:
        complete, lost, lost_photos = 0, Found(), 0
        to_delete: set[UUID] = set()
        async with contextlib.aclosing(compare_photos(database, self.storage)) as photos:
            async for photo in photos:
                lost.add(*photo.lost)
                lost_photos += bool(photo.lost)
                complete += not photo.lost
                if photo.lost and lost_photos <= (self.lost_to_delete or 0):
                    to_delete.add(photo.id)
        self._print(Mark.GOOD, "photos", f"complete in {self.storage.where}: {complete:,}")
        if not lost_photos:
            return
        finding = f"photos that lack a picture or have a damaged one: {lost_photos:,}"
        if not complete or self.lost_to_delete != lost_photos:
            advice = self._advise(complete, lost_photos)
            self._print(Mark.BAD, "lost", finding, lost.lines() + advice)
            return
        deleted = await self._delete_lost(database, to_delete)
        self._print(Mark.GOOD, "lost", f"{finding}; deleted: {deleted:,}", lost.lines())

    def _advise(self, complete: int, lost_photos: int) -> str:
        advice = f"{LOST}{lost_photos}" if complete else WRONG_STORE
        if self.lost_to_delete is None:
            return advice
        if not complete:
            return f"No photo was deleted.\n{advice}"
        refusal = (
            f"No photo was deleted: the number is {lost_photos} now, not {self.lost_to_delete}."
        )
        return f"{refusal}\n{advice}"

    async def _delete_lost(self, database: Database, to_delete: Collection[UUID]) -> int:
        """Look again, because photos may have been sent again meanwhile, and delete those that were
        counted: the store may have been lost meanwhile."""
        deleted, ids = 0, []
        async with contextlib.aclosing(compare_photos(database, self.storage)) as photos:
            async for photo in photos:
                ids += [photo.id] if photo.lost and photo.id in to_delete else []
                if len(ids) == BATCH:
                    deleted += await delete_lost(database, ids)
                    ids = []
        return deleted + await delete_lost(database, ids)

    async def _check_objects(self, database: Database) -> None:
        found = {owner: Found() for owner in Owner}
        async with contextlib.aclosing(compare_objects(database, self.storage)) as batches:
            async for batch in batches:
                for objects in batch:
                    found[objects.owner].add(*objects.keys)
                orphans = [objects.prefix for objects in batch if objects.owner is Owner.NONE]
                if self.is_repairing and orphans:
                    await queue_orphans(database, orphans)
        self._print_objects(**found)

    def _print_objects(
        self, ready: Found, receiving: Found, deletion: Found, none: Found, foreign: Found
    ) -> None:
        finding = f"of photos: {ready.count:,}"
        if receiving.count:
            finding += f", of uploads under way: {receiving.count:,}"
        if deletion.count:
            finding += f", waiting for their deletion: {deletion.count:,}"
        self._print(Mark.GOOD, "objects", finding)
        finding = f"objects without a photo: {none.count:,}"
        if none.count and self.is_repairing:
            self._print(Mark.GOOD, "orphans", f"{finding}; queued", none.lines() + QUEUED)
        elif none.count:
            self._print(Mark.BAD, "orphans", finding, none.lines() + ORPHANS)
        if foreign.count:
            finding = f"objects that are not Stylipp's, and stay: {foreign.count:,}"
            self._print(Mark.NOTE, "others", finding, foreign.lines())
