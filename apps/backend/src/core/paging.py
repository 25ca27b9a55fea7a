"""Pages of lists without page numbers: each page begins after the last row of the one before.

Rows that are inserted or deleted between two requests neither repeat nor hide others, the last page
costs as much as the first, and nothing is counted (docs/decisions/0017-cursors.md).
"""

import base64
import hashlib
from collections.abc import Sequence
from types import GenericAlias
from typing import Any, NamedTuple

from pydantic import TypeAdapter
from pydantic_core import to_json
from sqlalchemy import Column, Select, literal, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from src.core.errors import ValidationFailed
from stylipp_schemas import ErrorProblem

MARK_BYTES = 12

type OrderColumn = InstrumentedAttribute[Any] | Column[Any]


class CursorQuery(NamedTuple):
    """The page that the client asks for."""

    cursor: str | None
    limit: int


class Page[T](NamedTuple):
    """Rows of one page; validate it as a `CursorPage[…]` of their contract."""

    items: list[T]
    next_cursor: str | None


class CursorInvalid(ValidationFailed):
    """The cursor is not one of this list, this owner and these filters."""

    message = "must be the `next_cursor` of this list with the same filters"
    detail = f"query.cursor: {message}"
    problems = (ErrorProblem(path="cursor", message=message, code="cursor_invalid"),)


async def fetch_page[T](
    transaction: AsyncSession,
    statement: Select[T],
    page: CursorQuery,
    *order: InstrumentedAttribute[Any],
    is_descending: bool = False,
) -> Page[T]:
    """Return one page of a `select(Entity)` with its filters, and the cursor of the next one.

    `order` are columns that are never null; the last one is the primary key, so that no two rows
    are equal. With ids of version 7, `Entity.id` descending means the newest first. A cursor is
    valid as long as the statement's filters have the same values, so none of them may be the
    current time. Raises `CursorInvalid`.
    """
    assert order[-1].primary_key, "The order of a list ends with the primary key."
    assert not any(column.nullable for column in order), "Null has no place in the order of a list."
    statement = statement.order_by(
        *[column.desc() if is_descending else column.asc() for column in order]
    )
    list_ = _description(transaction, statement, order)
    if page.cursor is not None:
        row = tuple_(*order)
        last = tuple_(*map(literal, read_cursor(page.cursor, list_, order), row.type.types))
        statement = statement.where(row < last if is_descending else row > last)
    # One more than asked for tells whether there is another page.
    rows = await transaction.scalars(statement.limit(page.limit + 1))
    return page_of(rows.all(), page, list_, order)


def page_of[T](
    rows: Sequence[T], page: CursorQuery, list_: str, order: Sequence[OrderColumn]
) -> Page[T]:
    """Return the page of which these are the rows, and the first one of the next page, if any."""
    items = list(rows[: page.limit])
    if len(rows) <= page.limit:
        return Page(items, None)
    last = to_json([getattr(items[-1], column.key) for column in order])
    return Page(items, _make_cursor(last, list_))


def _description(
    transaction: AsyncSession, statement: Select[Any], order: Sequence[InstrumentedAttribute[Any]]
) -> str:
    """Describe the list by its SQL, except for the columns that it shows, and by the owner and the
    filters, which are values in it."""
    dialect = transaction.get_bind().dialect
    compiled = statement.with_only_columns(*order).compile(dialect=dialect)
    # The order of a set differs between processes.
    values = {
        name: sorted(map(repr, value)) if isinstance(value, list | set | frozenset) else repr(value)
        for name, value in compiled.params.items()
    }
    return f"{compiled} {values}"


def _make_cursor(values: bytes, list_: str) -> str:
    """Return the values of the last row's columns, after a mark that binds them to their list.

    The mark is no signature: a forged cursor only starts its owner's own list somewhere else.
    """
    mark = hashlib.sha256(list_.encode() + values).digest()[:MARK_BYTES]
    return base64.urlsafe_b64encode(mark + values).rstrip(b"=").decode()


def read_cursor(cursor: str, list_: str, order: Sequence[OrderColumn]) -> list[Any]:
    """Return the values of the columns of the order, in the row after which the page begins. Raises
    `CursorInvalid` if the cursor is not one of this list."""
    try:
        values = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))[MARK_BYTES:]
        if _make_cursor(values, list_) != cursor:
            raise CursorInvalid
        row: Any = GenericAlias(tuple, tuple(column.type.python_type for column in order))
        return list(TypeAdapter(row).validate_json(values))
    except ValueError:  # of base64 and of Pydantic
        raise CursorInvalid from None
