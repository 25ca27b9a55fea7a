"""Connecting and removing accounts at providers."""

import asyncio
import dataclasses

import asyncpg
import httpx
import pytest
from fastapi import FastAPI

from tests.authenticator import Authenticator
from tests.features.auth.logins import Login, start
from tests.features.identities.honest_provider import HonestProvider
from tests.features.identities.provider_logins import COMPLETE, OWN, Browser, begin, sign_in
from tests.features.passkeys.ceremonies import OWN as PASSKEYS
from tests.features.passkeys.ceremonies import add, events, start_verified
from tests.helpers import (
    EMAIL,
    ChangeSettings,
    Mailbox,
    assert_error,
    assert_owner_only,
    log_in,
)

type Sql = "asyncpg.Connection[asyncpg.Record]"


async def begin_own(client: httpx.AsyncClient, login: Login) -> Browser:
    return await begin(client, f"{OWN}/acme/start", login.bearer)


async def connect(
    client: httpx.AsyncClient, login: Login, provider: HonestProvider, subject: str = "ada"
) -> httpx.Response:
    browser = await begin_own(client, login)
    answer = provider.sign_in(browser.url, subject, email="ada@acme.example")
    headers = login.bearer | browser.headers
    return await client.post(f"{OWN}/acme", json=answer, headers=headers)


async def remove(client: httpx.AsyncClient, login: Login, id_: str) -> httpx.Response:
    return await client.delete(f"{OWN}/{id_}", headers=login.bearer)


async def test_a_connected_account_logs_in_until_it_is_removed(
    client: httpx.AsyncClient, sql: Sql, mailbox: Mailbox, provider: HonestProvider
) -> None:
    login = await start_verified(client, sql)
    await mailbox.receive()
    response = await connect(client, login, provider)
    assert response.status_code == 201, response.text
    assert response.json()["email"] == "ada@acme.example"
    assert response.json()["last_used_at"] is None
    Login(await sign_in(client, provider))
    assert (await remove(client, login, response.json()["id"])).status_code == 200
    assert_error(await sign_in(client, provider), 400, "oidc_failed")
    assert_error(await remove(client, login, response.json()["id"]), 404, "not_found")
    assert [message["Subject"] for message in await mailbox.receive()] == [
        "Another way to log in was connected",
        "A connected account was removed",
    ]
    for type_ in ("identity_linked", "identity_unlinked"):
        assert len(await events(sql, type_)) == 1


async def test_a_provider_with_another_name_in_the_settings_is_the_same_by_its_issuer(
    client: httpx.AsyncClient,
    app: FastAPI,
    sql: Sql,
    provider: HonestProvider,
    change_settings: ChangeSettings,
) -> None:
    login = await start_verified(client, sql)
    id_ = (await connect(client, login, provider)).json()["id"]
    (acme,) = app.state.wiring.settings.OIDC_PROVIDERS.values()
    renamed = dataclasses.replace(acme, id="corp", name="Corp")
    change_settings(OIDC_PROVIDERS={"corp": renamed}, EMAIL_LOGIN=False)
    security = await client.get("/v1/users/me/security", headers=login.bearer)
    (identity,) = security.json()["identities"]
    assert (identity["provider"], identity["provider_name"]) == ("corp", "Corp")
    assert identity["can_sign_in"]
    await sql.execute("UPDATE users SET password_hash = NULL")
    assert_error(await remove(client, login, id_), 409, "last_credential")
    other = dataclasses.replace(acme, issuer="https://other.example")
    change_settings(OIDC_PROVIDERS={"acme": other})
    security = await client.get("/v1/users/me/security", headers=login.bearer)
    (identity,) = security.json()["identities"]
    assert not identity["can_sign_in"]


async def test_only_its_owner_removes_a_connected_account(
    client: httpx.AsyncClient, sql: Sql, provider: HonestProvider
) -> None:
    login = await start_verified(client, sql)
    identity = (await connect(client, login, provider)).json()
    await assert_owner_only(
        client, login.bearer, "/v1/users/me/identities/{identity}", identity["id"], "DELETE"
    )


