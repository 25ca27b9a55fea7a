"""What the audit log records, and what it does not."""

import asyncio
import re
from typing import Any

import asyncpg
import httpx
import pytest

from src.core.config import REPOSITORY_ROOT
from src.core.setting_types import Limit
from src.features.audit.repository import repository
from src.features.audit.schemas.schemas import AuditType
from src.features.audit.service.service import truncated
from tests.helpers import (
    EMAIL,
    PASSWORD,
    ChangeSettings,
    Mailbox,
    bearer_of,
    log_in,
    register,
)

NEW = "tin drum orchard 4"
type Sql = "asyncpg.Connection[asyncpg.Record]"


async def types(sql: Sql) -> list[str]:
    return [row["type"] for row in await sql.fetch("SELECT type FROM audit_events ORDER BY id")]


async def last(sql: Sql) -> dict[str, Any]:
    row = await sql.fetchrow("SELECT * FROM audit_events ORDER BY id DESC LIMIT 1")
    assert row is not None
    return dict(row)


async def user_id(sql: Sql, email: str = EMAIL) -> Any:
    return await sql.fetchval("SELECT id FROM users WHERE email = $1", email)


async def test_the_life_of_an_account_is_recorded(
    client: httpx.AsyncClient, mailbox: Mailbox, sql: Sql
) -> None:
    await register(client)
    token = await mailbox.receive_token("Confirm your e-mail address")
    await client.post("/v1/auth/email/verify", json={"token": token})
    headers = {"Authorization": f"Bearer {(await log_in(client)).json()['access_token']}"}
    await log_in(client, password="a wrong one")
    await client.post("/v1/auth/logout", headers=headers)
    await client.post("/v1/auth/logout", headers=headers)  # the session has already ended
    headers = {"Authorization": f"Bearer {(await log_in(client)).json()['access_token']}"}
    other, _ = (await client.get("/v1/auth/sessions", headers=headers)).json()["items"] + [None]
    await client.delete(f"/v1/auth/sessions/{other['id']}", headers=headers)
    headers = {"Authorization": f"Bearer {(await log_in(client)).json()['access_token']}"}
    await client.post("/v1/auth/logout-all", headers=headers)
    headers = {"Authorization": f"Bearer {(await log_in(client)).json()['access_token']}"}
    body = {"current_password": PASSWORD, "new_password": NEW}
    changed = await client.post("/v1/users/me/password", json=body, headers=headers)
    headers = {"Authorization": f"Bearer {changed.json()['access_token']}"}
    move = {"new_email": "lovelace@example.com", "current_password": NEW}
    await client.post("/v1/users/me/email", json=move, headers=headers)
    token = await mailbox.receive_token("Confirm your new e-mail address")
    await client.post("/v1/auth/email/change/confirm", json={"token": token})
    await client.post("/v1/auth/password/forgot", json={"email": "lovelace@example.com"})
    token = await mailbox.receive_token("Reset your password")
    reset = {"token": token, "new_password": PASSWORD}
    await client.post("/v1/auth/password/reset", json=reset)
    login = await log_in(client, email="lovelace@example.com")
    headers = {"Authorization": f"Bearer {login.json()['access_token']}"}
    await client.get("/v1/users/me/export", headers=headers)
    gone = {"current_password": PASSWORD}
    who = await user_id(sql, "lovelace@example.com")
    assert (await client.post("/v1/users/me/delete", json=gone, headers=headers)).status_code == 200
    assert await types(sql) == [
        "registered",
        "email_verified",
        "logged_in",
        "login_failed",
        "logged_out",
        "logged_in",
        "session_ended",
        "logged_in",
        "all_sessions_ended",
        "logged_in",
        "password_changed",
        "email_change_requested",
        "email_changed",
        "password_reset",
        "logged_in",
        "account_exported",
        "account_deleted",
    ]
    rows = await sql.fetch("SELECT * FROM audit_events")
    assert {row["user_id"] for row in rows} == {who}
    assert {row["ip_network"] for row in rows} == {"127.0.0.0/24"}
    assert {row["actor_id"] for row in rows} == {None}
    for row in rows:
        assert "@" not in "".join(str(value) for value in row.values())


