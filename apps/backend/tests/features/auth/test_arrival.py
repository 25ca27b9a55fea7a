"""Arriving without a password: new accounts, claimed ones, and what an account without a password must
prove instead."""

import asyncio
from uuid import UUID

import asyncpg
import httpx
import pytest
from fastapi import FastAPI

from src.application import FEATURES, load_features
from src.core.config import REPOSITORY_ROOT
from src.features.audit.schemas.schemas import ClientContext
from src.features.audit.service.service import AuditService
from src.features.auth.service.arrival import claim, create_account, lock_account
from src.features.auth.service.service import AuthService
from src.features.users.service.service import EmailAlreadyRegistered
from tests.features.two_step.second_steps import start_two_step
from tests.helpers import EMAIL, PASSWORD, Mailbox, assert_error, bearer_of, register, token_in

type Sql = "asyncpg.Connection[asyncpg.Record]"

NEW = "tin drum orchard"
DOOR = "src.features.auth.service.door"
FOLDER = REPOSITORY_ROOT / "apps/backend/src/features"


async def arrive(app: FastAPI, email: str = EMAIL, *, is_verified: bool = True) -> UUID:
    wiring = app.state.wiring
    async with wiring.database.transaction() as transaction:
        audit = AuditService(transaction, wiring.database, ClientContext())
        auth = AuthService(transaction, wiring, audit)
        return await create_account(auth, email, is_verified=is_verified)


async def claim_account(app: FastAPI) -> int:
    wiring = app.state.wiring
    async with wiring.database.transaction() as transaction:
        audit = AuditService(transaction, wiring.database, ClientContext())
        account = await lock_account(transaction, email=EMAIL)
        assert account is not None
        return await claim(AuthService(transaction, wiring, audit), account.id, account.email)


async def test_an_account_without_a_password_refuses_every_password(
    client: httpx.AsyncClient, app: FastAPI
) -> None:
    await arrive(app)
    assert_error(await log_in_raw(client), 401, "invalid_credentials")


async def log_in_raw(client: httpx.AsyncClient, password: str = PASSWORD) -> httpx.Response:
    return await client.post("/v1/auth/login", json={"email": EMAIL, "password": password})


async def test_of_two_arrivals_with_one_address_one_creates_the_account(app: FastAPI) -> None:
    found = await asyncio.gather(arrive(app), arrive(app), return_exceptions=True)
    assert sum(isinstance(one, EmailAlreadyRegistered) for one in found) == 1


async def test_an_unverified_arrival_gets_a_link_and_a_verified_one_none(
    client: httpx.AsyncClient, app: FastAPI, mailbox: Mailbox
) -> None:
    await arrive(app)
    await arrive(app, "grace@example.com", is_verified=False)
    mails = await mailbox.receive()
    assert [mail["To"] for mail in mails] == ["grace@example.com"]


async def test_a_claim_ends_everything_that_was_set_before(
    client: httpx.AsyncClient, app: FastAPI, sql: Sql, mailbox: Mailbox
) -> None:
    account = await start_two_step(client, sql)
    user_id = await sql.fetchval("SELECT id FROM users")
    await sql.execute(
        "INSERT INTO identities (id, user_id, issuer, subject, provider)"
        " VALUES (gen_random_uuid(), $1, 'https://a.example', '1', 'a')",
        user_id,
    )
    await sql.execute(
        "INSERT INTO login_codes (id, purpose, user_id, address, browser_hash, code_hash, expires_at)"
        " VALUES (gen_random_uuid(), 'login', $1, $2, '\\x00', '\\x00', now() + interval '1 hour')",
        user_id,
        EMAIL,
    )
    await client.post("/v1/auth/password/forgot", json={"email": EMAIL})
    await sql.execute("UPDATE users SET email_verified_at = NULL")
    await mailbox.receive()
    epoch = await claim_account(app)
    row = await sql.fetchrow("SELECT * FROM users")
    assert row is not None
    assert row["password_hash"] is None
    assert row["two_step_at"] is None
    assert row["email_verified_at"] is not None
    assert row["auth_epoch"] == epoch
    for table in (
        "identities",
        "login_codes",
        "passkeys",
        "totp_secrets",
        "recovery_codes",
        "trusted_devices",
        "one_time_tokens",
    ):
        assert await sql.fetchval(f"SELECT count(*) FROM {table}") == 0, table
    response = await client.get("/v1/users/me", headers=account.bearer)
    assert_error(response, 401, "session_expired")
    assert await sql.fetchval("SELECT kind FROM email_outbox") == "account_claimed"
    types = [row["type"] for row in await sql.fetch("SELECT type FROM audit_events ORDER BY id")]
    assert types[-1] == "account_claimed"


