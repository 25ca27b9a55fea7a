"""Comparing photos with the objects of the store, both ways and in batches. Right beside running servers:
what looks wrong is looked at again, because a photo may have come or gone meanwhile."""

import asyncio
import re
from collections.abc import AsyncGenerator, Collection, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from itertools import batched, groupby
from operator import attrgetter
from typing import NamedTuple
from uuid import UUID

from src.core.database import Database
from src.core.postgres.query import Row
from src.core.storage.store import Storage
from src.features.photos.repository import repository
from src.features.photos.service.links import IMAGE, THUMBNAIL
from src.models import Photo

BATCH = 500
CALLS_AT_ONCE = 8
NO_ID = UUID(int=0)
ORPHANS_STAY = timedelta(days=1)
"""How long objects without a photo are kept after a repair, which may have met the wrong database."""

_PREFIX = re.compile("photos/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/[0-9a-f]{32}")
_ENDINGS = (f"/{IMAGE}", f"/{THUMBNAIL}")


class ComparedPhoto(NamedTuple):
    """A photo that is ready."""

    id: UUID
    lost: list[str]
    """Keys of its objects that the store lacks, or has with another size."""


class Owner(StrEnum):
    """To what an object belongs."""

    READY = repository.READY
    RECEIVING = repository.RECEIVING
    DELETION = repository.DELETION
    NONE = "none"
    FOREIGN = "foreign"


class ComparedObjects(NamedTuple):
    """The objects with one prefix."""

    owner: Owner
    prefix: str
    keys: list[str]


async def compare_photos(database: Database, storage: Storage) -> AsyncGenerator[ComparedPhoto]:
    """Look for the objects of every photo. Raises `StorageUnavailable`."""
    async for accounts in _read_accounts(database):
        calls = [_compare_account(database, storage, photos) for photos in accounts]
        for compared in await asyncio.gather(*calls):
            for photo in compared:
                yield photo


async def _read_accounts(database: Database) -> AsyncGenerator[list[list[Row]]]:
    """Read photos in batches, and return all of some accounts at once: each account is listed once, after its
    last photo was read, because one that was sent after a listing would look lost."""
    accounts: list[list[Row]] = []
    after = NO_ID, NO_ID
    while rows := await repository.list_ready(database, *after, BATCH):
        for user_id, photos in groupby(rows, attrgetter("user_id")):
            if not accounts or accounts[-1][0].user_id != user_id:
                if len(accounts) == CALLS_AT_ONCE:
                    yield accounts
                    accounts = []
                accounts.append([])
            accounts[-1] += photos
        after = rows[-1].user_id, rows[-1].id
    if accounts:
        yield accounts


async def _compare_account(
    database: Database, storage: Storage, rows: Sequence[Row]
) -> list[ComparedPhoto]:
    """Look for the objects of the photos of one account, with one listing. The rows and the keys take about
    700 bytes of memory for each photo."""
    expected = {
        f"{row.key_prefix}/{variant}": size
        for row in rows
        for variant, size in ((IMAGE, row.byte_size), (THUMBNAIL, row.thumbnail_size))
    }
    user_id = rows[0].user_id
    async for found in storage.list(f"photos/{user_id}/"):
        if expected.get(found.key) == found.size:
            del expected[found.key]
    lost: dict[str, list[str]] = {}
    for key in expected:
        lost.setdefault(key.rpartition("/")[0], []).append(key)
    # Those that were deleted since they were read have no row any more.
    states: dict[str, str] = {}
    for some in batched(lost, BATCH):
        states |= await repository.find_prefixes(database, [user_id], some)
    return [
        ComparedPhoto(row.id, lost.get(row.key_prefix, []))
        for row in rows
        if row.key_prefix not in lost or states.get(row.key_prefix) == repository.READY
    ]


async def compare_objects(
    database: Database, storage: Storage
) -> AsyncGenerator[list[ComparedObjects]]:
    """Look for the photo of every object. Raises `StorageUnavailable`."""
    async for batch in _list_by_prefix(storage):
        accounts = {prefix: UUID(m[1]) for prefix in batch if (m := _PREFIX.fullmatch(prefix))}
        states = await repository.find_prefixes(database, set(accounts.values()), accounts)
        found = []
        for prefix, keys in batch.items():
            if prefix in states:
                owner = Owner(states[prefix])
            elif prefix in accounts and all(key.endswith(_ENDINGS) for key in keys):
                owner = Owner.NONE
                # Those whose deletion has ended since they were listed are gone now.
                keys = [item.key async for item in storage.list(f"{prefix}/")]
            else:
                owner = Owner.FOREIGN
            if keys:
                found.append(ComparedObjects(owner, prefix, keys))
        yield found


async def _list_by_prefix(storage: Storage) -> AsyncGenerator[dict[str, list[str]]]:
    """List objects in batches. Stores list those of one prefix together."""
    batch: dict[str, list[str]] = {}
    async for found in storage.list("photos/"):
        prefix = found.key.rpartition("/")[0]
        if prefix not in batch and len(batch) == BATCH:
            yield batch
            batch = {}
        batch.setdefault(prefix, []).append(found.key)
    if batch:
        yield batch


async def queue_orphans(database: Database, prefixes: Iterable[str]) -> None:
    """Queue the deletion of objects without a photo."""
    not_before = datetime.now(UTC) + ORPHANS_STAY
    async with database.transaction() as transaction:
        await repository.queue_deletions(transaction, dict.fromkeys(prefixes, not_before))


async def delete_lost(database: Database, ids: Collection[UUID]) -> int:
    """Delete photos whose objects are lost. Returns how many there were."""
    async with database.transaction() as transaction:
        return await repository.delete_photos(
            transaction, Photo.id.in_(ids), Photo.state == repository.READY
        )
