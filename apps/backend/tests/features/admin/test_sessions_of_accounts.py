"""Sessions of other accounts, for administrators."""

import uuid

import httpx

from stylipp_schemas import PaginatedResponse, SessionResponse
from tests.features.admin.admins import Headers, Sql, id_of, make_admin
from tests.features.auth.logins import Login, assert_ended, me, start
from tests.helpers import assert_error, log_in


async def sessions_of(
    client: httpx.AsyncClient, admin: Headers, user_id: str, **params: int
) -> PaginatedResponse[SessionResponse]:
    response = await client.get(f"/v1/users/{user_id}/sessions", params=params, headers=admin)
    assert response.status_code == 200, response.text
    return PaginatedResponse[SessionResponse].model_validate_json(response.content)


async def test_an_administrator_sees_the_active_sessions_of_an_account(
    client: httpx.AsyncClient, sql: Sql
) -> None:
    admin = await make_admin(client, sql)
    first = await start(client)
    gone = Login(await log_in(client))
    await client.post("/v1/auth/logout", headers=gone.bearer)
    last = Login(await log_in(client))
    ada = await id_of(client, first.bearer)
    page = await sessions_of(client, admin, ada)
    own = (await client.get("/v1/auth/sessions", headers=last.bearer)).json()["items"]
    assert [str(item.id) for item in page.items] == [item["id"] for item in own]
    assert (page.total, [item.is_current for item in page.items]) == (2, [False, False])
    second = await sessions_of(client, admin, ada, page=2, page_size=1)
    assert (second.total, second.items) == (2, [page.items[1]])


async def test_an_administrator_recognizes_the_own_session(
    client: httpx.AsyncClient, sql: Sql
) -> None:
    admin = await make_admin(client, sql)
    await log_in(client, email="root@example.com")
    page = await sessions_of(client, admin, await id_of(client, admin))
    assert [item.is_current for item in page.items] == [False, True]


async def test_ending_the_sessions_of_an_account_is_immediate(
    client: httpx.AsyncClient, sql: Sql
) -> None:
    admin = await make_admin(client, sql)
    logins = [await start(client), Login(await log_in(client))]
    bob = await start(client, email="bob@example.com")
    ada = await id_of(client, logins[0].bearer)
    client.cookies.clear()
    response = await client.delete(f"/v1/users/{ada}/sessions", headers=admin)
    assert (response.status_code, response.json()["success"]) == (200, True)
    for login in logins:
        await assert_ended(client, login)
    assert (await sessions_of(client, admin, ada)).items == []
    assert (await me(client, bob)).status_code == 200
    assert (await client.get("/v1/users", headers=admin)).status_code == 200
    assert (await log_in(client)).status_code == 200


async def test_ending_sessions_is_recorded_with_its_actor(
    client: httpx.AsyncClient, sql: Sql
) -> None:
    admin = await make_admin(client, sql)
    root, ada = await id_of(client, admin), await id_of(client, (await start(client)).bearer)
    for user_id in (ada, root):
        response = await client.delete(f"/v1/users/{user_id}/sessions", headers=admin)
        assert response.status_code == 200
    rows = await sql.fetch("SELECT * FROM audit_events WHERE type LIKE 'all%' ORDER BY id")
    assert [(str(row["user_id"]), row["actor_id"]) for row in rows] == [
        (ada, uuid.UUID(root)),
        (root, None),
    ]
    assert rows[0]["request_id"] is not None
    response = await client.get("/v1/users", headers=admin)
    assert_error(response, 401, "session_expired")


async def test_an_unknown_account_has_no_sessions(client: httpx.AsyncClient, sql: Sql) -> None:
    admin = await make_admin(client, sql)
    for method in ("GET", "DELETE"):
        for user_id in (uuid.uuid4(), "x"):
            path = f"/v1/users/{user_id}/sessions"
            assert_error(await client.request(method, path, headers=admin), 404, "not_found")
    assert await sql.fetchval("SELECT count(*) FROM audit_events WHERE actor_id IS NOT NULL") == 0
