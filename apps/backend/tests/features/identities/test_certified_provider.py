"""Logging in with a certified provider, over HTTP, from the browser's start to its login."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Iterator
from urllib.parse import parse_qsl, urlsplit

import asyncpg
import httpx
import pytest
from fastapi import FastAPI

from src.core.oidc_providers import ProviderSettings
from tests.features.auth.logins import Login
from tests.features.identities.provider_logins import TRY, Browser, begin, use_clients
from tests.features.passkeys.ceremonies import start_verified
from tests.helpers import ChangeSettings, assert_error
from tests.provider.provider import SECRET, Answer, Provider, running_provider

type Sql = "asyncpg.Connection[asyncpg.Record]"
API = "https://api.stylipp.com"
RETURN = f"{API}/v1/auth/oidc/acme/return"
START = "/v1/auth/oidc/acme/start"
COMPLETE = "/v1/auth/oidc/acme/complete"
ADA = "ada@gmail.com"
"""The address that the provider has verified for its account `ada`."""


@pytest.fixture(scope="module")
def certified(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Provider]:
    with running_provider(RETURN, tmp_path_factory.mktemp("provider") / "log") as provider:
        yield provider


@pytest.fixture(params=["rs256", "es256"])
async def provider(
    request: pytest.FixtureRequest,
    app: FastAPI,
    change_settings: ChangeSettings,
    certified: Provider,
) -> AsyncIterator[Provider]:
    """The provider as `acme`, which signs its ID tokens with each algorithm."""
    acme = ProviderSettings(
        "acme", "Acme", certified.issuer, request.param, SECRET, email_authority="always"
    )
    change_settings(OIDC_PROVIDERS={"acme": acme}, API_URL=API)
    use_clients(app)
    yield certified
    await app.state.wiring.identity_providers.aclose()


async def at_provider(
    provider: Provider, browser: Browser, subject: str = "ada", mode: str = "query"
) -> Answer:
    """Log in on the provider's pages; it answers as `mode` says."""
    url = str(httpx.URL(browser.url).copy_merge_params({"response_mode": mode}))
    return await asyncio.to_thread(provider.log_in, url, subject)


async def through_relay(client: httpx.AsyncClient, answer: Answer) -> dict[str, str]:
    """Send the provider's answer where it is for, without cookies, and return what the page gets."""
    path = urlsplit(answer.address).path
    if answer.method == "GET":
        response = await client.get(path, params=dict(answer.values))
    else:
        origin = {"Origin": "null", "Sec-Fetch-Site": "cross-site"}
        response = await client.post(path, data=dict(answer.values), headers=origin)
    assert response.status_code == 303, response.text
    assert "set-cookie" not in response.headers
    page = urlsplit(response.headers["location"])
    assert (page.path, page.query) == ("/sign-in/acme", "")
    return dict(parse_qsl(page.fragment))


async def arrive(
    client: httpx.AsyncClient, provider: Provider, browser: Browser, subject: str = "ada"
) -> dict[str, str]:
    return await through_relay(client, await at_provider(provider, browser, subject))


async def complete(
    client: httpx.AsyncClient, browser: Browser, body: dict[str, str]
) -> httpx.Response:
    return await client.post(COMPLETE, json=body, headers=browser.headers)


@pytest.mark.parametrize(("mode", "method"), [("query", "GET"), ("form_post", "POST")])
async def test_a_login_begins_here_goes_there_and_ends_here(
    client: httpx.AsyncClient, provider: Provider, mode: str, method: str
) -> None:
    browser = await begin(client)
    answer = await at_provider(provider, browser, mode=mode)
    assert answer.method == method
    body = await through_relay(client, answer)
    assert body.keys() == {"code", "state", "iss"}
    login = Login(await complete(client, browser, body))
    me = (await client.get("/v1/users/me", headers=login.bearer)).json()
    assert me["email"] == ADA


async def test_a_code_logs_in_once(client: httpx.AsyncClient, provider: Provider) -> None:
    browser = await begin(client)
    body = await arrive(client, provider, browser)
    Login(await complete(client, browser, body))
    assert_error(await complete(client, browser, body), 400, "oidc_failed")


