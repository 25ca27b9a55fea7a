"""SQL for the list of audit events. The cost of the statement depends on the page alone, however many
events exist and however few match, except for those that PostgreSQL has not vacuumed yet."""

import functools
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Integer, Label, Text, Uuid, any_, bindparam, func, select

from src.core.database import Database
from src.core.paging import CursorQuery, Page, page_of, read_cursor
from src.core.postgres.query import Query, Row
from src.models import User, audit_events

_events = audit_events.c
_FIRST_ID, _AFTER_ALL = UUID(int=0), UUID(int=2**128 - 1)
MINUTE_MILLISECONDS = 60_000
MINUTES_MAX = 2**48 // MINUTE_MILLISECONDS
"""Minutes that the time in an id has room for, since 1970."""


class EventFilter(NamedTuple):
    """Which events of all accounts are listed. None is no condition; times have a time zone."""

    user_id: UUID | None = None
    """The account that they are about."""
    type: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    """Both are extended to whole minutes; see `_first_id`."""


def _email_of(user_id: ColumnElement[UUID | None], name: str) -> Label[str]:
    return select(User.email).where(User.id == user_id).scalar_subquery().label(name)


_COLUMNS = (
    audit_events,
    _events.count.label("times"),  # `Row.count` is a method
    _email_of(_events.user_id, "email"),
    _email_of(_events.actor_id, "actor_email"),
)


@functools.cache
def _page(has_user_id: bool, has_type: bool) -> Query:
    """Return the statement for one of the indexes that end with the id.

    The page is found in that index alone. If it had to read other columns, PostgreSQL might
    prefer the primary key, and read events of all types backwards until it finds those of a type
    whose last event is long ago. Its rows are not joined, because for a join PostgreSQL may read
    the whole table.
    """
    page = select(_events.id).where(
        _events.id >= bindparam("first_id", type_=Uuid),
        _events.id < bindparam("before_id", type_=Uuid),
    )
    if has_user_id:
        page = page.where(_events.user_id == bindparam("its_user_id", type_=Uuid))
    if has_type:
        page = page.where(_events.type == bindparam("its_type", type_=Text))
    page = (
        page.order_by(_events.id.desc())
        .limit(bindparam("row_limit", type_=Integer))
        .correlate(None)
    )
    is_on_page = _events.id == any_(func.array(page.scalar_subquery()))
    return Query(select(*_COLUMNS).where(is_on_page).order_by(_events.id.desc()))


def _first_id(minute: int) -> UUID:
    """Return the smallest id of version 7 with this time, in minutes since 1970 (RFC 9562 §5.7).

    Events are found by the time in their ids. It differs from `at` by the clocks of process and
    database, and refused logins that are counted together have an id of the minute in which they
    began. With whole minutes, none of them is missing.
    """
    milliseconds = min(max(0, minute), MINUTES_MAX) * MINUTE_MILLISECONDS
    return UUID(int=milliseconds << 80 | 0x7 << 76 | 0b10 << 62)


async def list_events(database: Database, found: EventFilter, page: CursorQuery) -> Page[Row]:
    """Read a page of events, newest first. Raises `CursorInvalid`."""
    first_id, before_id = _FIRST_ID, _AFTER_ALL
    if found.since is not None:
        first_id = _first_id(int(found.since.timestamp() // 60))
    if found.until is not None:
        before_id = _first_id(int(-(-found.until.timestamp() // 60)))
    list_ = f"all audit events {found}"
    if page.cursor is not None:
        (before_id,) = read_cursor(page.cursor, list_, [_events.id])
    rows = await database.fetch_rows(
        _page(found.user_id is not None, found.type is not None),
        its_user_id=found.user_id,
        its_type=found.type,
        first_id=first_id,
        before_id=before_id,
        row_limit=page.limit + 1,  # one more tells whether there is another page
    )
    return page_of(rows, page, list_, [_events.id])