async def test_an_event_names_its_request(client: httpx.AsyncClient, sql: Sql) -> None:
    response = await register(client)
    assert (await last(sql))["request_id"] == response.headers["x-request-id"]
    body = {"email": "grace@example.com", "password": PASSWORD}
    given = {"X-Request-ID": "0af7651916cd43dd8448eb211c80319c"}
    response = await client.post("/v1/auth/register", json=body, headers=given)
    assert response.headers["x-request-id"] == "0af7651916cd43dd8448eb211c80319c"
    assert (await last(sql))["request_id"] == "0af7651916cd43dd8448eb211c80319c"


@pytest.mark.parametrize("offered", ["abc", "0" * 65, "ada.lovelace", "12345678 <script>", ""])
async def test_a_strange_request_id_is_replaced(client: httpx.AsyncClient, offered: str) -> None:
    response = await client.get("/health", headers={"X-Request-ID": offered})
    assert response.headers["x-request-id"] != offered
    assert len(response.headers["x-request-id"]) == 32


async def test_reuse_of_a_refresh_token_is_recorded_although_the_answer_is_an_error(
    client: httpx.AsyncClient, sql: Sql, change_settings: ChangeSettings
) -> None:
    change_settings(REFRESH_GRACE_SECONDS=0)
    await register(client)
    login = await log_in(client)
    (cookie,) = [c for c in login.headers.get_list("set-cookie") if "stylipp_rt" in c]
    old = {"Cookie": cookie.partition(";")[0]}
    client.cookies.clear()
    await client.post("/v1/auth/refresh", headers=old)
    client.cookies.clear()
    response = await client.post("/v1/auth/refresh", headers=old)
    assert response.status_code == 401
    assert (await last(sql))["type"] == "refresh_token_reused"


async def test_failed_logins_are_recorded_with_the_account_if_there_is_one(
    client: httpx.AsyncClient, sql: Sql
) -> None:
    await register(client)
    await log_in(client, password="a wrong one")
    event = await last(sql)
    assert (event["type"], event["user_id"]) == ("login_failed", await user_id(sql))
    await log_in(client, email="nobody@example.com")
    event = await last(sql)
    assert (event["type"], event["user_id"]) == ("login_failed", None)
    await sql.execute("UPDATE users SET disabled_at = now()")
    assert (await log_in(client)).status_code == 403
    event = await last(sql)
    assert (event["type"], event["user_id"]) == ("login_failed", await user_id(sql))


async def test_an_attack_adds_up_in_one_row_a_minute(client: httpx.AsyncClient, sql: Sql) -> None:
    await register(client)
    await asyncio.gather(*(log_in(client, password=f"wrong {n}") for n in range(50)))
    rows = await sql.fetch("SELECT * FROM audit_events WHERE type = 'login_refused'")
    assert sum(row["count"] for row in rows) == 40
    assert len(rows) <= 2  # a minute may have begun meanwhile
    assert {row["user_id"] for row in rows} == {await user_id(sql)}
    # Values that the attempts do not share are not recorded.
    assert {(row["ip_network"], row["request_id"]) for row in rows} == {(None, None)}
    assert await sql.fetchval("SELECT count(*) FROM audit_events WHERE type = 'login_failed'") == 10


async def test_the_event_of_a_refused_network_has_no_account(
    client: httpx.AsyncClient, sql: Sql, change_settings: ChangeSettings
) -> None:
    change_settings(RATE_LIMIT_LOGIN_IP=Limit(1, 60))
    await register(client)
    for _ in range(3):
        await log_in(client, password="a wrong one")
        await log_in(client, email="nobody@example.com")
    rows = await sql.fetch("SELECT * FROM audit_events WHERE type = 'login_refused'")
    assert sum(row["count"] for row in rows) == 5
    assert {(row["user_id"], row["ip_network"]) for row in rows} == {(None, "127.0.0.0/24")}


