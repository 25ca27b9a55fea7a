"""Listing and searching accounts, for administrators."""

import asyncpg
import httpx
import pytest

from stylipp_schemas import PaginatedResponse, UserAdminResponse
from tests.features.admin.admins import make_admin
from tests.helpers import assert_error, register


async def test_search_is_by_prefix_and_takes_wildcards_literally(
    client: httpx.AsyncClient, sql: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    admin = await make_admin(client, sql)
    for name in ("a_b", "axb", "a%b", "b"):
        assert (await register(client, email=f"{name}@example.com")).status_code == 201

    async def search(q: str) -> list[str]:
        response = await client.get("/v1/users", params={"q": q}, headers=admin)
        page = PaginatedResponse[UserAdminResponse].model_validate_json(response.content)
        assert page.total == len(page.items)
        return [item.email.partition("@")[0] for item in page.items]

    assert await search("a") == ["a%b", "a_b", "axb"]
    assert await search("A_") == ["a_b"]
    assert await search("a%") == ["a%b"]
    assert await search("b@") == ["b"]
    assert await search("example") == []
    assert await search("\\") == []
    assert await search("ü😀'\"") == []
    response = await client.get("/v1/users", params={"q": "a\x00"}, headers=admin)
    assert_error(response, 422, "validation_error")


async def test_pages_do_not_overlap(
    client: httpx.AsyncClient, sql: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    admin = await make_admin(client, sql)
    for number in range(4):
        await register(client, email=f"user{number}@example.com")
    seen = []
    for page in (1, 2, 3, 4):
        params = {"page": page, "page_size": 2}
        body = (await client.get("/v1/users", params=params, headers=admin)).json()
        assert (body["total"], body["page"], body["page_size"]) == (5, page, 2)
        seen += [item["email"].partition("@")[0] for item in body["items"]]
    assert seen == ["user3", "user2", "user1", "user0", "root"]


async def test_the_total_is_exact_to_ten_thousand_and_an_estimate_beyond(
    client: httpx.AsyncClient, sql: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    admin = await make_admin(client, sql)

    async def add(first: int, last: int) -> None:
        await sql.execute(
            "INSERT INTO users (id, email, password_hash)"
            " SELECT gen_random_uuid(), 'user' || i || '@example.com', ''"
            " FROM generate_series($1::int, $2::int) AS i",
            first,
            last,
        )
        await sql.execute("ANALYZE users")

    async def total(**params: str) -> int:
        response = await client.get("/v1/users", params=params, headers=admin)
        return PaginatedResponse[UserAdminResponse].model_validate_json(response.content).total

    await add(1, 9_999)
    assert await total() == 10_000
    assert await total(q="user") == 9_999
    assert await total(q="user777") == 11
    await add(10_000, 12_000)
    params = {"page": "100", "page_size": "100"}
    response = await client.get("/v1/users", params=params, headers=admin)
    assert len(response.json()["items"]) == 100
    for params in ({"page": "101", "page_size": "100"}, {"page": "10000"}, {"page": "501"}):
        response = await client.get("/v1/users", params=params, headers=admin)
        assert response.json()["items"] == []  # the list ends there
    params = {"page": "334", "page_size": "30"}
    response = await client.get("/v1/users", params=params, headers=admin)
    assert len(response.json()["items"]) == 10
    assert 10_001 <= await total() == pytest.approx(12_001, rel=0.2)
    assert 10_001 <= await total(q="user") == pytest.approx(12_000, rel=0.2)
    assert await total(q="user777") == 11


@pytest.mark.parametrize(
    "query",
    ["page=0", "page=-1", "page=10001", "page_size=0", "page_size=101", "page=" + "9" * 30]
    + ["q=" + "a" * 255, "page=1.5", "page_size="],
)
async def test_pages_and_searches_have_bounds(
    client: httpx.AsyncClient, sql: "asyncpg.Connection[asyncpg.Record]", query: str
) -> None:
    admin = await make_admin(client, sql)
    response = await client.get(f"/v1/users?{query}", headers=admin)
    assert_error(response, 422, "validation_error")
