"""The canary that looks for secrets in every test knows what logins hand out, and finds it
in a table, an answer and a log line."""

import re
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest
from fastapi import FastAPI

from tests.conftest import LeakCanary, forms_of
from tests.features.identities.provider_logins import COMPLETE, acme, begin
from tests.features.two_step.second_steps import ATTEMPT, TICKET, Browser, Sql, add_passkey
from tests.features.two_step.two_step import TwoStep, set_up
from tests.helpers import ChangeSettings, Mailbox


async def handed_out(client: httpx.AsyncClient, sql: Sql) -> tuple[TwoStep, dict[str, str]]:
    """Go through a login with everything that is secret; return an example of each."""
    account = await set_up(client, sql)
    passkey = await add_passkey(client, account.bearer)
    browser = Browser(client)
    await browser.begin()
    secrets = {"the ticket": browser.cookies[TICKET]}
    options = (await browser.options()).json()["passkey"]["public_key"]
    secrets |= {
        "the secret of this browser": browser.cookies[ATTEMPT],
        "the challenge of the second step": options["challenge"],
        "the secret of the app": account.secret,
        "a recovery code": account.codes[3],
    }
    await browser.verify(credential=passkey.get(options))
    for path, name in (
        ("/v1/auth/passkey/options", "the challenge of a login"),
        ("/v1/auth/reauthenticate/options", "the challenge of a proof"),
    ):
        response = await client.post(path, headers=account.bearer)
        assert response.status_code == 200, response.text
        secrets[name] = response.json()["public_key"]["challenge"]
    return account, secrets


async def test_every_secret_of_two_step_login_is_known_to_the_canary(
    client: httpx.AsyncClient, canary: LeakCanary, sql: Sql
) -> None:
    account, secrets = await handed_out(client, sql)
    assert {name for name, secret in secrets.items() if secret not in canary.secrets} == set()
    assert set(account.codes) <= canary.secrets


async def test_what_a_login_with_a_provider_hands_out_is_known_to_the_canary(
    app: FastAPI, client: httpx.AsyncClient, canary: LeakCanary, change_settings: ChangeSettings
) -> None:
    async with acme(app, change_settings) as provider:
        browser = await begin(client)
        sent = dict(parse_qsl(urlsplit(browser.url).query))
        assert {browser.cookie, sent["state"], sent["nonce"]} <= canary.secrets
        answer = provider.sign_in(browser.url, "ada", email="ada@example.com")
        response = await client.post(COMPLETE, json=answer, headers=browser.headers)
        assert response.status_code == 200, response.text
        assert answer["code"] in canary.secrets


async def test_a_code_in_a_mail_is_known_to_the_canary(
    client: httpx.AsyncClient, canary: LeakCanary, mailbox: Mailbox
) -> None:
    await client.post("/v1/auth/email/login", json={"email": "ada@example.com"})
    (mail,) = await mailbox.receive()
    (code,) = re.findall(r"\d{4} \d{4}$", mail["Subject"])
    assert code in canary.secrets


async def test_a_secret_in_a_table_is_found_however_it_is_written(
    app: FastAPI, client: httpx.AsyncClient, sql: Sql, tmp_path: Path
) -> None:
    account, secrets = await handed_out(client, sql)
    for secret in secrets.values():
        assert len(forms_of(secret)) >= 3
        for form in forms_of(secret):
            own = LeakCanary(tmp_path / "log")
            own.secrets.add(secret)
            with pytest.raises(AssertionError):
                own.look_at_tables(f"(1,{form},2)")
    assert account.codes[0].replace("-", "") in forms_of(account.codes[0])


async def test_a_secret_in_a_later_answer_is_found(
    client: httpx.AsyncClient, canary: LeakCanary, sql: Sql
) -> None:
    account = await set_up(client, sql)
    request = httpx.Request("GET", "http://test/v1/users/me/security")
    for secret in (account.secret, account.codes[0]):
        response = httpx.Response(200, json={"leaked": secret}, request=request)
        with pytest.raises(AssertionError):
            await canary.look_at_response(response)


async def test_a_secret_that_a_client_sends_is_known(canary: LeakCanary, tmp_path: Path) -> None:
    own = LeakCanary(tmp_path / "log")
    code, password = "7KQ2MX-8R4TVA-0N9ZC3-HJ5WYE", "violet anvil kettle 7"
    for request in (
        httpx.Request("POST", "http://test/", json={"recovery_code": code, "password": password}),
        httpx.Request("POST", "http://test/", data={"mfa_code": code, "password": password}),
    ):
        own.secrets.clear()
        await own.look_at_response(httpx.Response(204, request=request))
        assert own.secrets == {code, password}