async def test_an_answer_is_of_no_use_in_another_browser(
    client: httpx.AsyncClient, provider: Provider
) -> None:
    mine, foreign = await begin(client), await begin(client)
    body = await arrive(client, provider, mine)
    for browser in (foreign, Browser(mine.url, secrets.token_urlsafe(32))):
        assert_error(await complete(client, browser, body), 400, "oidc_state_invalid")
    without = await client.post(COMPLETE, json=body)
    assert_error(without, 400, "oidc_state_invalid")
    Login(await complete(client, mine, body))  # the refusals have used nothing


async def test_an_answer_with_the_state_of_another_login_is_refused(
    client: httpx.AsyncClient, provider: Provider
) -> None:
    """An attacker's code in the login that the victim has begun: its nonce and verifier are others."""
    victim, attacker = await begin(client), await begin(client)
    begun = dict(parse_qsl(urlsplit(victim.url).query))
    planted = await arrive(client, provider, attacker, "mallory")
    response = await complete(client, victim, planted | {"state": begun["state"]})
    assert_error(response, 400, "oidc_failed")


async def test_an_answer_that_names_another_issuer_is_refused(
    client: httpx.AsyncClient, provider: Provider
) -> None:
    browser = await begin(client)
    body = await arrive(client, provider, browser)
    mixed = await complete(client, browser, body | {"iss": "https://evil.example"})
    assert_error(mixed, 400, "oidc_failed")
    missing = {name: value for name, value in body.items() if name != "iss"}
    assert_error(await complete(client, browser, missing), 400, "oidc_failed")


@pytest.mark.parametrize("first", range(3))
async def test_any_of_three_tabs_of_a_browser_logs_in(
    client: httpx.AsyncClient, provider: Provider, first: int
) -> None:
    tabs = [await begin(client)]
    for _ in range(2):
        tabs.append(await begin(client, headers=tabs[0].headers))
    assert len({tab.cookie for tab in tabs}) == 1
    bodies = [await arrive(client, provider, tab) for tab in tabs]
    response = await complete(client, tabs[first], bodies[first])
    Login(response)
    # What the others have begun ends with it: the browser is logged in, and loses the cookie.
    (left,) = [c for c in response.headers.get_list("set-cookie") if c.startswith(TRY)]
    assert "Max-Age=0" in left


async def test_a_refusal_of_the_provider_comes_back_as_an_error_only(
    client: httpx.AsyncClient, provider: Provider
) -> None:
    browser = await begin(client)
    url = str(httpx.URL(browser.url).copy_merge_params({"prompt": "none"}))
    body = await through_relay(client, await asyncio.to_thread(provider.log_in, url, "ada"))
    assert body.keys() == {"error", "state", "iss"}
    assert body["error"] == "login_required"


async def test_an_address_that_is_not_verified_claims_nothing(
    client: httpx.AsyncClient, sql: Sql, provider: Provider
) -> None:
    await start_verified(client, sql, email="eve@example.net")
    browser = await begin(client)
    body = await arrive(client, provider, browser, "eve")
    assert_error(await complete(client, browser, body), 409, "account_exists")


async def test_a_proof_needs_a_login_there_though_the_browser_has_one(
    client: httpx.AsyncClient, provider: Provider
) -> None:
    begun = await begin(client)
    with httpx.Client(timeout=30) as there:
        answer = await asyncio.to_thread(provider.answer, there, begun.url, "ada")
        login = Login(await complete(client, begun, await through_relay(client, answer)))
        path = "/v1/auth/reauthenticate/oidc/acme"
        pages: list[str] = []
        there.event_hooks["request"].append(lambda request: pages.append(request.method))

        async def prove(*removed: str) -> httpx.Response:
            pages.clear()
            browser = await begin(client, f"{path}/start", login.bearer)
            url = httpx.URL(browser.url)
            for name in removed:
                url = url.copy_remove_param(name)
            answer = await asyncio.to_thread(provider.answer, there, str(url), "ada")
            body = await through_relay(client, answer)
            return await client.post(path, json=body, headers=login.bearer | browser.headers)

        # The thief of an open browser takes the question for a new login out of the address.
        assert_error(await prove("prompt", "max_age"), 400, "oidc_failed")
        assert "POST" not in pages
        assert (await prove()).status_code == 200
        assert "POST" in pages
