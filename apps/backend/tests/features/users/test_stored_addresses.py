"""Accounts that came from another system or an earlier release, and could not register today."""

from typing import Any

import asyncpg
import bcrypt
import httpx
import pytest

from src.core.passwords import PasswordHasher
from stylipp_schemas import AccountExportResponse, AccountResponse, PaginatedResponse
from stylipp_schemas import UserAdminResponse as Account
from tests.features.admin.admins import make_admin
from tests.features.auth.links import RESET, forgot, move, reset
from tests.helpers import (
    PASSWORD,
    ChangeSettings,
    Mailbox,
    assert_error,
    bearer_of,
    log_in,
    register,
)

type Sql = "asyncpg.Connection[asyncpg.Record]"

STORED = [
    "old.user@intranet.local",
    "root@localhost",
    "ada@host_1.example.com",
    "ada..b@example.com",
    "a" * 65 + "@example.com",
    "grüße@example.com",
    '"ada lovelace"@example.com',
]


async def store(sql: Sql, email: str, password_hash: str) -> None:
    await sql.execute(
        "INSERT INTO users (id, email, password_hash) VALUES (gen_random_uuid(), $1, $2)",
        email,
        password_hash,
    )


@pytest.fixture
async def password_hash() -> str:
    hasher = PasswordHasher()
    hashed = await hasher.hash(PASSWORD)
    hasher.close()
    return hashed


@pytest.mark.parametrize("email", STORED)
async def test_its_owner_and_administrators_use_it_like_any_other(
    client: httpx.AsyncClient, sql: Sql, password_hash: str, mailbox: Mailbox, email: str
) -> None:
    await store(sql, email, password_hash)
    login = await log_in(client, email=email)
    owner = {"Authorization": f"Bearer {login.json()['access_token']}"}
    me = await client.get("/v1/users/me", headers=owner)
    assert AccountResponse.model_validate_json(me.content).email == email
    export = await client.get("/v1/users/me/export", headers=owner)
    assert AccountExportResponse.model_validate_json(export.content).account.email == email
    admin = await make_admin(client, sql)
    for prefix in ("", email[:2].upper(), email):
        page = await client.get("/v1/users", params={"q": prefix}, headers=admin)
        found = PaginatedResponse[Account].model_validate_json(page.content).items
        assert email in [account.email for account in found], prefix
    path = f"/v1/users/{me.json()['id']}"
    change = await client.patch(path, json={"is_disabled": True}, headers=admin)
    assert Account.model_validate_json(change.content).is_disabled
    assert_error(await log_in(client, email=email), 403, "account_disabled")
    await client.patch(path, json={"is_disabled": False}, headers=admin)
    assert (await forgot(client, email)).status_code == 202
    token = await mailbox.receive_token(RESET)
    assert (await reset(client, token)).status_code == 200


async def test_search_by_the_last_characters_there_are(client: httpx.AsyncClient, sql: Sql) -> None:
    admin = await make_admin(client, sql)
    names = ["a~", "ü", "\ud7ff", "\U0010fffe"]
    for name in names:
        await store(sql, f"{name}@example.com", "")
    for name in names:
        page = (await client.get("/v1/users", params={"q": f"{name}@"}, headers=admin)).json()
        assert [item["email"] for item in page["items"]] == [f"{name}@example.com"]
        page = (await client.get("/v1/users", params={"q": name}, headers=admin)).json()
        assert f"{name}@example.com" in [item["email"] for item in page["items"]]


OLDER_HASHES: list[Any] = [
    "",
    "plain text",
    "5f4dcc3b5aa765d61d8327deb882cf99",
    "pbkdf2_sha256$1000000$salt$hash",
    "$argon2id$v=19$m=19456,t=2,p=1$broken",
    "$argon2id$v=19$m=19456,t=2,p=1$YWJjZGVmZ2g$!!!!",
    "$2b$12$too short",
    "{SSHA}grüße",
    "$2b$12$grüße",
]


@pytest.mark.parametrize("stored", OLDER_HASHES)
async def test_a_hash_that_is_not_understood_is_a_wrong_password(
    client: httpx.AsyncClient, sql: Sql, stored: str
) -> None:
    await store(sql, "ada@example.com", stored)
    assert_error(await log_in(client), 401, "invalid_credentials")


async def test_a_hash_of_an_older_system_is_verified_and_replaced(
    client: httpx.AsyncClient, sql: Sql
) -> None:
    hashed = bcrypt.hashpw(PASSWORD.encode(), bcrypt.gensalt(4)).decode()
    await store(sql, "ada@intranet.local", hashed.replace("$2b$", "$2y$"))
    assert (await log_in(client, email="Ada@Intranet.local")).status_code == 200
    assert (await sql.fetchval("SELECT password_hash FROM users")).startswith("$argon2id$")


async def test_an_address_in_upper_case_cannot_be_stored(sql: Sql, app: object) -> None:
    """Otherwise no login would find it."""
    with pytest.raises(asyncpg.CheckViolationError, match="email_is_lower_case"):
        await store(sql, "Ada@example.com", "")


REFUSED = {
    "path": "email",
    "message": "must not be below .test, which is for tests only",
    "code": "email",
}


async def test_an_address_for_tests_is_accepted_in_local_mode_only(
    client: httpx.AsyncClient, change_settings: ChangeSettings, mailbox: Mailbox
) -> None:
    headers = await bearer_of(client)
    response = await register(client, email="ada@shop.test")
    assert_error(response, 422, "validation_error")
    assert response.json()["problems"] == [REFUSED]
    response = await move(client, headers, to="ada@shop.test")
    assert_error(response, 422, "validation_error")
    assert response.json()["problems"] == [REFUSED | {"path": "new_email"}]
    assert "shop.test" not in response.text
    assert {message["To"] for message in await mailbox.receive()} == {"ada@example.com"}
    change_settings(DATABASE_URL=None)  # local mode
    assert (await move(client, headers, to="ada@shop.test")).status_code == 202
    assert (await register(client, email="bob@shop.test")).status_code == 201
    change_settings(DATABASE_URL="postgresql://db.example.com/stylipp")
    assert (await log_in(client, email="bob@shop.test")).status_code == 200  # it is stored now
    assert (await forgot(client, "bob@shop.test")).status_code == 202
