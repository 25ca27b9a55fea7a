import asyncio
import json
import unicodedata
from typing import Any

import asyncpg
import httpx
import pytest
from fastapi import FastAPI

from src.features.auth.utils.passwords import is_common
from stylipp_schemas import UserResponse
from tests.helpers import EMAIL, PASSWORD, assert_error, log_in, register
from tests.recorders import count_statements, kinds


async def test_registering_returns_the_account(client: httpx.AsyncClient) -> None:
    response = await register(client)
    assert response.status_code == 201
    assert list(response.json()) == list(UserResponse.model_fields)
    account = UserResponse.model_validate_json(response.content)
    assert account.email == EMAIL
    assert account.id.version == 7
    assert account.created_at.utcoffset() is not None


async def test_a_registration_is_seven_round_trips(client: httpx.AsyncClient, app: FastAPI) -> None:
    """The limits; then the account, the limit of mails, the mail, the audit log."""
    with count_statements(app) as statements:
        await register(client)
    assert kinds(statements) == "WITH BEGIN INSERT WITH INSERT INSERT COMMIT"


async def test_only_an_argon2id_hash_is_stored(
    client: httpx.AsyncClient, sql: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    await register(client)
    row = await sql.fetchrow("SELECT * FROM users")
    assert row is not None
    assert row["password_hash"].startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert PASSWORD not in str(row)


async def test_the_same_address_in_another_case_is_taken(client: httpx.AsyncClient) -> None:
    await register(client)
    assert_error(await register(client, email="ADA@Example.COM"), 409, "email_taken")


async def test_twenty_parallel_registrations_have_one_winner(client: httpx.AsyncClient) -> None:
    spellings = ["ada@example.com", "ADA@example.com", "Ada@Example.com", "adA@EXAMPLE.COM"]
    responses = await asyncio.gather(*(register(client, email=e) for e in spellings * 5))
    assert sorted(r.status_code for r in responses) == [201] + [409] * 19


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("Zq7 fä!", "password_too_short"),
        ("ﬁﬁﬁﬁ", None),  # four ligatures are eight letters after NFKC
        ("😀" * 7, "password_too_short"),
        ("x1 y" * 32 + "z", "password_too_long"),
        ("a" + "\u0301" * 15_000 + "\u0327" * 15_000, "password_too_long"),
        ("ﷺ" * 20, "password_too_long"),  # one code point, eighteen after NFKC
        ("x1 y" * 32, None),
        ("password123", "password_common"),
        ("PASSWORD123", "password_common"),
        ("ｐａｓｓｗｏｒｄ１２３", "password_common"),
        ("Stylipp2026!", "password_context"),
        ("ada.lovelace1", "password_context"),
        ("lovelace-1815", "password_context"),
        ("analytical-engine-99", "password_context"),
        ("I came to stylipp for the hats", None),
        ("        xy", None),  # never trimmed
        ("violet\u0000anvil", None),
    ],
)
async def test_password_rules(client: httpx.AsyncClient, password: str, code: str | None) -> None:
    email = "ada.lovelace@analytical-engine.example1.com"
    response = await register(client, email=email, password=password)
    if code is None:
        assert response.status_code == 201, response.text
        assert (await log_in(client, email=email, password=password)).status_code == 200
    else:
        assert_error(response, 422, code)


MASKS = (
    *(character * 10 for character in "*•●＊x0…🔒"),
    "⚫\ufe0f" * 8,  # the characters of one emoji
    "        ",
    "**** ****",
    "XXXX-XXXX",
    "SecretStr('**********')",  # pydantic, in Python
    "SecretBytes(b'**********')",
    "b'**********'",
    "Secret(********)",
    "[REDACTED]",
    "***REDACTED***",
    "[FILTERED]",
    "<hidden>",
    "(sensitive value)",
    "undefined",
    "[object Object]",
    "null null",
    "NoneNoneNone",
    "${PASSWORD}",
    "{{ password }}",
    "<your-password-here>",
)
"""What programs write in place of a password, or of one that is missing."""


async def test_the_mask_of_a_password_is_refused_as_common(client: httpx.AsyncClient) -> None:
    for number, mask in enumerate(MASKS):
        response = await register(client, email=f"ada{number}@example.com", password=mask)
        assert_error(response, 422, "password_common")


def test_a_password_that_only_contains_a_mask_is_not_one() -> None:
    for password in ("my secret garden", "none of the above", "********1234", "#!#%%&!a#"):
        assert not is_common(password)


async def test_a_password_typed_on_another_keyboard_is_the_same(client: httpx.AsyncClient) -> None:
    composed = "größere Hüte für alle"
    decomposed = unicodedata.normalize("NFD", composed)
    assert composed != decomposed
    await register(client, password=composed)
    assert (await log_in(client, password=decomposed)).status_code == 200


@pytest.mark.parametrize(
    "email",
    [
        "",
        "ada",
        "ada@localhost",
        "Ada <ada@example.com>",
        " ",
        "ａda@example.com",
        "a\u0000@example.com",
    ]
    + ["\ud800@example.com", "a@example.com\n", "a@" + "b." * 200 + "com"]
    + [None, 1, ["ada@example.com"], {"a": 1}, "a@exa mple.com", "a" * 60_000],
)
async def test_only_plain_addresses_are_accepted(client: httpx.AsyncClient, email: Any) -> None:

    body = json.dumps({"email": email, "password": PASSWORD})
    headers = {"Content-Type": "application/json"}
    response = await client.post("/v1/auth/register", content=body, headers=headers)
    assert_error(response, 422, "validation_error")


async def test_an_international_domain_is_stored_in_ascii(client: httpx.AsyncClient) -> None:
    response = await register(client, email="Ada@Bücher.example.com")
    assert response.json()["email"] == "ada@xn--bcher-kva.example.com"
    assert (await log_in(client, email="ada@BÜCHER.example.com")).status_code == 200


async def test_unknown_fields_are_ignored(client: httpx.AsyncClient) -> None:
    assert (await register(client, role="admin", newer_field=1)).status_code == 201
