"""Export of everything stored about an account, over HTTP."""

import base64
import secrets

import asyncpg
import httpx
from fastapi import FastAPI

from src.models import Base
from stylipp_schemas import AccountExportResponse, SessionExport, TwoStepExport
from tests.features.two_step.two_step import add_passkey, set_up, trust_device
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


NOT_EXPORTED = {
    "account": {
        "password_hash",  # a secret
        "auth_epoch",  # a number without meaning outside
        "two_step_at",  # exported as two_step.since
        "disabled_at",  # always null: a disabled account cannot export
    },
    "sessions": {
        *("user_id", "auth_epoch", "secret", "generation", "rotated_at", "updated_at"),
        *("revoked_at", "idle_expires_at"),  # exported as has_ended
    },
    "passkeys": {
        *("user_id", "updated_at", "sign_count"),
        "public_key",  # of no use to its owner
        "is_backed_up",  # exported as is_synced
    },
    "trusted_devices": {
        *("user_id", "auth_epoch"),
        "device_id",  # as in the device cookie: a part of a secret
    },
}
"""Columns that are stored and not exported."""


async def test_the_export_has_every_column_of_what_is_stored(
    client: httpx.AsyncClient, sql: Sql
) -> None:
    account = await set_up(client, sql)
    await add_passkey(sql)
    await trust_device(sql)
    export = (await client.get(PATH, headers=account.bearer)).json()
    shown = {
        "account": ("users", export["account"]),
        "sessions": ("sessions", export["sessions"][0]),
        "passkeys": ("passkeys", export["passkeys"][0]),
        "trusted_devices": ("trusted_devices", export["two_step"]["trusted_devices"][0]),
    }
    for name, (table, fields) in shown.items():
        columns = set(Base.metadata.tables[table].columns.keys())
        assert columns - NOT_EXPORTED[name] - {"email_verified_at"} <= set(fields), name
        assert columns >= NOT_EXPORTED[name], name
    since = await sql.fetchval("SELECT two_step_at FROM users")
    two_step = TwoStepExport.model_validate(export["two_step"])
    assert (two_step.since, two_step.has_totp) == (since, True)
    assert two_step.recovery_codes_left == 10
    session = SessionExport.model_validate(export["sessions"][0])
    assert session.login_method == "password"
    assert session.first_factor_at is not None
    assert session.second_factor_at is not None


async def test_the_export_holds_nothing_of_other_accounts(
    client: httpx.AsyncClient, sql: Sql
) -> None:
    await set_up(client, sql)
    await add_passkey(sql)
    await trust_device(sql)
    headers = await bearer_of(client, email="grace@example.com")
    export = (await client.get(PATH, headers=headers)).json()
    assert export["passkeys"] == []
    assert export["two_step"] == {
        "since": None,
        "has_totp": False,
        "recovery_codes_left": 0,
        "trusted_devices": [],
    }


async def test_the_export_holds_no_secret(client: httpx.AsyncClient, sql: Sql) -> None:
    account = await set_up(client, sql)
    await add_passkey(sql)
    await trust_device(sql, secrets.token_bytes(16))
    text = (await client.get(PATH, headers=account.bearer)).text
    assert "argon2" not in text
    stored = await sql.fetch("""
        SELECT secret FROM sessions UNION ALL SELECT sealed FROM totp_secrets UNION ALL
        SELECT code_hash FROM recovery_codes UNION ALL SELECT device_id FROM trusted_devices
    """)
    assert len(stored) == 1 + 1 + 10 + 1
    for row in stored:
        assert row["secret"].hex() not in text
        assert base64.urlsafe_b64encode(row["secret"]).decode().rstrip("=") not in text
    for secret in (account.secret, *account.codes):
        assert secret not in text


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
