"""The query parameters of lists. Every list has the same bounds."""

from typing import Annotated, NamedTuple

from fastapi import Depends, Query

from src.core.paging import CursorQuery
from stylipp_schemas.fields import PROSE_PATTERN

PAGE_MAX = 10_000
PAGE_SIZE_MAX = 100
PAGE_SIZE = 20
CURSOR_MAX_LENGTH = 4096
"""Enough for an order by 750 characters of any script."""
CURSOR_PATTERN = "^[A-Za-z0-9_-]+$"


class PageQuery(NamedTuple):
    """The page of a `PaginatedResponse` that the client asks for."""

    page: int
    page_size: int


async def get_page_query(
    page: Annotated[int, Query(ge=1, le=PAGE_MAX, description="Page number, starting at 1.")] = 1,
    page_size: Annotated[
        int, Query(ge=1, le=PAGE_SIZE_MAX, description="Entries per page.")
    ] = PAGE_SIZE,
) -> PageQuery:
    return PageQuery(page, page_size)


async def get_cursor_query(
    cursor: Annotated[
        str | None,
        Query(
            max_length=CURSOR_MAX_LENGTH,
            pattern=CURSOR_PATTERN,
            description="`next_cursor` of the page before, with the same filters; left out for the "
            "first page.",
        ),
    ] = None,
    limit: Annotated[
        int, Query(ge=1, le=PAGE_SIZE_MAX, description="Maximum number of items.")
    ] = PAGE_SIZE,
) -> CursorQuery:
    return CursorQuery(cursor, limit)


Search = Annotated[
    str, Query(max_length=100, pattern=PROSE_PATTERN, description="Part of the name.")
]
"""Text that is searched for, in lists that can be searched."""
PageDep = Annotated[PageQuery, Depends(get_page_query)]
CursorDep = Annotated[CursorQuery, Depends(get_cursor_query)]
"""For lists that may grow without end, which are a `CursorPage`."""
