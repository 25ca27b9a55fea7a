"""Adding, listing, renaming and removing passkeys."""

import asyncio
import base64
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from fastapi import FastAPI

from src.features.passkeys.service.own import PASSKEYS_MAX
from src.features.passkeys.service.service import list_passkeys
from src.features.passkeys.utils.providers import PROVIDERS
from stylipp_schemas import PasskeyCreationOptions, PasskeyExport, PasskeyResponse
from tests.authenticator import UP, Authenticator, encoded
from tests.conftest import dump
from tests.features.auth.logins import Login, start
from tests.features.passkeys.ceremonies import (
    OWN,
    Sql,
    add,
    creation_options,
    events,
    post,
    start_verified,
)
from tests.helpers import (
    EMAIL,
    ChangeSettings,
    Log,
    Mailbox,
    assert_error,
    assert_owner_only,
    log_in,
)

CHROME = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko)"
    " Chrome/150.0.0.0 Safari/537.36"
)


async def user_id_of(sql: Sql, email: str = EMAIL) -> UUID:
    found: UUID = await sql.fetchval("SELECT id FROM users WHERE email = $1", email)
    return found


async def test_the_options_of_a_passkey_for_signing_in(client: httpx.AsyncClient, sql: Sql) -> None:
    login = await start_verified(client, sql)
    before = await dump(sql)
    response = await client.post(
        f"{OWN}/options", json={"purpose": "sign_in"}, headers=login.bearer
    )
    options = PasskeyCreationOptions.model_validate_json(response.content)
    asked = options.public_key
    assert options.expires_in == 900
    assert asked.timeout == 900_000
    assert (asked.rp.id, asked.attestation) == ("stylipp.com", "none")
    assert [algorithm.alg for algorithm in asked.pub_key_cred_params] == [-8, -7, -257]
    handle = base64.urlsafe_b64decode(asked.user.id + "==")
    assert UUID(bytes=handle) == await user_id_of(sql)
    assert asked.user.name == asked.user.display_name == EMAIL
    assert asked.exclude_credentials == []
    wanted = asked.authenticator_selection
    assert (wanted.resident_key, wanted.require_resident_key) == ("required", True)
    assert wanted.user_verification == "required"
    assert "set-cookie" not in response.headers
    assert await dump(sql) == before


async def test_old_security_keys_serve_as_second_factor_only(
    client: httpx.AsyncClient, sql: Sql
) -> None:
    login = await start_verified(client, sql)
    asked = await creation_options(client, login, "second_factor")
    assert asked["authenticator_selection"] == {
        "resident_key": "discouraged",
        "require_resident_key": False,
        "user_verification": "discouraged",
    }
    key = Authenticator(is_synced=False, aaguid=str(UUID(int=0)))
    response = await post(client, login, key.create(asked, flags=UP))
    assert response.status_code == 201
    added = response.json()
    assert (added["can_sign_in"], added["is_synced"], added["provider"]) == (False, False, None)
    # The same without user verification is no passkey for signing in.
    asked = await creation_options(client, login)
    response = await post(client, login, Authenticator().create(asked, flags=UP))
    assert_error(response, 400, "passkey_invalid")


async def test_a_passkey_is_added_named_audited_and_mailed(
    client: httpx.AsyncClient, app: FastAPI, sql: Sql, mailbox: Mailbox
) -> None:
    login = await start_verified(client, sql)
    await mailbox.receive()
    authenticator = Authenticator()
    added = await add(client, login, authenticator)
    user_id = await user_id_of(sql)
    passkey = PasskeyResponse.model_validate(added)
    assert (passkey.name, passkey.provider) == ("iCloud Keychain", "iCloud Keychain")
    assert (passkey.is_synced, passkey.can_sign_in, passkey.last_used_at) == (True, True, None)
    assert passkey.credential_id == encoded(authenticator.id)
    assert await list_passkeys(app.state.wiring.database, user_id) == [passkey]
    assert await events(sql, "passkey_added") == [(user_id, passkey.id, None)]
    (mail,) = await mailbox.receive()
    assert mail["To"] == EMAIL
    row = await sql.fetchrow("SELECT rp_id, transports, sign_count, aaguid FROM passkeys")
    assert row is not None
    assert tuple(row) == ("stylipp.com", ["hybrid", "internal"], 0, UUID(authenticator.aaguid))