async def test_connecting_needs_a_verified_address_and_a_recent_proof(
    client: httpx.AsyncClient, sql: Sql, provider: HonestProvider
) -> None:
    login = await start(client)
    path = f"{OWN}/acme"
    body = {"code": "c", "state": "s"}
    for response in (
        await client.post(f"{path}/start", headers=login.bearer),
        await client.post(path, json=body, headers=login.bearer),
    ):
        assert_error(response, 403, "email_not_verified")
    await sql.execute("UPDATE users SET email_verified_at = now()")
    identity = (await connect(client, login, provider)).json()
    await sql.execute("UPDATE sessions SET first_factor_at = now() - interval '1 day'")
    for response in (
        await client.post(f"{path}/start", headers=login.bearer),
        await client.post(path, json=body, headers=login.bearer),
        await remove(client, login, identity["id"]),
    ):
        assert_error(response, 403, "reauthentication_required")


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        (
            "sessions SET first_factor_at = now() - interval '1 day'",
            403,
            "reauthentication_required",
        ),
        ("users SET email_verified_at = NULL", 403, "email_not_verified"),
        ("users SET auth_epoch = auth_epoch + 1", 401, "session_expired"),
    ],
)
async def test_what_connecting_needs_must_still_hold_once_the_provider_has_answered(
    client: httpx.AsyncClient,
    sql: Sql,
    provider: HonestProvider,
    change: str,
    status: int,
    code: str,
) -> None:
    login = await start_verified(client, sql)
    provider.hold = asyncio.Event()
    connecting = asyncio.create_task(connect(client, login, provider))
    await asyncio.wait_for(provider.asked.wait(), 10)
    await sql.execute(f"UPDATE {change}")
    provider.hold.set()
    assert_error(await connecting, status, code)
    assert await sql.fetchval("SELECT count(*) FROM identities") == 0


async def test_connecting_from_another_site_is_refused(
    client: httpx.AsyncClient, sql: Sql, provider: HonestProvider
) -> None:
    login = await start_verified(client, sql)
    foreign = login.bearer | {"Origin": "https://evil.example"}
    for path in (f"{OWN}/acme/start", f"{OWN}/acme"):
        response = await client.post(path, json={"code": "c", "state": "s"}, headers=foreign)
        assert_error(response, 403, "origin_not_allowed")


async def test_an_answer_counts_in_its_session_and_for_its_purpose(
    client: httpx.AsyncClient, sql: Sql, provider: HonestProvider
) -> None:
    login = await start_verified(client, sql)
    other = await start_verified(client, sql, email="eve@example.com")
    browser = await begin_own(client, login)
    answer = provider.sign_in(browser.url, "ada", email=EMAIL)
    path = f"{OWN}/acme"
    again = Login(await log_in(client))
    for person in (other, again):
        foreign = await client.post(path, json=answer, headers=person.bearer | browser.headers)
        assert_error(foreign, 400, "oidc_state_invalid")
    as_login = await client.post(COMPLETE, json=answer, headers=browser.headers)
    assert_error(as_login, 400, "oidc_state_invalid")
    begun = await begin(client)
    of_login = provider.sign_in(begun.url, "ada", email=EMAIL)
    response = await client.post(path, json=of_login, headers=login.bearer | begun.headers)
    assert_error(response, 400, "oidc_state_invalid")
    assert provider.token_requests == 0


async def test_an_account_at_a_provider_belongs_to_one_account(
    client: httpx.AsyncClient, sql: Sql, provider: HonestProvider
) -> None:
    login = await start_verified(client, sql)
    other = await start_verified(client, sql, email="eve@example.com")
    responses = await asyncio.gather(
        connect(client, login, provider), connect(client, other, provider)
    )
    assert sorted(response.status_code for response in responses) == [201, 409]
    loser = (login, other)[[response.status_code for response in responses].index(409)]
    assert_error(await connect(client, loser, provider), 409, "identity_taken")


