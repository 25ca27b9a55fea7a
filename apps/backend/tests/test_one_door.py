"""Every operation that gives tokens, as the document names them, asks an account with two-step login for
a second factor, or wants what only a login gives."""

import json
from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple

import asyncpg
import httpx
import pytest
from fastapi import FastAPI

from tests.features.identities.provider_logins import OWN, acme, begin, sign_in
from tests.features.mail_login.mail_logins import ask, complete, secrets_of
from tests.features.two_step.second_steps import Browser, TwoStep, add_passkey, start_two_step
from tests.helpers import EMAIL, PASSWORD, ChangeSettings, Mailbox, assert_error

type Sql = "asyncpg.Connection[asyncpg.Record]"
type Document = dict[str, Any]


class Person(NamedTuple):
    """The owner of an account with two-step login, in a browser that is new to it."""

    browser: Browser
    account: TwoStep
    mailbox: Mailbox
    app: FastAPI
    change_settings: ChangeSettings


async def by_password(person: Person) -> None:
    assert_error(await person.browser.log_in(), 401, "mfa_required")


async def by_token_endpoint(person: Person) -> None:
    client = person.browser.client
    form = {"grant_type": "password", "username": EMAIL, "password": PASSWORD}
    response = await client.post("/v1/auth/token", data=form)
    assert_error(response, 401, "mfa_required")
    response = await client.post("/v1/auth/token", data={"grant_type": "refresh_token"})
    assert_error(response, 401, "refresh_token_missing")


async def by_passkey(person: Person) -> None:
    browser, account = person.browser, person.account
    passkey = await add_passkey(browser.client, account.bearer)
    options = (await browser.post("/v1/auth/passkey/options")).json()["public_key"]
    unverified = {"credential": passkey.get(options, user_verified=False)}
    response = await browser.post("/v1/auth/passkey/login", unverified)
    assert_error(response, 401, "passkey_invalid")
    # The passkey itself is one that logs in: only the user verification was missing.
    verified = {"credential": passkey.get(options)}
    assert (await browser.post("/v1/auth/passkey/login", verified)).status_code == 200


async def by_mail(person: Person) -> None:
    browser, mailbox = person.browser, person.mailbox
    for way in ("code", "token"):
        await mailbox.receive()
        await ask(browser)
        (message,) = await mailbox.receive()
        code, token = secrets_of(message)
        body = {"code": code} if way == "code" else {"token": token}
        assert_error(await complete(browser, **body), 401, "mfa_required")


async def by_provider(person: Person) -> None:
    client, bearer = person.browser.client, person.account.bearer
    async with acme(person.app, person.change_settings) as provider:
        browser = await begin(client, f"{OWN}/acme/start", bearer)
        answer = provider.sign_in(browser.url, "ada")
        headers = bearer | browser.headers
        connected = await client.post(f"{OWN}/acme", json=answer, headers=headers)
        assert connected.status_code == 201, connected.text
        assert_error(await sign_in(client, provider, "ada"), 401, "mfa_required")


FIRST_PROOFS: dict[str, Callable[[Person], Awaitable[None]]] = {
    "log_in": by_password,
    "create_token": by_token_endpoint,
    "log_in_with_passkey": by_passkey,
    "complete_email_login": by_mail,
    "complete_oidc_login": by_provider,
}
"""The operations that log in, each with what an account with two-step login gets from it."""

LATER = {
    "verify_second_step": "mfa_expired",
    "refresh_tokens": "refresh_token_missing",
    "change_password": "not_authenticated",
    "create_audience_token": "not_authenticated",
}
"""Those that want a ticket, a refresh token or a session, each with its error without one."""


def mentions_tokens(schema: Any, document: Document, seen: frozenset[str] = frozenset()) -> bool:
    """Whether a value of the schema has an access token anywhere."""
    if isinstance(schema, list):
        return any(mentions_tokens(part, document, seen) for part in schema)
    if not isinstance(schema, dict):
        return False
    if "access_token" in schema.get("properties", {}):
        return True
    reference = schema.get("$ref")
    if isinstance(reference, str) and reference not in seen:
        target = document["components"]["schemas"][reference.rpartition("/")[2]]
        if mentions_tokens(target, document, seen | {reference}):
            return True
    return any(mentions_tokens(part, document, seen) for part in schema.values())


def operations_with_tokens(document: Document) -> dict[str, tuple[str, str, Document]]:
    """Return method, path and description of every operation that gives tokens, by its id."""
    found = {}
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            answers = {s: r for s, r in operation["responses"].items() if s.startswith("2")}
            if mentions_tokens(list(answers.values()), document):
                found[operation["operationId"]] = (method, path, operation)
    return found


@pytest.fixture
async def document(client: httpx.AsyncClient) -> Document:
    document: Document = (await client.get("/openapi.json")).json()
    return document


async def test_every_operation_that_gives_tokens_is_known_here(document: Document) -> None:
    assert set(operations_with_tokens(document)) == FIRST_PROOFS.keys() | LATER.keys()


@pytest.mark.parametrize("name", FIRST_PROOFS)
async def test_a_first_proof_is_not_enough_with_two_step_login(
    app: FastAPI,
    client: httpx.AsyncClient,
    sql: Sql,
    mailbox: Mailbox,
    change_settings: ChangeSettings,
    name: str,
) -> None:
    account = await start_two_step(client, sql)
    person = Person(Browser(client), account, mailbox, app, change_settings)
    await FIRST_PROOFS[name](person)


@pytest.mark.parametrize("name", LATER)
async def test_the_others_are_refused_without_what_a_login_gives(
    client: httpx.AsyncClient, document: Document, name: str
) -> None:
    method, path, operation = operations_with_tokens(document)[name]
    body = b""
    if "requestBody" in operation:
        example = operation["requestBody"]["content"]["application/json"]["example"]
        body = json.dumps(example).encode()
    headers = {"Content-Type": "application/json"} if body else {}
    response = await client.request(method, path, content=body, headers=headers)
    assert_error(response, 401, LATER[name])
