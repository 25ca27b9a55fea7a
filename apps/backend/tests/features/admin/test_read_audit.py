"""Reading the audit log, for administrators."""

import itertools
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import httpx
import pytest
from fastapi import FastAPI

from src.core.setting_types import Limit
from stylipp_schemas import AuditEventAdminResponse, CursorPage
from tests.features.admin.admins import Headers, Sql, id_of, make_admin
from tests.helpers import PASSWORD, ChangeSettings, assert_error, bearer_of, log_in, register
from tests.recorders import count_statements, kinds

PATH = "/v1/audit"
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


async def read(
    client: httpx.AsyncClient, admin: Headers, **params: str | int
) -> CursorPage[AuditEventAdminResponse]:
    response = await client.get(PATH, params=params, headers=admin)
    assert response.status_code == 200, response.text
    return CursorPage[AuditEventAdminResponse].model_validate_json(response.content)


async def read_all(
    client: httpx.AsyncClient, admin: Headers, **params: str | int
) -> list[AuditEventAdminResponse]:
    """Read all pages, of which only the last one is not full."""
    found: list[AuditEventAdminResponse] = []
    while True:
        page = await read(client, admin, **params, limit=2)
        found += page.items
        if page.next_cursor is None:
            return found
        assert len(page.items) == 2
        params["cursor"] = page.next_cursor


async def add_event(sql: Sql, at: datetime, type_: str, user_id: UUID | None) -> UUID:
    """Insert an event whose id has its time."""
    milliseconds = int(at.timestamp() * 1000)
    id_ = UUID(int=milliseconds << 80 | 7 << 76 | 2 << 62 | uuid4().int >> 70)
    await sql.execute(
        "INSERT INTO audit_events (id, at, type, user_id) VALUES ($1, $2, $3, $4)",
        *(id_, at, type_, user_id),
    )
    return id_


async def test_events_of_all_accounts_are_listed_newest_first(
    client: httpx.AsyncClient, sql: Sql, app: FastAPI
) -> None:
    admin = await make_admin(client, sql)
    root, ada = await id_of(client, admin), await id_of(client, await bearer_of(client))
    await client.patch(f"/v1/users/{ada}", json={"is_disabled": True}, headers=admin)
    await client.post("/v1/auth/login", json={"email": "nobody@example.com", "password": PASSWORD})
    with count_statements(app) as statements:
        page = await read(client, admin)
    assert kinds(statements) == "SELECT SELECT"
    assert page.next_cursor is None
    assert [
        (event.type, str(event.user_id), event.email, event.actor_email) for event in page.items
    ] == [
        ("login_failed", "None", None, None),
        ("account_disabled", ada, "ada@example.com", "root@example.com"),
        ("logged_in", ada, "ada@example.com", None),
        ("registered", ada, "ada@example.com", None),
        ("logged_in", root, "root@example.com", None),
        ("registered", root, "root@example.com", None),
    ]
    assert str(page.items[1].actor_id) == root
    row = await sql.fetchrow("SELECT * FROM audit_events ORDER BY id DESC OFFSET 1 LIMIT 1")
    assert row is not None
    for name in ("id", "at", "subject_id", "ip_network", "request_id", "count"):
        assert getattr(page.items[1], name) == row[name]


