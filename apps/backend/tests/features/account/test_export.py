"""Export of everything stored about an account, over HTTP."""

import json

import asyncpg
import httpx
from fastapi import FastAPI

from src.models import Base
from stylipp_schemas import AccountExportResponse
from tests.helpers import EMAIL, Mailbox, assert_error, bearer_of, log_in, register
from tests.recorders import count_statements, kinds

PATH = "/v1/users/me/export"
type Sql = "asyncpg.Connection[asyncpg.Record]"


async def test_an_export_is_one_statement_per_field(
    client: httpx.AsyncClient, app: FastAPI
) -> None:
    fields = sum(len(feature.exports) for feature in app.state.wiring.features)
    headers = await bearer_of(client)
    with count_statements(app) as statements:
        await client.get(PATH, headers=headers)
    assert kinds(statements) == "SELECT BEGIN SELECT INSERT" + fields * " SELECT" + " COMMIT"


async def test_the_export_holds_everything(
    client: httpx.AsyncClient, mailbox: Mailbox, sql: Sql
) -> None:
    headers = await bearer_of(client)
    await register(client, email="grace@example.com")
    await log_in(client, email="grace@example.com")
    await mailbox.receive()
    await client.post("/v1/auth/password/forgot", json={"email": EMAIL})
    other = {"Authorization": f"Bearer {(await log_in(client)).json()['access_token']}"}
    await client.post("/v1/auth/logout", headers=other)
    response = await client.get(PATH, headers=headers)
    assert response.status_code == 200
    export = AccountExportResponse.model_validate_json(response.content)
    assert export.account.email == EMAIL
    assert export.account.email_verified_at is None
    assert [(s.is_current, s.has_ended) for s in export.sessions] == [(False, True), (True, False)]
    assert [link.purpose for link in export.pending_links] == ["verify_email"]
    assert [mail.kind for mail in export.pending_emails] == ["reset_password"]
    assert {mail.address for mail in export.pending_emails} == {EMAIL}
    assert [event.type for event in export.audit_events] == [
        "logged_out",
        "logged_in",
        "logged_in",
        "registered",
    ]
    assert export.audit_events_total == 4
    assert "grace" not in response.text
    # Columns that are stored and not exported, each with its reason.
    user = set(Base.metadata.tables["users"].columns.keys())
    withheld = {"password_hash", "auth_epoch"}  # a secret; a number without meaning outside
    exported = {
        *json.loads(response.content)["account"],
        "disabled_at",
    }  # always null: a disabled account cannot export
    assert user - withheld <= exported
    sessions = set(Base.metadata.tables["sessions"].columns.keys())
    withheld = {"user_id", "auth_epoch", "secret", "generation", "rotated_at", "updated_at"}
    withheld |= {"revoked_at", "idle_expires_at"}  # exported as has_ended
    assert sessions - withheld <= set(json.loads(response.content)["sessions"][0])


async def test_the_export_holds_no_secret(client: httpx.AsyncClient, sql: Sql) -> None:
    headers = await bearer_of(client)
    text = (await client.get(PATH, headers=headers)).text
    assert "argon2" not in text
    row = await sql.fetchrow("SELECT secret, secret::text AS hex FROM sessions")
    assert row is not None
    assert row["hex"].removeprefix("\\x") not in text


async def test_the_export_has_the_newest_thousand_events_and_their_number(
    client: httpx.AsyncClient, sql: Sql
) -> None:
    headers = await bearer_of(client)
    await sql.execute("""
        INSERT INTO audit_events (id, type, user_id)
        SELECT gen_random_uuid(), 'logged_in', (SELECT id FROM users) FROM generate_series(1, 1500)
    """)
    export = (await client.get(PATH, headers=headers)).json()
    assert len(export["audit_events"]) == 1000
    assert export["audit_events_total"] == 1502
    ids = [event["id"] for event in export["audit_events"]]
    assert ids == sorted(ids, reverse=True)


async def test_what_an_administrator_did_is_in_the_export(
    client: httpx.AsyncClient, sql: Sql
) -> None:
    admin = await bearer_of(client, email="admin@example.com")
    await sql.execute("UPDATE users SET role = 'admin'")
    ada = (await register(client)).json()["id"]
    await client.patch(f"/v1/users/{ada}", json={"is_disabled": True}, headers=admin)
    export = (await client.get(PATH, headers=admin)).json()
    newest = export["audit_events"][0]
    assert (newest["type"], newest["user_id"]) == ("account_disabled", ada)
    assert newest["actor_id"] == export["account"]["id"]
    assert export["audit_events_total"] == len(export["audit_events"]) == 3


async def test_the_export_requires_a_login(client: httpx.AsyncClient) -> None:
    assert_error(await client.get(PATH), 401, "not_authenticated")