async def test_a_passkey_is_named_by_its_owner_its_provider_or_the_device(
    client: httpx.AsyncClient, sql: Sql
) -> None:
    login = await start_verified(client, sql)
    unknown = str(uuid4())
    own = await add(client, login, Authenticator(), name="My key")
    assert (own["name"], own["provider"]) == ("My key", "iCloud Keychain")
    agent = {"User-Agent": CHROME}
    login.bearer |= agent
    device = await add(client, login, Authenticator(aaguid=unknown))
    assert (device["name"], device["provider"]) == ("Chrome on Linux", None)
    names = [(await add(client, login, Authenticator(aaguid=unknown)))["name"] for _ in range(2)]
    assert names == ["Chrome on Linux 2", "Chrome on Linux 3"]
    key = await add(client, login, Authenticator(aaguid=unknown), purpose="second_factor")
    assert key["name"] == "Security key"
    login.bearer |= {"User-Agent": "unknown"}
    assert (await add(client, login, Authenticator(aaguid=unknown)))["name"] == "Passkey"
    for name in ("", " ", "x" * 65, "two\nlines", 1):
        asked = await creation_options(client, login)
        response = await post(client, login, Authenticator().create(asked), name=name)
        assert_error(response, 422, "validation_error")


def test_fifteen_providers_are_known() -> None:
    assert len(PROVIDERS) == 15
    assert all(1 <= len(name) <= 64 for name in PROVIDERS.values())


async def test_only_known_transports_are_kept(client: httpx.AsyncClient, sql: Sql) -> None:
    login = await start_verified(client, sql)
    credential = Authenticator().create(await creation_options(client, login))
    credential["response"]["transports"] = ["usb", "nul\0", "usb", "ble", "future"]
    assert (await post(client, login, credential)).status_code == 201
    assert await sql.fetchval("SELECT transports FROM passkeys") == ["ble", "usb"]


async def test_what_an_account_has_is_excluded_and_cannot_be_added_twice(
    client: httpx.AsyncClient, sql: Sql
) -> None:
    login = await start_verified(client, sql)
    authenticator = Authenticator()
    await add(client, login, authenticator)
    asked = await creation_options(client, login)
    assert asked["exclude_credentials"] == [
        {
            "type": "public-key",
            "id": encoded(authenticator.id),
            "transports": ["hybrid", "internal"],
        }
    ]
    response = await post(client, login, authenticator.create(asked))
    assert_error(response, 409, "passkey_exists")
    stranger = await start_verified(client, sql, email="stranger@example.com")
    asked = await creation_options(client, stranger)
    assert asked["exclude_credentials"] == []
    response = await post(client, stranger, authenticator.create(asked))
    assert_error(response, 409, "passkey_exists")


async def test_one_credential_in_two_accounts_at_once_has_one_owner(
    client: httpx.AsyncClient, sql: Sql
) -> None:
    logins = [await start_verified(client, sql, email=f"{n}@example.com") for n in range(5)]
    authenticator = Authenticator()
    created = [authenticator.create(await creation_options(client, login)) for login in logins]
    responses = await asyncio.gather(
        *(post(client, login, one) for login, one in zip(logins, created, strict=True))
    )
    assert sorted(response.status_code for response in responses) == [201, 409, 409, 409, 409]


