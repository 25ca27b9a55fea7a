"""Listing and searching accounts, for administrators."""

import itertools

import asyncpg
import httpx
import pytest
from fastapi import FastAPI

from stylipp_schemas import PaginatedResponse, UserAdminResponse
from tests.features.admin.admins import Headers, Sql, id_of, make_admin
from tests.features.auth.logins import Login, start
from tests.helpers import assert_error, log_in, register
from tests.recorders import count_statements, kinds


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
    + ["q=" + "a" * 255, "page=1.5", "page_size=", "role=root", "role=", "role=ADMIN"]
    + ["role=admin%00", "is_disabled=perhaps", "is_disabled=", "is_disabled=2"],
)
async def test_pages_and_searches_have_bounds(
    client: httpx.AsyncClient, sql: "asyncpg.Connection[asyncpg.Record]", query: str
) -> None:
    admin = await make_admin(client, sql)
    response = await client.get(f"/v1/users?{query}", headers=admin)
    assert_error(response, 422, "validation_error")


async def listed(
    client: httpx.AsyncClient, admin: Headers, **params: str | int
) -> list[UserAdminResponse]:
    response = await client.get("/v1/users", params=params, headers=admin)
    assert response.status_code == 200, response.text
    page = PaginatedResponse[UserAdminResponse].model_validate_json(response.content)
    assert page.total == len(page.items)
    return page.items


async def test_each_combination_of_filters_finds_what_matches_it(
    client: httpx.AsyncClient, sql: Sql
) -> None:
    admin = await make_admin(client, sql)
    await sql.execute("""
        INSERT INTO users (id, email, password_hash, role, disabled_at)
        SELECT gen_random_uuid(), format('%s%s@example.com', prefix, number), '', role, disabled_at
        FROM unnest(ARRAY['a', 'b']) prefix, unnest(ARRAY['user', 'admin']) role,
             unnest(ARRAY[NULL, now()]) disabled_at,
             LATERAL (SELECT substr(gen_random_uuid()::text, 1, 8) AS number) random,
             generate_series(1, 2)
        ON CONFLICT DO NOTHING
    """)
    everything = await listed(client, admin)
    sizes = set()
    for prefix, role, is_disabled in itertools.product(
        ("", "a", "B", "zz"), (None, "user", "admin"), (None, True, False)
    ):
        params = {"q": prefix} if prefix else {}
        if role is not None:
            params["role"] = role
        if is_disabled is not None:
            params["is_disabled"] = str(is_disabled).lower()
        expected = [
            account
            for account in everything
            if account.email.startswith(prefix.lower())
            and role in (None, account.role)
            and is_disabled in (None, account.is_disabled)
        ]
        if prefix:
            expected.sort(key=lambda account: account.email)
        assert await listed(client, admin, **params) == expected, params
        sizes.add(len(expected))
    assert len(sizes) > 3


async def test_pages_of_filtered_accounts_do_not_overlap(
    client: httpx.AsyncClient, sql: Sql
) -> None:
    admin = await make_admin(client, sql)
    for number in range(5):
        await register(client, email=f"user{number}@example.com")
    await sql.execute("UPDATE users SET disabled_at = now() WHERE email LIKE 'user%'")
    await sql.execute("UPDATE users SET disabled_at = NULL WHERE email LIKE 'user3%'")
    for params in ({}, {"q": "us"}):
        seen = []
        for page in (1, 2, 3):
            query = params | {"is_disabled": "true", "page": str(page), "page_size": "2"}
            body = (await client.get("/v1/users", params=query, headers=admin)).json()
            assert body["total"] == 4
            seen += [item["email"][4] for item in body["items"]]
        assert seen == (["0", "1", "2", "4"] if params else ["4", "2", "1", "0"])


async def test_a_list_takes_three_statements_however_long_it_is(
    client: httpx.AsyncClient, sql: Sql, app: FastAPI
) -> None:
    """Those of the login, the total and the page."""
    admin = await make_admin(client, sql)
    for number in range(5):
        await register(client, email=f"user{number}@example.com")
    for params in ({}, {"q": "user", "role": "user", "is_disabled": "false"}):
        with count_statements(app) as statements:
            await client.get("/v1/users", params=params, headers=admin)
        assert kinds(statements) == "SELECT SELECT SELECT"


async def test_an_account_shows_when_it_was_last_seen(client: httpx.AsyncClient, sql: Sql) -> None:
    admin = await make_admin(client, sql)
    ada = await start(client)
    ada_id = await id_of(client, ada.bearer)
    second = Login(await log_in(client))
    await register(client, email="bob@example.com")

    async def last_seen() -> str | None:
        """Return what list, account and change agree on."""
        path = f"/v1/users/{ada_id}"
        listed = (await client.get("/v1/users?q=ada", headers=admin)).json()["items"][0]
        read = (await client.get(path, headers=admin)).json()
        changed = (await client.patch(path, json={"role": "user"}, headers=admin)).json()
        assert listed == read == changed
        return None if read["last_seen_at"] is None else str(read["last_seen_at"])

    (bob,) = await listed(client, admin, q="bob")
    assert bob.last_seen_at is None
    own = (await client.get("/v1/auth/sessions", headers=ada.bearer)).json()["items"]
    assert await last_seen() == own[0]["last_seen_at"] > own[1]["last_seen_at"]
    await sql.execute(
        "UPDATE sessions SET last_seen_at = '2099-01-01T00:00:00Z' WHERE id = $1", own[1]["id"]
    )
    await client.post("/v1/auth/logout", headers=ada.bearer)
    assert await last_seen() == "2099-01-01T00:00:00Z"  # a session that ended, and is still stored
    await sql.execute("DELETE FROM sessions WHERE id = $1", own[1]["id"])
    assert await last_seen() == own[0]["last_seen_at"]
    await client.post("/v1/auth/logout-all", headers=second.bearer)
    assert await last_seen() == own[0]["last_seen_at"]
    await sql.execute("DELETE FROM sessions WHERE user_id = $1", ada_id)
    assert await last_seen() is None
