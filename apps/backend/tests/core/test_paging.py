"""Pages by cursor, with a table and a route that only these tests have."""

import base64
from collections.abc import AsyncIterator
from typing import Annotated, Any, Literal
from uuid import UUID, uuid4

import asyncpg
import httpx
import pytest
from fastapi import FastAPI, Query
from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import DeclarativeBase, InstrumentedAttribute, Mapped, mapped_column
from uuid_utils.compat import uuid7

from src.application import create_app
from src.core.config import Settings
from src.core.database import TransactionDep
from src.core.paging import CursorQuery, _description, _make_cursor, fetch_page
from src.core.web.paging import CURSOR_MAX_LENGTH, CursorDep
from stylipp_schemas import CursorPage, ErrorResponse
from stylipp_schemas.common import ResponseModel
from tests.helpers import assert_error
from tests.recorders import count_statements, kinds

ADA, BOB = uuid4(), uuid4()


class HatBase(DeclarativeBase):
    """Apart from the tables of the application."""


class Hat(HatBase):
    __tablename__ = "test_hats"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    user_id: Mapped[UUID]
    name: Mapped[str]
    size: Mapped[int]
    color: Mapped[str | None]


class HatResponse(ResponseModel):
    name: str


type Order = Literal["new", "name", "name_backwards", "size"]

ORDERS: dict[str, tuple[tuple[InstrumentedAttribute[Any], ...], bool]] = {
    "new": ((Hat.id,), True),
    "name": ((Hat.name, Hat.id), False),
    "name_backwards": ((Hat.name, Hat.id), True),
    "size": ((Hat.size, Hat.id), False),
}


def hats_of(user_id: UUID, colors: list[str] | None = None, q: str = "") -> Select[Hat]:
    statement = select(Hat).where(Hat.user_id == user_id)
    if colors is not None:
        statement = statement.where(Hat.color.in_(colors))
    if q:
        statement = statement.where(Hat.name.icontains(q, autoescape=True))
    return statement


async def list_hats(
    page: CursorDep,
    transaction: TransactionDep,
    owner: UUID,
    color: Annotated[list[str] | None, Query()] = None,
    q: str = "",
    order: Order = "new",
) -> CursorPage[HatResponse]:
    columns, is_descending = ORDERS[order]
    hats = await fetch_page(
        transaction, hats_of(owner, color, q), page, *columns, is_descending=is_descending
    )
    return CursorPage[HatResponse].model_validate(hats)


@pytest.fixture(scope="module")
async def hat_app(settings: Settings) -> AsyncIterator[FastAPI]:
    app = create_app(settings)
    app.get("/hats")(list_hats)
    async with app.router.lifespan_context(app):
        for task in app.state.process.background_tasks:
            task.cancel()  # or its statements would be counted as a request's
        engine = app.state.database.engine
        async with engine.begin() as connection:
            await connection.run_sync(HatBase.metadata.create_all)
        yield app
        async with engine.begin() as connection:
            await connection.run_sync(HatBase.metadata.drop_all)


class Hats:
    """Ada's hats, over HTTP and in the database."""

    def __init__(self, client: httpx.AsyncClient, app: FastAPI) -> None:
        self.client = client
        self.app = app

    async def add(self, *names: str, owner: UUID = ADA, **values: Any) -> None:
        async with self.app.state.database.transaction() as transaction:
            for name in names:
                hat = Hat(user_id=owner, name=name, **{"size": 7} | values)
                transaction.add(hat)
                await transaction.flush()

    async def ask(self, cursor: str | None = None, **params: Any) -> httpx.Response:
        params = {"owner": str(ADA)} | params
        if cursor is not None:
            params["cursor"] = cursor
        return await self.client.get("/hats", params=params)

    async def page(self, cursor: str | None = None, **params: Any) -> tuple[list[str], str | None]:
        response = await self.ask(cursor, **params)
        assert response.status_code == 200, response.text
        page = CursorPage[HatResponse].model_validate_json(response.content)
        return [hat.name for hat in page.items], page.next_cursor

    async def cursor(self, **params: Any) -> str:
        """Return the cursor of the first page's end."""
        _, cursor = await self.page(limit=1, **params)
        assert cursor is not None
        return cursor

    async def walk(self, **params: Any) -> list[list[str]]:
        pages: list[list[str]] = []
        cursor = None
        while cursor is not None or not pages:
            names, cursor = await self.page(cursor, **params)
            pages.append(names)
            assert len(pages) < 50  # it comes to an end
        return pages

    async def rest(self, cursor: str | None, **params: Any) -> list[str]:
        names = []
        while cursor is not None:
            page, cursor = await self.page(cursor, **params)
            names += page
            assert len(names) < 50
        return names