async def test_connecting_again_what_is_connected_changes_nothing(
    client: httpx.AsyncClient, sql: Sql, mailbox: Mailbox, provider: HonestProvider
) -> None:
    login = await start_verified(client, sql)
    await mailbox.receive()
    responses = await asyncio.gather(*(connect(client, login, provider) for _ in range(3)))
    assert sorted(response.status_code for response in responses) == [200, 200, 201]
    assert len({response.text for response in responses}) == 1
    assert len(await mailbox.receive()) == 1
    assert len(await events(sql, "identity_linked")) == 1


async def test_a_second_account_of_the_same_provider_is_refused(
    client: httpx.AsyncClient, sql: Sql, provider: HonestProvider
) -> None:
    login = await start_verified(client, sql)
    assert (await connect(client, login, provider, "ada")).status_code == 201
    assert_error(await connect(client, login, provider, "bob"), 409, "identity_taken")


async def test_the_last_credential_stays(
    client: httpx.AsyncClient,
    sql: Sql,
    provider: HonestProvider,
    change_settings: ChangeSettings,
) -> None:
    login = Login(await sign_in(client, provider, email=EMAIL, email_verified=True))
    (id_,) = [str(row[0]) for row in await sql.fetch("SELECT id FROM identities")]
    assert_error(await remove(client, login, id_), 409, "last_credential")
    assert await sql.fetchval("SELECT count(*) FROM identities") == 1
    await sql.execute("UPDATE users SET email_verified_at = now()")
    change_settings(EMAIL_LOGIN=False)
    assert_error(await remove(client, login, id_), 409, "last_credential")
    change_settings(EMAIL_LOGIN=True)
    assert (await remove(client, login, id_)).status_code == 200


@pytest.mark.parametrize("other", ["identity", "passkey"])
async def test_of_the_last_two_credentials_removed_at_once_one_stays(
    client: httpx.AsyncClient,
    sql: Sql,
    app: FastAPI,
    provider: HonestProvider,
    change_settings: ChangeSettings,
    other: str,
) -> None:
    (acme,) = app.state.wiring.settings.OIDC_PROVIDERS.values()
    # Found by the issuer: their names were others when the accounts were connected.
    providers = {
        f"new-{name}": dataclasses.replace(acme, id=f"new-{name}", issuer=name)
        for name in ("acme", "other")
    }
    change_settings(OIDC_PROVIDERS=providers, EMAIL_LOGIN=False)
    login = await start_verified(client, sql)
    await sql.execute("UPDATE users SET password_hash = NULL")
    insert = (
        "INSERT INTO identities (id, user_id, issuer, subject, provider)"
        " SELECT gen_random_uuid(), id, $1, 'ada', $1 FROM users RETURNING id"
    )
    for _ in range(20):
        paths = [f"{OWN}/{await sql.fetchval(insert, 'acme')}"]
        if other == "identity":
            paths.append(f"{OWN}/{await sql.fetchval(insert, 'other')}")
        else:
            paths.append(f"{PASSKEYS}/{(await add(client, login, Authenticator()))['id']}")
        responses = await asyncio.gather(
            *(client.delete(path, headers=login.bearer) for path in paths)
        )
        assert sorted(response.status_code for response in responses) == [200, 409]
        (refused,) = [response for response in responses if response.status_code == 409]
        assert_error(refused, 409, "last_credential")
        await sql.execute("DELETE FROM identities; DELETE FROM passkeys")


async def test_the_export_has_issuer_and_subject(
    client: httpx.AsyncClient, sql: Sql, provider: HonestProvider
) -> None:
    login = await start_verified(client, sql)
    await connect(client, login, provider)
    export = (await client.get("/v1/users/me/export", headers=login.bearer)).json()
    (identity,) = export["identities"]
    assert (identity["issuer"], identity["subject"]) == (provider.issuer, "ada")
