"""The way back from a provider."""

from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from fastapi import FastAPI

from tests.helpers import assert_error
from tests.recorders import count_statements, kinds

RETURN = "/v1/auth/oidc/acme/return"
ANSWER = {"code": "c&#d", "state": "s t", "iss": "https://acme.example", "error": "access_denied"}
OTHERS = {"user": '{"name":"Ada"}', "error_description": "words", "id_token": "x"}


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_an_answer_is_passed_on_in_the_fragment_without_cookie_or_statement(
    client: httpx.AsyncClient, app: FastAPI, provider: object, method: str
) -> None:
    sent = ANSWER | OTHERS
    with count_statements(app) as statements:
        if method == "GET":
            response = await client.get(RETURN, params=sent)
        else:
            headers = {"Origin": "https://acme.example", "Sec-Fetch-Site": "cross-site"}
            response = await client.post(RETURN, data=sent, headers=headers)
    assert response.status_code == 303
    page = urlsplit(response.headers["location"])
    frontend = app.state.wiring.settings.frontend_url
    assert f"{page.scheme}://{page.netloc}" == frontend
    assert page.path == "/sign-in/acme"
    assert page.query == ""
    assert parse_qs(page.fragment) == {name: [value] for name, value in ANSWER.items()}
    assert "set-cookie" not in response.headers
    assert response.headers["cache-control"] == "no-store"
    assert kinds(statements) == ""


async def test_an_answer_of_an_unknown_provider_is_not_passed_on(
    client: httpx.AsyncClient, provider: object
) -> None:
    assert_error(await client.get("/v1/auth/oidc/other/return?code=c"), 404, "not_found")


@pytest.mark.parametrize("name", list(ANSWER))
async def test_a_value_has_at_most_two_kibibytes(
    client: httpx.AsyncClient, provider: object, name: str
) -> None:
    for length, status in ((2048, 303), (2049, 422)):
        value = "x" * length
        assert (await client.get(RETURN, params={name: value})).status_code == status
        assert (await client.post(RETURN, data={name: value})).status_code == status


async def test_a_huge_form_is_refused(client: httpx.AsyncClient, provider: object) -> None:
    response = await client.post(RETURN, data={"code": "x" * 70_000})
    assert_error(response, 413, "payload_too_large")
