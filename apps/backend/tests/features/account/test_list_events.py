"""Listing what happened to your own account, over HTTP."""

import json
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import pytest
from fastapi import FastAPI

from src.features.audit.repository import repository
from stylipp_schemas import AuditEventResponse, CursorPage
from tests.features.admin.admins import make_admin
from tests.helpers import assert_error, bearer_of, log_in, register
from tests.recorders import count_statements, kinds

PATH = "/v1/users/me/events"
type Sql = "asyncpg.Connection[asyncpg.Record]"


async def page(
    client: httpx.AsyncClient, headers: dict[str, str], **params: Any
) -> CursorPage[AuditEventResponse]:
    response = await client.get(PATH, params=params, headers=headers)
    assert response.status_code == 200, response.text
    return CursorPage[AuditEventResponse].model_validate_json(response.content)


async def types(client: httpx.AsyncClient, headers: dict[str, str]) -> list[str]:
    return [event.type for event in (await page(client, headers)).items]


async def test_the_list_has_your_own_events_newest_first(client: httpx.AsyncClient) -> None:
    headers = await bearer_of(client)
    await bearer_of(client, email="grace@example.com")
    await log_in(client, password="a wrong guess")
    assert await types(client, headers) == ["login_failed", "logged_in", "registered"]


async def test_the_list_is_what_the_export_says(client: httpx.AsyncClient, sql: Sql) -> None:
    """Also what an administrator did to others, between what happened to the own account."""
    admin = await make_admin(client, sql)
    ada = (await register(client)).json()["id"]
    for is_disabled in (True, False):
        body = {"is_disabled": is_disabled}
        await client.patch(f"/v1/users/{ada}", json=body, headers=admin)
        await log_in(client, email="root@example.com")
    listed: list[dict[str, Any]] = []
    cursor: dict[str, Any] = {}
    for _ in range(3):
        response = await client.get(PATH, params={"limit": 2} | cursor, headers=admin)
        listed += response.json()["items"]
        cursor = {"cursor": response.json()["next_cursor"]}
    assert cursor == {"cursor": None}
    assert [event["type"] for event in listed] == [
        "logged_in",
        "account_enabled",
        "logged_in",
        "account_disabled",
        "logged_in",
        "registered",
    ]
    assert listed[1]["user_id"] == ada
    export = await client.get("/v1/users/me/export", headers=admin)
    assert export.json()["audit_events"] == listed


async def test_events_between_two_pages_neither_repeat_nor_hide_others(
    client: httpx.AsyncClient,
) -> None:
    headers = await bearer_of(client)
    await log_in(client)
    first = await page(client, headers, limit=2)
    await log_in(client, password="a wrong guess")
    rest = await page(client, headers, limit=2, cursor=first.next_cursor)
    assert [event.type for event in first.items + rest.items] == [
        "logged_in",
        "logged_in",
        "registered",
    ]
    assert rest.next_cursor is None


async def test_a_page_that_is_just_full_is_the_last_one(client: httpx.AsyncClient) -> None:
    headers = await bearer_of(client)
    full = await page(client, headers, limit=2)
    assert (len(full.items), full.next_cursor) == (2, None)


async def test_a_cursor_of_another_account_is_refused(client: httpx.AsyncClient) -> None:
    cursors = []
    for email in ("ada@example.com", "grace@example.com"):
        headers = await bearer_of(client, email=email)
        cursors.append((await page(client, headers, limit=1)).next_cursor)
    assert (await page(client, headers, cursor=cursors[1])).items
    for cursor in (cursors[0], "x", "AAAA"):
        response = await client.get(PATH, params={"cursor": cursor}, headers=headers)
        assert_error(response, 422, "validation_error")
        assert response.json()["problems"][0]["code"] == "cursor_invalid"


@pytest.mark.parametrize("limit", [0, 101])
async def test_a_page_has_one_to_a_hundred_events(client: httpx.AsyncClient, limit: int) -> None:
    headers = await bearer_of(client)
    response = await client.get(PATH, params={"limit": limit}, headers=headers)
    assert_error(response, 422, "validation_error")


async def test_a_page_is_one_statement(client: httpx.AsyncClient, app: FastAPI) -> None:
    headers = await bearer_of(client)
    with count_statements(app) as statements:
        await page(client, headers)
    assert kinds(statements) == "SELECT SELECT"  # the session, the events


def nodes(plan: dict[str, Any]) -> list[dict[str, Any]]:
    return [plan, *(node for child in plan.get("Plans", []) for node in nodes(child))]


@pytest.mark.parametrize("role", ["user_id", "actor_id"])
async def test_old_events_of_a_busy_account_are_found_without_reading_those_of_others(
    client: httpx.AsyncClient, sql: Sql, role: str
) -> None:
    busy = UUID((await register(client)).json()["id"])
    # Ids in the order of the rows; a fifth of the events are the account's, and all are old.
    await sql.execute(
        f"""
        INSERT INTO audit_events (id, type, {role})
        SELECT CAST('018bcfe568007000800000000000' || lpad(to_hex(n), 4, '0') AS uuid), 'logged_in',
               CASE WHEN n <= 10000 THEN CAST($1 AS uuid) ELSE gen_random_uuid() END
        FROM generate_series(1, 50000) AS n
        """,
        busy,
    )
    await sql.execute("ANALYZE audit_events")
    values = {"user_id": busy, "before_id": UUID(int=2**128 - 1), "row_limit": 21}
    text, arguments = repository._LIST.bind(values)
    explained = await sql.fetchval(f"EXPLAIN (ANALYZE, FORMAT JSON) {text}", *arguments)
    read = nodes(json.loads(explained)[0]["Plan"])
    scans = [node for node in read if node.get("Relation Name") == "audit_events"]
    assert len(scans) == 2
    for scan in scans:
        assert scan["Actual Rows"] <= 21
        assert scan.get("Rows Removed by Filter", 0) == 0, scan


async def test_the_list_requires_a_login(client: httpx.AsyncClient) -> None:
    assert_error(await client.get(PATH), 401, "not_authenticated")
