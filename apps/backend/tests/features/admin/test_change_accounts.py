"""Changing other accounts, for administrators."""

import asyncio
import uuid
from typing import Any

import asyncpg
import httpx
import pytest

from stylipp_schemas import UserAdminResponse
from tests.features.admin.admins import Headers, id_of, make_admin
from tests.helpers import PASSWORD, assert_error, bearer_of, log_in


async def patch(
    client: httpx.AsyncClient, headers: Headers, user_id: str, **change: Any
) -> httpx.Response:
    return await client.patch(f"/v1/users/{user_id}", json=change, headers=headers)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/v1/users"),
        ("GET", "/v1/users/00000000-0000-7000-8000-000000000001"),
        ("PATCH", "/v1/users/00000000-0000-7000-8000-000000000001"),
        ("GET", "/v1/users/00000000-0000-7000-8000-000000000001/sessions"),
        ("DELETE", "/v1/users/00000000-0000-7000-8000-000000000001/sessions"),
        ("GET", "/v1/audit"),
    ],
)
async def test_only_administrators_have_access(
    client: httpx.AsyncClient, method: str, path: str
) -> None:
    assert_error(await client.request(method, path), 401, "not_authenticated")
    headers = await bearer_of(client)
    response = await client.request(method, path, headers=headers)
    assert_error(response, 403, "insufficient_scope")
    assert response.headers["www-authenticate"] == 'Bearer error="insufficient_scope"'


async def test_a_role_acts_at_once(
    client: httpx.AsyncClient, sql: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    admin = await make_admin(client, sql)
    ada = await bearer_of(client)
    ada_id = await id_of(client, ada)
    response = await patch(client, admin, ada_id, role="admin")
    assert response.status_code == 200
    assert UserAdminResponse.model_validate_json(response.content).role == "admin"
    assert (await client.get("/v1/users", headers=ada)).status_code == 200
    await patch(client, admin, ada_id, role="user")
    assert_error(await client.get("/v1/users", headers=ada), 403, "insufficient_scope")


async def test_disabling_ends_sessions_for_good(
    client: httpx.AsyncClient, sql: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    admin = await make_admin(client, sql)
    ada = await bearer_of(client)
    ada_id = await id_of(client, ada)
    assert (await patch(client, admin, ada_id, is_disabled=True)).json()["is_disabled"] is True
    assert (await client.get("/v1/users/me", headers=ada)).status_code == 401
    assert_error(await log_in(client), 403, "account_disabled")
    assert (await patch(client, admin, ada_id, is_disabled=False)).json()["is_disabled"] is False
    assert (await client.get("/v1/users/me", headers=ada)).status_code == 401
    assert (await log_in(client)).status_code == 200


async def test_fields_that_are_left_out_stay_unchanged(
    client: httpx.AsyncClient, sql: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    admin = await make_admin(client, sql)
    ada_id = await id_of(client, await bearer_of(client))
    await patch(client, admin, ada_id, is_disabled=True)
    for change in ({}, {"role": None, "is_disabled": None}, {"role": "user"}):
        response = await patch(client, admin, ada_id, **change)
        assert response.json()["is_disabled"] is True
        read = await client.get(f"/v1/users/{ada_id}", headers=admin)
        assert read.json() == response.json()


async def test_invalid_changes_are_refused(
    client: httpx.AsyncClient, sql: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    admin = await make_admin(client, sql)
    admin_id = await id_of(client, admin)
    for change in ({"rle": "user"}, {"role": "root"}, {"is_disabled": "perhaps"}):
        response = await patch(client, admin, admin_id, **change)
        assert_error(response, 422, "validation_error")
    assert response.json()["detail"].startswith("body.is_disabled: ")
    response = await patch(client, admin, admin_id, **{"a key of the client": 1})
    assert response.json()["detail"].startswith("body.unknown field: ")
    assert_error(await patch(client, admin, str(uuid.uuid4()), role="user"), 404, "not_found")
    assert_error(await patch(client, admin, "x", role="user"), 404, "not_found")
    response = await client.get(f"/v1/users/{uuid.uuid4()}", headers=admin)
    assert_error(response, 404, "not_found")


async def test_the_last_administrator_stays(
    client: httpx.AsyncClient, sql: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    admin = await make_admin(client, sql)
    admin_id = await id_of(client, admin)
    for change in ({"role": "user"}, {"is_disabled": True}):
        assert_error(await patch(client, admin, admin_id, **change), 409, "last_admin")
    body = {"current_password": PASSWORD}
    response = await client.post("/v1/users/me/delete", json=body, headers=admin)
    assert_error(response, 409, "last_admin")
    second = await make_admin(client, sql, "second@example.com")
    assert (await patch(client, second, admin_id, role="user")).status_code == 200


@pytest.mark.parametrize("change", [{"role": "user"}, {"is_disabled": True}])
async def test_of_two_administrators_who_demote_each_other_one_stays(
    client: httpx.AsyncClient, sql: "asyncpg.Connection[asyncpg.Record]", change: dict[str, Any]
) -> None:
    first, second = await make_admin(client, sql), await make_admin(client, sql, "b@example.com")
    ids = [await id_of(client, first), await id_of(client, second)]
    for _ in range(10):
        await sql.execute("UPDATE users SET role = 'admin', disabled_at = NULL, auth_epoch = 0")
        responses = await asyncio.gather(
            patch(client, first, ids[1], **change), patch(client, second, ids[0], **change)
        )
        # The second may have lost its role or session before its request was handled.
        assert sorted(r.status_code for r in responses)[0] == 200
        assert (
            await sql.fetchval(
                "SELECT count(*) FROM users WHERE role = 'admin' AND disabled_at IS NULL"
            )
            == 1
        )