async def test_every_table_with_something_to_log_in_with_is_known_here(sql: Sql) -> None:
    """A claim must end all of it. What is here is deleted, ended by the epoch, or the user's own data, as is what
    features export that cannot log anyone in."""
    own_data = {
        export.table
        for name, feature in zip(FEATURES, load_features(), strict=True)
        if not any(DOOR in path.read_text() for path in (FOLDER / name).rglob("*.py"))
        for export in feature.exports.values()
    }
    assert "photos" in own_data
    assert not {"identities", "passkeys"} & own_data
    tables = await sql.fetch(
        "SELECT DISTINCT conrelid::regclass::text AS name FROM pg_constraint"
        " WHERE contype = 'f' AND confrelid = 'users'::regclass ORDER BY 1"
    )
    assert {row["name"] for row in tables} - own_data <= {
        "identities",
        "passkeys",
        "recovery_codes",
        "sessions",
        "totp_secrets",
        "trusted_devices",
    }


async def test_resetting_the_password_of_an_account_that_was_never_verified_claims_it(
    client: httpx.AsyncClient, sql: Sql, mailbox: Mailbox
) -> None:
    await register(client)
    await mailbox.receive()
    await sql.execute(
        "INSERT INTO identities (id, user_id, issuer, subject, provider)"
        " SELECT gen_random_uuid(), id, 'https://a.example', '1', 'a' FROM users"
    )
    await client.post("/v1/auth/password/forgot", json={"email": EMAIL})
    (mail,) = await mailbox.receive()
    body = {"token": token_in(mail), "new_password": NEW}
    assert (await client.post("/v1/auth/password/reset", json=body)).status_code == 200
    assert await sql.fetchval("SELECT count(*) FROM identities") == 0
    assert (await log_in_raw(client, NEW)).status_code == 200
    kinds = [row["kind"] for row in await sql.fetch("SELECT kind FROM email_outbox ORDER BY id")]
    assert kinds == ["account_claimed", "password_changed"]


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/v1/users/me/password", {"new_password": NEW}, 200),
        ("/v1/users/me/email", {"new_email": "grace@example.com"}, 202),
        ("/v1/users/me/delete", {}, 200),
    ],
)
async def test_an_account_without_a_password_must_have_proven_recently(
    client: httpx.AsyncClient, sql: Sql, path: str, body: dict[str, str], status: int
) -> None:
    headers = await bearer_of(client)
    await sql.execute("UPDATE users SET password_hash = NULL")
    await sql.execute("UPDATE sessions SET first_factor_at = now() - interval '11 minutes'")
    response = await client.post(path, json=body, headers=headers)
    assert_error(response, 403, "reauthentication_required")
    response = await client.post(path, json=body | {"current_password": PASSWORD}, headers=headers)
    assert_error(response, 401, "invalid_credentials")
    await sql.execute("UPDATE sessions SET first_factor_at = now()")
    assert (await client.post(path, json=body, headers=headers)).status_code == status


async def test_with_a_password_it_is_required_whatever_was_proven(
    client: httpx.AsyncClient, sql: Sql
) -> None:
    headers = await bearer_of(client)
    for age in ("0 minutes", "11 minutes"):
        await sql.execute(f"UPDATE sessions SET first_factor_at = now() - interval '{age}'")
        for path, body in (
            ("/v1/users/me/password", {"new_password": NEW}),
            ("/v1/users/me/email", {"new_email": "grace@example.com"}),
            ("/v1/users/me/delete", {}),
        ):
            response = await client.post(path, json=body, headers=headers)
            assert_error(response, 401, "invalid_credentials")
    assert (await log_in_raw(client)).status_code == 200