async def test_an_evicted_session_is_recorded(
    client: httpx.AsyncClient, sql: Sql, change_settings: ChangeSettings
) -> None:
    change_settings(SESSION_MAX_PER_USER=1)
    await register(client)
    for _ in range(3):
        await log_in(client)
    told = await types(sql)
    assert (told.count("logged_in"), told.count("session_ended")) == (3, 2)


async def test_parallel_replays_are_recorded_once(
    client: httpx.AsyncClient, sql: Sql, change_settings: ChangeSettings
) -> None:
    change_settings(REFRESH_GRACE_SECONDS=0)
    await register(client)
    login = await log_in(client)
    (cookie,) = [c for c in login.headers.get_list("set-cookie") if "stylipp_rt" in c]
    old = {"Cookie": cookie.partition(";")[0]}
    client.cookies.clear()
    await client.post("/v1/auth/refresh", headers=old)
    client.cookies.clear()
    responses = await asyncio.gather(
        *(client.post("/v1/auth/refresh", headers=old) for _ in range(12))
    )
    codes = [response.json()["code"] for response in responses]
    assert (codes.count("refresh_token_reused"), codes.count("session_expired")) == (1, 11)
    assert (await types(sql)).count("refresh_token_reused") == 1


async def test_changes_by_administrators_are_recorded_with_their_ids(
    client: httpx.AsyncClient, sql: Sql
) -> None:
    admin = await bearer_of(client, email="admin@example.com")
    await sql.execute("UPDATE users SET role = 'admin'")
    await register(client)
    path = f"/v1/users/{await user_id(sql)}"
    for change in ({"role": "admin"}, {"is_disabled": True}, {"is_disabled": True}, {}):
        assert (await client.patch(path, json=change, headers=admin)).status_code == 200
    back = {"role": "user", "is_disabled": False}
    assert (await client.patch(path, json=back, headers=admin)).status_code == 200
    rows = await sql.fetch("SELECT * FROM audit_events WHERE actor_id IS NOT NULL ORDER BY id")
    assert [row["type"] for row in rows] == [
        "promoted",
        "account_disabled",
        "demoted",
        "account_enabled",
    ]
    assert {row["user_id"] for row in rows} == {await user_id(sql)}
    assert {row["actor_id"] for row in rows} == {await user_id(sql, "admin@example.com")}


def test_the_web_app_has_words_for_every_type() -> None:
    """English ones; its own tests compare the languages."""
    texts = (REPOSITORY_ROOT / "apps/web/src/texts/inside.en.ts").read_text(encoding="utf-8")
    (events,) = re.findall(r"\n  events: \{\n(.*?)\n  \}", texts, flags=re.S)
    recorded_by_earlier_versions = {"role_changed"}
    assert set(re.findall(r"(\w+): \"", events)) == {
        *AuditType,
        *recorded_by_earlier_versions,
    }


async def test_a_change_that_was_rolled_back_is_not_recorded(
    client: httpx.AsyncClient, sql: Sql
) -> None:
    await register(client)
    before = await types(sql)
    assert (await register(client)).status_code == 409
    assert await types(sql) == before


def test_the_log_can_only_be_added_to_and_read() -> None:
    defined = {
        name
        for name, item in vars(repository).items()
        if callable(item) and getattr(item, "__module__", "") == repository.__name__
    }
    assert {name.partition("_")[0] for name in defined} == {"insert", "list", "count"}


@pytest.mark.parametrize(
    ("ip", "network"),
    [
        ("203.0.113.77", "203.0.113.0/24"),
        ("2001:db8:1:2:3::4", "2001:db8:1::/48"),
        (None, None),
        ("a socket", None),
    ],
)
def test_addresses_are_truncated(ip: str | None, network: str | None) -> None:
    assert truncated(ip) == network
