"""ADMIN_TWO_STEP: administration only with a second factor, over HTTP."""

import re
from typing import Any
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI

from tests.features.admin.admins import Sql, make_admin
from tests.features.two_step.second_steps import Browser
from tests.features.two_step.two_step import code_of, confirm, enrol, set_up
from tests.helpers import ChangeSettings, assert_error, bearer_of
from tests.recorders import count_statements, kinds


@pytest.fixture
def administration(app: FastAPI) -> list[tuple[str, str]]:
    """Method and path of every operation that is for administrators only, from the document."""

    def is_for_administrators(operation: dict[str, Any]) -> bool:
        refusal = operation["responses"].get("403", {})
        is_documented = "insufficient_scope" in refusal.get("description", "")
        assert is_documented == (operation["tags"] in (["users"], ["audit"]))
        return is_documented

    return [
        (method.upper(), path)
        for path, methods in app.openapi()["paths"].items()
        for method, operation in methods.items()
        if is_for_administrators(operation)
    ]


async def test_every_operation_of_administrators_requires_a_second_factor_if_the_setting_is_on(
    client: httpx.AsyncClient,
    sql: Sql,
    administration: list[tuple[str, str]],
    change_settings: ChangeSettings,
) -> None:
    admin, user = await make_admin(client, sql), await bearer_of(client)
    assert len(administration) >= 6

    async def codes(headers: dict[str, str]) -> set[str]:
        found = set()
        for method, path in administration:
            address = re.sub("{.*?}", str(uuid4()), path)
            response = await client.request(method, address, headers=headers)
            found.add(response.json().get("code", "answered"))
        return found

    passed = await codes(admin)
    assert not passed & {"insufficient_scope", "two_step_required"}
    change_settings(ADMIN_TWO_STEP=True)
    assert await codes(admin) == {"two_step_required"}
    assert await codes(user) == {"insufficient_scope"}
    await sql.execute("UPDATE sessions SET second_factor_at = now()")
    assert await codes(admin) == passed
    assert await codes(user) == {"insufficient_scope"}


async def test_the_second_factor_is_that_of_the_session_and_not_of_another_one(
    client: httpx.AsyncClient, sql: Sql, change_settings: ChangeSettings
) -> None:
    admin = await make_admin(client, sql)
    await make_admin(client, sql, "other@example.com")
    change_settings(ADMIN_TWO_STEP=True)
    await sql.execute("""
        UPDATE sessions SET second_factor_at = now()
        WHERE user_id = (SELECT id FROM users WHERE email = 'other@example.com')
    """)
    assert_error(await client.get("/v1/audit", headers=admin), 403, "two_step_required")


async def test_an_administrator_who_sets_up_a_second_factor_may_go_on(
    client: httpx.AsyncClient, sql: Sql, change_settings: ChangeSettings
) -> None:
    change_settings(ADMIN_TWO_STEP=True)
    admin = await make_admin(client, sql)
    await sql.execute("UPDATE users SET email_verified_at = now()")
    assert_error(await client.get("/v1/audit", headers=admin), 403, "two_step_required")
    secret = await enrol(client, admin)
    assert_error(await client.get("/v1/audit", headers=admin), 403, "two_step_required")
    assert (await confirm(client, admin, code_of(secret))).status_code == 200
    assert (await client.get("/v1/audit", headers=admin)).status_code == 200


async def test_a_trusted_device_is_no_second_factor(
    client: httpx.AsyncClient, sql: Sql, change_settings: ChangeSettings
) -> None:
    change_settings(ADMIN_TWO_STEP=True)
    account = await set_up(client, sql)
    await sql.execute("UPDATE users SET role = 'admin'")
    browser = Browser(client)
    await browser.begin()
    first = await browser.verify(recovery_code=account.codes[0], remember_device=True)
    second = await browser.log_in()  # without a second step
    seen = []
    for login in (first, second):
        headers = {"Authorization": f"Bearer {login.json()['access_token']}"}
        seen.append((await client.get("/v1/audit", headers=headers)).status_code)
    assert seen == [200, 403]
    proof = {"recovery_code": account.codes[1]}
    await client.post("/v1/auth/reauthenticate", json=proof, headers=headers)
    assert (await client.get("/v1/audit", headers=headers)).status_code == 200


async def test_without_the_setting_administration_needs_no_further_statement(
    client: httpx.AsyncClient, sql: Sql, app: FastAPI, change_settings: ChangeSettings
) -> None:
    admin = await make_admin(client, sql)
    for is_on, statements in ((False, "SELECT SELECT"), (True, "SELECT SELECT SELECT")):
        change_settings(ADMIN_TWO_STEP=is_on)
        await sql.execute("UPDATE sessions SET second_factor_at = now()")
        with count_statements(app) as recorded:
            assert (await client.get("/v1/audit", headers=admin)).status_code == 200
        assert kinds(recorded) == statements