async def test_an_account_has_at_most_twenty(client: httpx.AsyncClient, sql: Sql) -> None:
    login = await start_verified(client, sql)
    late = [await creation_options(client, login) for _ in range(5)]
    for _ in range(PASSKEYS_MAX - 1):
        await add(client, login, Authenticator())
    responses = await asyncio.gather(
        *(post(client, login, Authenticator().create(asked)) for asked in late)
    )
    assert sorted(response.status_code for response in responses) == [201, 409, 409, 409, 409]
    assert {r.json()["code"] for r in responses if r.status_code == 409} == {"passkey_limit"}
    response = await client.post(
        f"{OWN}/options", json={"purpose": "sign_in"}, headers=login.bearer
    )
    assert_error(response, 409, "passkey_limit")
    assert await sql.fetchval("SELECT count(*) FROM passkeys") == PASSKEYS_MAX == 20


async def test_a_challenge_is_for_one_session_one_purpose_and_one_passkey(
    client: httpx.AsyncClient, sql: Sql
) -> None:
    login = await start_verified(client, sql)
    other_session = Login(await log_in(client))
    stranger = await start_verified(client, sql, email="stranger@example.com")
    asked = await creation_options(client, login)
    for other in (other_session, stranger):
        assert_error(
            await post(client, other, Authenticator().create(asked)), 400, "passkey_invalid"
        )
    for other_purpose in ((await client.post("/v1/auth/passkey/options")).json()["public_key"],):
        credential = Authenticator().create(asked | {"challenge": other_purpose["challenge"]})
        assert_error(await post(client, login, credential), 400, "passkey_invalid")
    responses = await asyncio.gather(
        *(post(client, login, Authenticator().create(asked)) for _ in range(6))
    )
    assert sorted(response.status_code for response in responses) == [201] + [400] * 5


@pytest.mark.parametrize(
    "changes",
    [
        {"origin": "https://evil.example"},
        {"crossOrigin": True},
        {"topOrigin": "https://stylipp.com"},
        {"flags": UP},
        {"challenge": "AAAA"},
        {"type": "webauthn.get"},
    ],
)
async def test_a_refused_passkey_is_not_added(
    client: httpx.AsyncClient, sql: Sql, changes: dict[str, Any]
) -> None:
    login = await start_verified(client, sql)
    asked = await creation_options(client, login)
    credential = Authenticator().create(asked, **changes)
    assert_error(await post(client, login, credential), 400, "passkey_invalid")
    credential = Authenticator().create(asked)
    other_id = credential | {"id": encoded(bytes(32))}
    assert_error(await post(client, login, other_id), 400, "passkey_invalid")
    assert await sql.fetchval("SELECT count(*) FROM passkeys") == 0
    assert (await post(client, login, credential)).status_code == 201  # nothing was used up


async def test_the_log_says_why_a_new_passkey_was_refused(
    client: httpx.AsyncClient, sql: Sql, log: Log
) -> None:
    login = await start_verified(client, sql)
    asked = await creation_options(client, login)
    await post(client, login, Authenticator().create(asked, origin="https://evil.example"))
    assert [line["event"] for line in log.lines() if line["event"].startswith("A passkey")] == [
        "A passkey was refused: origin"
    ]
    assert "evil.example" not in log.text()


@pytest.mark.parametrize(
    ("name", "length"), [("clientDataJSON", 4097), ("attestationObject", 16_385)]
)
async def test_long_fields_do_not_reach_the_parser(
    client: httpx.AsyncClient, sql: Sql, name: str, length: int
) -> None:
    login = await start_verified(client, sql)
    credential = Authenticator().create(await creation_options(client, login))
    credential["response"][name] = encoded(bytes(length))
    assert_error(await post(client, login, credential), 422, "validation_error")


async def test_adding_wants_a_verified_address(client: httpx.AsyncClient, sql: Sql) -> None:
    login = await start(client)
    body = {"purpose": "sign_in"}
    response = await client.post(f"{OWN}/options", json=body, headers=login.bearer)
    assert_error(response, 403, "email_not_verified")
    await sql.execute("UPDATE users SET email_verified_at = now()")
    asked = await creation_options(client, login)
    await sql.execute("UPDATE users SET email_verified_at = NULL")
    response = await post(client, login, Authenticator().create(asked))
    assert_error(response, 403, "email_not_verified")