@pytest.fixture
async def hats(hat_app: FastAPI, sql: "asyncpg.Connection[asyncpg.Record]") -> AsyncIterator[Hats]:
    transport = httpx.ASGITransport(app=hat_app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        yield Hats(client, hat_app)
    await sql.execute("DELETE FROM test_hats")


def assert_cursor_refused(response: httpx.Response) -> None:
    assert_error(response, 422, "validation_error")
    problems = ErrorResponse.model_validate_json(response.content).problems
    assert problems is not None
    assert [problem.path for problem in problems] == ["cursor"]


async def test_pages_follow_each_other_newest_first_until_the_cursor_is_null(hats: Hats) -> None:
    await hats.add("a", "b", "c", "d", "e")
    await hats.add("not Ada's", owner=BOB)
    assert await hats.walk(limit=2) == [["e", "d"], ["c", "b"], ["a"]]
    assert await hats.walk(limit=5) == [["e", "d", "c", "b", "a"]]
    assert await hats.walk(limit=4) == [["e", "d", "c", "b"], ["a"]]
    assert await hats.walk(owner=str(uuid4())) == [[]]


async def test_rows_that_come_and_go_neither_repeat_nor_hide_others(
    hats: Hats, sql: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    for order in ORDERS:
        await sql.execute("DELETE FROM test_hats")
        await hats.add("c", "e", "g", "i", "k", "m")
        first, cursor = await hats.page(limit=2, order=order)
        remaining = [name for name in "cegikm" if name not in first]
        # The one before the cursor, the cursor's own row, and one that is still to come.
        gone = [*first, remaining.pop(1)]
        await sql.execute("DELETE FROM test_hats WHERE name = ANY($1)", gone)
        await hats.add("a", "z")
        seen = await hats.rest(cursor, limit=1, order=order)
        assert len(seen) == len(set(seen))
        assert [name for name in seen if name in "cegikm"] == (
            remaining[::-1] if order in ("new", "name_backwards") else remaining
        )
        # New rows appear only where the reader has not been yet.
        assert (
            set(seen) & {"a", "z"}
            == {
                "new": set(),
                "name": {"z"},
                "name_backwards": {"a"},
                "size": {"a", "z"},
            }[order]
        )


@pytest.mark.parametrize("order", ["name", "name_backwards", "size"])
async def test_rows_that_are_equal_in_the_order_are_all_seen_once(hats: Hats, order: str) -> None:
    for number in range(6):
        await hats.add("same" if number < 4 else "", size=number // 3, color=str(number))
    whole, _ = await hats.page(order=order)
    async with hats.app.state.database.transaction() as transaction:
        columns, is_descending = ORDERS[order]
        page = CursorQuery(None, 1)
        seen: list[tuple[str, str | None]] = []
        while page.cursor is not None or not seen:
            items, cursor = await fetch_page(
                transaction, hats_of(ADA), page, *columns, is_descending=is_descending
            )
            seen += [(hat.name, hat.color) for hat in items]
            assert len(seen) < 50
            page = CursorQuery(cursor, 1)
    assert [name for name, _ in seen] == whole
    assert len(set(seen)) == 6


async def test_names_in_any_script_are_continued_where_they_ended(hats: Hats) -> None:
    names = ["", "'); --", '"\\', "Ünsal", "帽子", "🎩" * 700, "a\nb", "%"]
    await hats.add(*names)
    pages = await hats.walk(limit=1, order="name")
    assert sorted(name for (name,) in pages) == sorted(names)


async def test_a_cursor_is_bound_to_owner_filters_and_order(hats: Hats) -> None:
    for owner in (ADA, BOB):
        await hats.add("a", "b", "c", owner=owner, color="red")
    cursor = await hats.cursor(color=["red", "blue"], q="", order="name")
    same = {"color": ["blue", "red"], "order": "name"}
    assert (await hats.page(cursor, **same))[0] == ["b", "c"]
    assert (await hats.page(cursor, **same, limit=1))[0] == ["b"]  # as many as wanted
    others: list[dict[str, Any]] = [
        {"owner": str(BOB)},
        {"color": ["red"]},
        {"color": []},
        {"q": "a"},
        {"order": "new"},
        {"order": "name_backwards"},
        {"order": "size"},
    ]
    for other in others:
        assert_cursor_refused(await hats.ask(cursor, **same | other))


async def test_a_cursor_that_was_changed_is_422(hats: Hats) -> None:
    await hats.add("a", "b")
    cursor = await hats.cursor()
    assert (await hats.page(cursor))[0] == ["a"]
    changed = [
        cursor[:place] + ("A" if cursor[place] != "A" else "B") + cursor[place + 1 :]
        for place in range(len(cursor))
    ]
    for wrong in changed:
        assert_cursor_refused(await hats.ask(wrong))


@pytest.mark.parametrize(
    "wrong",
    ["", "x", "null", "0", "A" * 16, "A" * CURSOR_MAX_LENGTH, "A" * (CURSOR_MAX_LENGTH + 1)]
    + ["{}=", "{} ", "{}A", " {}", "{}{}", "ü", "\x00", "../", "{}\n"],
)
async def test_a_text_that_is_no_cursor_is_422(hats: Hats, wrong: str) -> None:
    await hats.add("a", "b")
    cursor = await hats.cursor()
    assert_cursor_refused(await hats.ask(wrong.replace("{}", cursor)))


async def test_a_truncated_cursor_is_422(hats: Hats) -> None:
    await hats.add("a", "b")
    cursor = await hats.cursor()
    for length in range(len(cursor)):
        assert_cursor_refused(await hats.ask(cursor[:length]))


async def test_a_cursor_contains_the_columns_of_the_order_and_nothing_else(hats: Hats) -> None:
    await hats.add("apple", "berry", color="red")
    cursor = await hats.cursor(order="name", color="red", q="e")
    content = base64.urlsafe_b64decode(cursor + "==")
    ids, _ = await hats.page(limit=1, order="name")
    assert ids == ["apple"]
    assert content[12:].startswith(b'["apple","')
    assert str(ADA).encode() not in content
    assert b"red" not in content


@pytest.mark.parametrize(
    ("order", "values", "expected"),
    [
        ("new", '["ffffffff-ffff-7fff-bfff-ffffffffffff"]', ["b", "a"]),
        ("name", '["a","ffffffff-ffff-7fff-bfff-ffffffffffff"]', ["b"]),
        ("new", "[]", None),
        ("new", "[null]", None),
        ("new", '["x"]', None),
        ("new", "{}", None),
        ("new", "[", None),
        ("new", "", None),
        ("new", '["ffffffff-ffff-7fff-bfff-ffffffffffff",1]', None),
        ("name", '["\\u0000","ffffffff-ffff-7fff-bfff-ffffffffffff"]', None),
        ("name", '["\\ud800","ffffffff-ffff-7fff-bfff-ffffffffffff"]', None),
        ("name", '[{"a":1},"ffffffff-ffff-7fff-bfff-ffffffffffff"]', None),
        ("size", '[99999999999,"ffffffff-ffff-7fff-bfff-ffffffffffff"]', None),
        ("size", '[1e999,"ffffffff-ffff-7fff-bfff-ffffffffffff"]', None),
    ],
)
async def test_a_cursor_forged_by_a_reader_of_this_code_shows_the_own_list_only(
    hats: Hats, order: Order, values: str, expected: list[str] | None
) -> None:
    await hats.add("a", "b")
    await hats.add("c", owner=BOB)
    columns, is_descending = ORDERS[order]
    statement = hats_of(ADA).order_by(
        *[column.desc() if is_descending else column.asc() for column in columns]
    )
    async with hats.app.state.database.transaction() as transaction:
        list_ = _description(transaction, statement, columns)
    forged = _make_cursor(values.encode(), list_)
    if expected is not None:
        assert (await hats.page(forged, order=order))[0] == expected
    else:
        assert_error(await hats.ask(forged, order=order), 422, "validation_error")


@pytest.mark.parametrize("limit", ["0", "101", "-1", "x", "", "9" * 30, "1.5"])
async def test_the_limit_has_bounds(hats: Hats, limit: str) -> None:
    response = await hats.ask(limit=limit)
    assert_error(response, 422, "validation_error")
    assert [problem["path"] for problem in response.json()["problems"]] == ["limit"]


async def test_a_page_has_20_items_unless_told_otherwise_and_100_at_most(hats: Hats) -> None:
    await hats.add(*[f"{number:03}" for number in range(101)])
    assert [len(page) for page in await hats.walk()] == [20, 20, 20, 20, 20, 1]
    assert [len(page) for page in await hats.walk(limit=100)] == [100, 1]


async def test_a_page_is_one_statement(hats: Hats) -> None:
    await hats.add("a", "b", "c")
    cursor = await hats.cursor()
    with count_statements(hats.app) as statements:
        await hats.page(cursor, limit=1)
    assert kinds(statements) == "BEGIN SELECT COMMIT"
    assert "count" not in statements[1]
    assert "OFFSET" not in statements[1]


async def test_a_search_takes_wildcards_literally(hats: Hats) -> None:
    await hats.add("a_b", "axb", "a%b", "A_Bc", "a/b")
    assert await hats.walk(q="a_b", order="size") == [["a_b", "A_Bc"]]
    assert await hats.walk(q="%") == [["a%b"]]
    assert await hats.walk(q="/") == [["a/b"]]
    assert await hats.walk(q="_", limit=1) == [["A_Bc"], ["a_b"]]


@pytest.mark.parametrize("order", [(Hat.name,), (Hat.id, Hat.name), (Hat.color, Hat.id)])
async def test_an_order_that_would_lose_rows_is_a_mistake(
    hats: Hats, order: tuple[InstrumentedAttribute[Any], ...]
) -> None:
    transaction: AsyncSession
    async with hats.app.state.database.transaction() as transaction:
        with pytest.raises(AssertionError):
            await fetch_page(transaction, hats_of(ADA), CursorQuery(None, 1), *order)