async def test_each_combination_of_filters_finds_what_matches_it(
    client: httpx.AsyncClient, sql: Sql
) -> None:
    admin = await make_admin(client, sql)
    root, stranger = UUID(await id_of(client, admin)), uuid4()
    for hour, name, owner in itertools.product(
        range(4), ("logged_in", "email_changed"), (root, stranger, None)
    ):
        await add_event(sql, NOON + timedelta(hours=hour), name, owner)
    everything = await read_all(client, admin)
    assert len(everything) == 24 + 2
    assert [event.id for event in everything] == sorted((e.id for e in everything), reverse=True)
    since, until = NOON + timedelta(hours=1), NOON + timedelta(hours=3)
    empty = 0
    for user_id, type_, is_since, is_until in itertools.product(
        (None, root, stranger, uuid4()),
        (None, "email_changed", "logged_in", "unknown"),
        (False, True),
        (False, True),
    ):
        params: dict[str, str | int] = {}
        if user_id is not None:
            params["user_id"] = str(user_id)
        if type_ is not None:
            params["type"] = type_
        if is_since:
            params["since"] = since.isoformat()
        if is_until:
            params["until"] = until.isoformat()
        expected = [
            event.id
            for event in everything
            if (user_id is None or event.user_id == user_id)
            and (type_ is None or event.type == type_)
            and (not is_since or event.at >= since)
            and (not is_until or event.at < until)
        ]
        assert [event.id for event in await read_all(client, admin, **params)] == expected, params
        empty += not expected
    assert empty == 64 - 3 * 3 * 4  # those with an unknown account or type


async def test_times_are_extended_to_whole_minutes(client: httpx.AsyncClient, sql: Sql) -> None:
    admin = await make_admin(client, sql)
    ids = [
        await add_event(sql, NOON + timedelta(seconds=seconds), "logged_in", None)
        for seconds in (-1, 0, 59, 60, 119, 120)
    ]

    async def found(since: str, until: str) -> list[UUID]:
        page = await read(client, admin, since=since, until=until)
        return [event.id for event in reversed(page.items)]

    assert await found("2026-03-01T12:00:00Z", "2026-03-01T12:01:00Z") == ids[1:3]
    assert await found("2026-03-01T12:00:59.5Z", "2026-03-01T12:01:00.001Z") == ids[1:5]
    assert await found("2026-03-01T14:00:00+02:00", "2026-03-01t11:02:00-01:00") == ids[1:5]
    assert await found("2026-03-01T12:01:00Z", "2026-03-01T12:01:00Z") == []
    assert await found("2026-03-01T12:02:00Z", "2026-03-01T12:00:00Z") == []


async def test_refused_logins_are_found_at_the_time_that_they_show(
    client: httpx.AsyncClient, sql: Sql, change_settings: ChangeSettings
) -> None:
    """Their id has the beginning of the minute."""
    admin = await make_admin(client, sql)
    await register(client)
    change_settings(RATE_LIMIT_LOGIN_IP=Limit(1, 60))
    for _ in range(3):
        await log_in(client, password="wrong")
    page = await read(client, admin, type="login_refused")
    refused = page.items[0]
    after = refused.at + timedelta(microseconds=1)
    page = await read(
        *(client, admin), since=refused.at.isoformat(), until=after.isoformat(), type=refused.type
    )
    assert page.items == [refused]


async def test_addresses_are_those_of_today(client: httpx.AsyncClient, sql: Sql) -> None:
    admin = await make_admin(client, sql)
    ada = await bearer_of(client)
    ada_id = await id_of(client, ada)
    second = await make_admin(client, sql, "second@example.com")
    await client.patch(f"/v1/users/{ada_id}", json={"role": "admin"}, headers=second)
    await sql.execute("UPDATE users SET email = 'new@example.com' WHERE id = $1", UUID(ada_id))
    await sql.execute("DELETE FROM users WHERE email = 'second@example.com'")
    changed, *_ = (await read(client, admin, user_id=ada_id)).items
    assert (changed.type, changed.email, changed.actor_email) == (
        *("promoted", "new@example.com"),
        None,
    )
    assert changed.actor_id is not None
    await sql.execute("DELETE FROM users WHERE email = 'new@example.com'")
    events = (await read(client, admin, user_id=ada_id)).items
    assert [(event.type, event.email) for event in events] == [
        ("promoted", None),
        ("logged_in", None),
        ("registered", None),
    ]


