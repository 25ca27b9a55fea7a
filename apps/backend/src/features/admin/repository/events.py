"""SQL for lists of audit events. The cost of the statement depends on the page alone, however many
events exist and however few match."""

import functools
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from pydantic_core import to_json
from sqlalchemy import (
    BindParameter,
    Column,
    ColumnElement,
    DateTime,
    Integer,
    Label,
    Uuid,
    bindparam,
    func,
    select,
    text,
    tuple_,
)

from src.core.database import Database
from src.core.paging import CursorQuery, Page, make_cursor, read_cursor
from src.core.postgres.query import Query, Row
from src.models import User, audit_events

ID_TOLERANCE = timedelta(minutes=2)
"""How much the time in an event's id may differ from its `at`. The id has the clock of a process, `at`
is the beginning of a transaction by the clock of the database, and refused logins share the id of the
minute."""

_events = audit_events.c
_BEFORE_ALL, _AFTER_ALL = UUID(int=0), UUID(int=2**128 - 1)


class EventFilter(NamedTuple):
    """Which events are listed; None is no condition."""

    user_id: UUID | None = None
    """The account that they are about."""
    type: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    """The first moment that is too late."""


@functools.cache
def _page(has_user_id: bool, has_type: bool) -> Query:
    """Return the statement for one of the indexes that end with the id.

    Its columns are compared as a row, and are all of the order. With `type = :type` instead,
    PostgreSQL would read all events backwards if it believes that the type is frequent, although
    the last of them may be long ago.
    """
    keys: list[Column[object]] = []
    if has_user_id:
        keys.append(_events.user_id)
    if has_type:
        keys.append(_events.type)
    fixed = [bindparam(f"its_{key.name}", type_=key.type) for key in keys]
    keys.append(_events.id)
    first = tuple_(*fixed, bindparam("first_id", type_=Uuid))
    beyond = tuple_(*fixed, bindparam("beyond_id", type_=Uuid))
    page = (
        select(audit_events)
        .where(
            tuple_(*keys) >= first,
            tuple_(*keys) < beyond,
            _events.at >= func.coalesce(_moment("since"), text("'-infinity'")),
            _events.at < func.coalesce(_moment("until"), text("'infinity'")),
        )
        .order_by(*[key.desc() for key in keys])
        .limit(bindparam("row_limit", type_=Integer))
        .subquery("page")
    )
    # Not joins: for those, PostgreSQL may read the whole table of accounts.
    emails = (_email_of(page.c.user_id, "email"), _email_of(page.c.actor_id, "actor_email"))
    return Query(select(page, page.c.count.label("times"), *emails).order_by(page.c.id.desc()))


def _moment(name: str) -> BindParameter[datetime]:
    return bindparam(name, type_=DateTime(timezone=True))


def _email_of(user_id: ColumnElement[UUID], name: str) -> Label[str]:
    return select(User.email).where(User.id == user_id).scalar_subquery().label(name)


def _first_id(at: datetime) -> UUID:
    """Return the smallest id of version 7 with this time (RFC 9562 §5.7)."""
    milliseconds = max(0, min(int(at.timestamp() * 1000), 2**48 - 1))
    return UUID(int=milliseconds << 80 | 0x7 << 76 | 0b10 << 62)


async def list_events(database: Database, found: EventFilter, page: CursorQuery) -> Page[Row]:
    """Read a page of events, newest first. Raises `CursorInvalid`."""
    first_id, beyond_id = _BEFORE_ALL, _AFTER_ALL
    if found.since is not None:
        first_id = _first_id(found.since - ID_TOLERANCE)
    if found.until is not None:
        beyond_id = _first_id(found.until + ID_TOLERANCE)
    list_ = repr(found)
    if page.cursor is not None:
        (beyond_id,) = read_cursor(page.cursor, list_, [_events.id])
    rows: Sequence[Row] = await database.fetch_rows(
        _page(found.user_id is not None, found.type is not None),
        its_user_id=found.user_id,
        its_type=found.type,
        first_id=first_id,
        beyond_id=beyond_id,
        since=found.since,
        until=found.until,
        row_limit=page.limit + 1,  # one more tells whether there is another page
    )
    items = list(rows[: page.limit])
    has_more = len(rows) > page.limit
    return Page(items, make_cursor(to_json([items[-1].id]), list_) if has_more else None)
