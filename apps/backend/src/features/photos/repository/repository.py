"""SQL on the tables of photos and of objects to delete."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Float,
    Integer,
    Select,
    Text,
    Uuid,
    any_,
    bindparam,
    delete,
    func,
    literal,
    select,
    tuple_,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession

from src.core.database import Database
from src.core.paging import CursorQuery, Page, fetch_page
from src.core.postgres.query import Query, Row
from src.models import ObjectDeletion, Photo, User

RECEIVING, READY = "receiving", "ready"
DELETION = "deletion"
"""What has no photo any more, but a waiting deletion."""
HAS_EXPIRED = (Photo.state == RECEIVING) & (Photo.lease_until < func.now())
"""Its upload has ended without a result, for example with its process."""

_FIND_PICTURE = Query(
    select(Photo.key_prefix, Photo.media_type, Photo.byte_size, Photo.thumbnail_size)
    .join(User, User.id == Photo.user_id)
    .where(Photo.id == bindparam("row_id"), Photo.state == READY, User.disabled_at.is_(None))
)

_DUE = (
    select(ObjectDeletion.id)
    .where(ObjectDeletion.not_before <= func.now())
    .order_by(ObjectDeletion.not_before)
    .limit(bindparam("count", type_=Integer))
    .with_for_update(skip_locked=True)
)
_DELAY = func.least(
    bindparam("longest", type_=Float),
    bindparam("shortest", type_=Float) * func.power(2, func.least(ObjectDeletion.attempts, 10)),
)
_CLAIM_DELETIONS = Query(
    update(ObjectDeletion)
    .where(ObjectDeletion.id.in_(_DUE))
    .values(
        attempts=ObjectDeletion.attempts + 1,
        not_before=func.now() + func.make_interval(0, 0, 0, 0, 0, 0, _DELAY),
    )
    .returning(ObjectDeletion.id, ObjectDeletion.key_prefix)
)
_END_DELETIONS = Query(
    delete(ObjectDeletion).where(ObjectDeletion.id == any_(bindparam("ids", type_=ARRAY(Uuid))))
)
_LIST_READY = Query(
    select(Photo.id, Photo.user_id, Photo.key_prefix, Photo.byte_size, Photo.thumbnail_size)
    .where(
        Photo.state == READY,
        tuple_(Photo.user_id, Photo.id)
        > tuple_(bindparam("after_user", type_=Uuid), bindparam("after", type_=Uuid)),
    )
    .order_by(Photo.user_id, Photo.id)
    .limit(bindparam("count", type_=Integer))
)
# One statement, because what leaves one of the tables enters the other in the same moment. By account
# first, for which there is an index.
_FIND_PREFIXES = Query(
    select(Photo.key_prefix, Photo.state)
    .where(
        Photo.user_id == any_(bindparam("user_ids", type_=ARRAY(Uuid))),
        Photo.key_prefix == any_(bindparam("prefixes", type_=ARRAY(Text))),
    )
    .union_all(
        select(ObjectDeletion.key_prefix, literal(DELETION)).where(
            ObjectDeletion.key_prefix == any_(bindparam("prefixes", type_=ARRAY(Text)))
        )
    )
)
# What is not due yet, because an upload may still be under way, does not wait.
_MEASURE_DELETIONS = Query(
    select(
        func.count().label("waiting"),
        func.coalesce(
            func.extract("epoch", func.now() - func.min(ObjectDeletion.created_at)), 0
        ).label("age"),
    ).where((ObjectDeletion.attempts > 0) | (ObjectDeletion.not_before <= func.now()))
)


def own_photos(user_id: UUID) -> Select[Photo]:
    """Every statement begins here, so that none finds the photos of another account."""
    return select(Photo).where(Photo.user_id == user_id)


async def find_photo(transaction: AsyncSession, user_id: UUID, photo_id: UUID) -> Photo | None:
    """Return a photo, also one that is still being received."""
    return await transaction.scalar(own_photos(user_id).where(Photo.photo_id == photo_id))


async def count_photos(transaction: AsyncSession, user_id: UUID) -> int:
    """Return how many photos an account has, with those that are being received."""
    statement = select(func.count()).select_from(own_photos(user_id).subquery())
    return await transaction.scalar(statement) or 0


async def list_photos(transaction: AsyncSession, user_id: UUID, page: CursorQuery) -> Page[Photo]:
    statement = own_photos(user_id).where(Photo.state == READY)
    return await fetch_page(transaction, statement, page, Photo.id, is_descending=True)


async def list_all_photos(transaction: AsyncSession, user_id: UUID) -> Sequence[Photo]:
    statement = own_photos(user_id).where(Photo.state == READY).order_by(Photo.id.desc())
    return (await transaction.scalars(statement)).all()


async def insert_photo(
    transaction: AsyncSession, user_id: UUID, photo_id: UUID, key_prefix: str, lease: timedelta
) -> Photo:
    """Insert a photo that is being received. The account is locked."""
    photo = Photo(
        user_id=user_id,
        photo_id=photo_id,
        state=RECEIVING,
        key_prefix=key_prefix,
        lease_until=func.now() + lease,
    )
    transaction.add(photo)
    await transaction.flush()
    return photo


async def finish_photo(transaction: AsyncSession, row_id: UUID, **values: Any) -> Photo | None:
    """Make a photo ready; None if it was deleted while it was received."""
    statement = (
        update(Photo)
        .where(Photo.id == row_id, Photo.state == RECEIVING)
        .values(state=READY, lease_until=None, **values)
        .returning(Photo)
        .execution_options(synchronize_session=False)
    )
    return await transaction.scalar(statement)


async def delete_photos(
    transaction: AsyncSession, *conditions: ColumnElement[bool], have_objects: bool = True
) -> int:
    """Delete photos, and queue the deletion of their objects, if they can have any: where an upload is under way, for the
    time when it has ended at the latest. Returns how many there were."""
    # One statement decides: an upload that ends at the same time is deleted as a whole, or finds that
    # its row is gone.
    deleted = await transaction.execute(
        delete(Photo)
        .where(*conditions)
        .returning(Photo.key_prefix, Photo.lease_until)
        .execution_options(synchronize_session=False)
    )
    rows = deleted.all()
    if have_objects:
        await queue_deletions(transaction, {row.key_prefix: row.lease_until for row in rows})
    return len(rows)


async def queue_deletions(transaction: AsyncSession, prefixes: dict[str, datetime | None]) -> None:
    """Queue the deletion of objects by their prefix, not before a time if there is one."""
    deletions = [
        ObjectDeletion(key_prefix=prefix, not_before=not_before or func.now())
        for prefix, not_before in prefixes.items()
    ]
    transaction.add_all(deletions)
    await transaction.flush()


async def find_picture(database: Database, row_id: UUID) -> Row | None:
    """Read where a picture is, unless its account is disabled."""
    return await database.fetch_row(_FIND_PICTURE, row_id=row_id)


async def claim_deletions(
    database: Database, count: int, shortest: float, longest: float
) -> Sequence[Row]:
    """Return what is due. Unless it is ended, it is due again after `shortest` seconds, and after twice
    as many each time, up to `longest`."""
    return await database.fetch_rows(
        _CLAIM_DELETIONS,
        count=count,
        shortest=shortest,
        longest=longest,
    )


async def end_deletions(database: Database, ids: Sequence[UUID]) -> None:
    await database.fetch_rows(_END_DELETIONS, ids=ids)


async def measure_deletions(database: Database) -> tuple[int, float]:
    """Return the number of deletions that wait for the store, and the age of the oldest in seconds."""
    row = await database.fetch_row(_MEASURE_DELETIONS)
    assert row is not None
    return row.waiting, float(row.age)


async def list_ready(
    database: Database, after_user: UUID, after: UUID, count: int
) -> Sequence[Row]:
    """Return photos of all accounts, by account and row, after a row."""
    return await database.fetch_rows(_LIST_READY, after_user=after_user, after=after, count=count)


async def find_prefixes(
    database: Database, user_ids: Collection[UUID], prefixes: Collection[str]
) -> dict[str, str]:
    """Return to what objects belong: `RECEIVING` or `READY` photos, or a `DELETION`. Those that belong to
    nothing have no entry."""
    rows = await database.fetch_rows(
        _FIND_PREFIXES, user_ids=list(user_ids), prefixes=list(prefixes)
    )
    return {row[0]: row[1] for row in rows}