async def test_adding_and_removing_want_a_recent_proof_and_renaming_does_not(
    client: httpx.AsyncClient, sql: Sql
) -> None:
    login = await start_verified(client, sql)
    added = await add(client, login, Authenticator())
    asked = await creation_options(client, login)
    await sql.execute("UPDATE sessions SET first_factor_at = now() - interval '601 seconds'")
    path = f"{OWN}/{added['id']}"
    body = {"purpose": "sign_in"}
    for response in (
        await client.post(f"{OWN}/options", json=body, headers=login.bearer),
        await post(client, login, Authenticator().create(asked)),
        await client.delete(path, headers=login.bearer),
    ):
        assert_error(response, 403, "reauthentication_required")
    renamed = await client.patch(path, json={"name": "Phone"}, headers=login.bearer)
    assert renamed.status_code == 200


async def test_a_passkey_is_renamed(client: httpx.AsyncClient, app: FastAPI, sql: Sql) -> None:
    login = await start_verified(client, sql)
    added = await add(client, login, Authenticator())
    path = f"{OWN}/{added['id']}"
    response = await client.patch(path, json={"name": "Büro 🔑"}, headers=login.bearer)
    assert response.json() == added | {"name": "Büro 🔑"}
    (listed,) = await list_passkeys(app.state.wiring.database, await user_id_of(sql))
    assert listed == PasskeyResponse.model_validate(response.json())
    for name in ("", "x" * 65, "two\nlines", None):
        response = await client.patch(path, json={"name": name}, headers=login.bearer)
        assert_error(response, 422, "validation_error")


async def test_a_passkey_is_removed_audited_and_mailed_and_sessions_go_on(
    client: httpx.AsyncClient, sql: Sql, mailbox: Mailbox
) -> None:
    login = await start_verified(client, sql)
    added = await add(client, login, Authenticator())
    await mailbox.receive()
    path = f"{OWN}/{added['id']}"
    assert (await client.delete(path, headers=login.bearer)).status_code == 200
    assert_error(await client.delete(path, headers=login.bearer), 404, "not_found")
    assert await sql.fetchval("SELECT count(*) FROM passkeys") == 0
    removed = (await user_id_of(sql), UUID(added["id"]), None)
    assert await events(sql, "passkey_removed") == [removed]
    (mail,) = await mailbox.receive()
    assert mail["To"] == EMAIL
    assert (await client.get("/v1/users/me", headers=login.bearer)).status_code == 200


async def test_passkeys_of_other_accounts_are_not_found(
    client: httpx.AsyncClient, sql: Sql
) -> None:
    login = await start_verified(client, sql)
    added = await add(client, login, Authenticator())
    await assert_owner_only(
        client, login.bearer, "/v1/users/me/passkeys/{passkey_id}", added["id"], "PATCH", "DELETE"
    )


async def test_the_last_way_to_log_in_cannot_be_removed(
    client: httpx.AsyncClient, sql: Sql, change_settings: ChangeSettings
) -> None:
    change_settings(EMAIL_LOGIN=False)
    login = await start_verified(client, sql)
    passkey = await add(client, login, Authenticator())
    key = await add(client, login, Authenticator(), purpose="second_factor")
    await sql.execute("UPDATE users SET password_hash = NULL")
    response = await client.delete(f"{OWN}/{passkey['id']}", headers=login.bearer)
    assert_error(response, 409, "last_credential")
    response = await client.delete(f"{OWN}/{key['id']}", headers=login.bearer)
    assert response.status_code == 200
    assert await sql.fetchval("SELECT id FROM passkeys") == UUID(passkey["id"])
    assert await events(sql, "passkey_removed") == [(await user_id_of(sql), UUID(key["id"]), None)]


async def test_with_login_by_mail_the_last_passkey_of_a_verified_account_can_be_removed(
    client: httpx.AsyncClient, sql: Sql
) -> None:
    login = await start_verified(client, sql)
    passkey = await add(client, login, Authenticator())
    await sql.execute("UPDATE users SET password_hash = NULL, email_verified_at = NULL")
    path = f"{OWN}/{passkey['id']}"
    assert_error(await client.delete(path, headers=login.bearer), 409, "last_credential")
    await sql.execute("UPDATE users SET email_verified_at = now()")
    assert (await client.delete(path, headers=login.bearer)).status_code == 200