async def test_a_page_begins_after_the_one_before_although_events_are_added(
    client: httpx.AsyncClient, sql: Sql
) -> None:
    admin = await make_admin(client, sql)
    before = (await read(client, admin, limit=100)).items
    page = await read(client, admin, limit=1)
    await register(client)
    assert page.next_cursor is not None
    rest = await read(client, admin, cursor=page.next_cursor)
    assert [*page.items, *rest.items] == before


async def test_a_cursor_is_valid_for_its_own_filters_only(
    client: httpx.AsyncClient, sql: Sql
) -> None:
    admin = await make_admin(client, sql)
    root = await id_of(client, admin)
    await log_in(client, email="root@example.com")
    filters = {
        "user_id": root,
        "type": "logged_in",
        "since": "2026-01-01T00:00:00Z",
        "until": "9999-01-01T00:00:00Z",
    }
    cursor = (await read(client, admin, **filters, limit=1)).next_cursor
    assert cursor is not None
    same = filters | {"since": "2026-01-01T01:00:00+01:00"}
    assert len((await read(client, admin, **same, cursor=cursor)).items) == 1
    others = [{key: filters[key] for key in filters if key != name} for name in filters]
    others += [filters | {"type": "registered"}, filters | {"user_id": str(uuid4())}]
    others += [filters | {"since": "2026-01-02T00:00:00Z"}]
    for other in others:
        response = await client.get(PATH, params=other | {"cursor": cursor}, headers=admin)
        assert_error(response, 422, "validation_error")
        assert [p["code"] for p in response.json()["problems"]] == ["cursor_invalid"]
    own = await client.get("/v1/users/me/events", params={"limit": 1}, headers=admin)
    params = {"cursor": own.json()["next_cursor"]}
    response = await client.get(PATH, params=params, headers=admin)
    assert_error(response, 422, "validation_error")


@pytest.mark.parametrize(
    ("query", "path"),
    [
        ("user_id=x", "user_id"),
        ("user_id=", "user_id"),
        ("type=a%00b", "type"),
        ("type=" + "a" * 101, "type"),
        ("since=2026-03-01T12:00:00", "since"),
        ("since=2026-03-01", "since"),
        ("since=1772366400", "since"),
        ("since=2026-13-01T12:00:00Z", "since"),
        ("since=0000-01-01T00:00:00Z", "since"),
        ("since=", "since"),
        ("until=2026-03-01T12:00:00+02:00", "until"),  # a plus that was not escaped is a space
        ("until=2026-03-01T12:00:00%2b99:00", "until"),
        ("until=%00", "until"),
        ("until=now", "until"),
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("cursor=x", "cursor"),
        ("cursor=%00", "cursor"),
        ("cursor=" + "A" * 64, "cursor"),
    ],
)
async def test_invalid_filters_are_refused(
    client: httpx.AsyncClient, sql: Sql, query: str, path: str
) -> None:
    admin = await make_admin(client, sql)
    response = await client.get(f"{PATH}?{query}", headers=admin)
    assert_error(response, 422, "validation_error")
    assert [problem["path"] for problem in response.json()["problems"]] == [path]


@pytest.mark.parametrize(
    ("query", "is_empty"),
    [
        ("type=", True),
        ("type=%ed%a0%80", True),  # a surrogate, which is not valid UTF-8
        ("type=%F0%9F%98%80'\"", True),
        ("since=0001-01-01T00:00:00%2b14:00", False),
        ("until=0001-01-01T00:00:00%2b14:00", True),
        ("since=9999-12-31T23:59:59.999999999-14:00", True),
        ("until=9999-12-31T23:59:59.999999999-14:00", False),
        ("since=1969-12-31T23:59:59Z", False),
        ("until=1969-12-31T23:59:59Z", True),
    ],
)
async def test_extreme_filters_are_answered(
    client: httpx.AsyncClient, sql: Sql, query: str, is_empty: bool
) -> None:
    admin = await make_admin(client, sql)
    response = await client.get(f"{PATH}?{query}", headers=admin)
    assert response.status_code == 200, response.text
    assert (response.json()["items"] == []) == is_empty