async def test_a_passkey_of_another_relying_party_is_no_way_to_log_in(
    client: httpx.AsyncClient, sql: Sql, change_settings: ChangeSettings
) -> None:
    change_settings(EMAIL_LOGIN=False)
    login = await start_verified(client, sql)
    former = await add(client, login, Authenticator())
    await sql.execute("UPDATE passkeys SET rp_id = 'former.example'")
    current = await add(client, login, Authenticator())
    listed = (await client.get("/v1/users/me/security", headers=login.bearer)).json()
    assert listed["rp_id"] == "stylipp.com"
    assert [one["rp_id"] for one in listed["passkeys"]] == ["stylipp.com", "former.example"]
    await sql.execute("UPDATE users SET password_hash = NULL")
    response = await client.delete(f"{OWN}/{current['id']}", headers=login.bearer)
    assert_error(response, 409, "last_credential")
    response = await client.delete(f"{OWN}/{former['id']}", headers=login.bearer)
    assert response.status_code == 200


async def test_the_last_second_factor_stays_while_two_step_login_is_on(
    client: httpx.AsyncClient, sql: Sql
) -> None:
    login = await start_verified(client, sql)
    key = await add(client, login, Authenticator(), purpose="second_factor")
    await sql.execute("UPDATE users SET two_step_at = now()")
    await sql.execute("UPDATE sessions SET second_factor_at = now()")
    path = f"{OWN}/{key['id']}"
    response = await client.delete(path, headers=login.bearer)
    assert_error(response, 409, "second_factor_missing")
    await add(client, login, Authenticator(), purpose="second_factor")
    assert (await client.delete(path, headers=login.bearer)).status_code == 200


@pytest.mark.parametrize(
    ("lost", "code"),
    [
        ("password_hash = NULL", "last_credential"),
        ("two_step_at = now()", "second_factor_missing"),
    ],
)
async def test_of_two_removals_of_the_last_two_one_passkey_is_always_left(
    client: httpx.AsyncClient, sql: Sql, change_settings: ChangeSettings, lost: str, code: str
) -> None:
    change_settings(EMAIL_LOGIN=False)
    login = await start_verified(client, sql)
    await sql.execute("UPDATE sessions SET second_factor_at = now()")
    await sql.execute(f"UPDATE users SET {lost}")
    left = await add(client, login, Authenticator())
    for _ in range(20):
        pair = [left, await add(client, login, Authenticator())]
        responses = await asyncio.gather(
            *(client.delete(f"{OWN}/{one['id']}", headers=login.bearer) for one in pair)
        )
        assert sorted(response.status_code for response in responses) == [200, 409]
        ((refused, left),) = [
            (response, one)
            for response, one in zip(responses, pair, strict=True)
            if response.status_code == 409
        ]
        assert_error(refused, 409, code)
        assert await sql.fetchval("SELECT id FROM passkeys") == UUID(left["id"])


async def test_the_export_has_the_passkeys_without_their_keys(
    client: httpx.AsyncClient, sql: Sql
) -> None:
    login = await start_verified(client, sql)
    first = await add(client, login, Authenticator())
    second = await add(client, login, Authenticator(is_synced=False), purpose="second_factor")
    response = await client.get("/v1/users/me/export", headers=login.bearer)
    passkeys = [PasskeyExport.model_validate(item) for item in response.json()["passkeys"]]
    assert [str(passkey.id) for passkey in passkeys] == [second["id"], first["id"]]
    assert [passkey.transports for passkey in passkeys] == [["usb"], ["hybrid", "internal"]]
    assert [passkey.is_backup_eligible for passkey in passkeys] == [False, True]
    key: bytes = await sql.fetchval("SELECT public_key FROM passkeys LIMIT 1")
    assert encoded(key) not in response.text
    assert key.hex() not in response.text
