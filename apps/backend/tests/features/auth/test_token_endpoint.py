"""Logging in and refreshing without cookies."""

import httpx
import pytest

from stylipp_schemas import OAuth2TokenResponse
from tests.helpers import (
    PASSWORD,
    assert_error,
    register,
)


async def token(client: httpx.AsyncClient, **form: str) -> httpx.Response:
    return await client.post("/v1/auth/token", data=form)


async def test_clients_without_cookies_get_both_tokens(client: httpx.AsyncClient) -> None:
    account_id = (await register(client)).json()["id"]
    response = await token(
        client, grant_type="password", username="ADA@example.com", password=PASSWORD
    )
    assert list(response.json()) == list(OAuth2TokenResponse.model_fields)
    first = OAuth2TokenResponse.model_validate_json(response.content)
    assert str(first.account_id) == account_id
    assert first.expires_in == 900
    assert "set-cookie" not in response.headers
    assert response.headers["cache-control"] == "no-store"
    response = await token(client, grant_type="refresh_token", refresh_token=first.refresh_token)
    second = OAuth2TokenResponse.model_validate_json(response.content)
    assert str(second.account_id) == account_id
    headers = {"Authorization": f"Bearer {second.access_token}"}
    assert (await client.get("/v1/users/me", headers=headers)).status_code == 200
    response = await token(client, grant_type="refresh_token", refresh_token=second.refresh_token)
    assert response.status_code == 200
    response = await token(client, grant_type="refresh_token", refresh_token=first.refresh_token)
    assert_error(response, 401, "refresh_token_reused")


@pytest.mark.parametrize(
    ("form", "status", "code"),
    [
        ({"grant_type": "client_credentials"}, 400, "invalid_request"),
        ({"grant_type": ""}, 422, "validation_error"),
        ({}, 422, "validation_error"),
        ({"grant_type": "password"}, 400, "invalid_request"),
        ({"grant_type": "password", "username": "ada@example.com"}, 400, "invalid_request"),
        ({"grant_type": "password", "username": "x", "password": "x"}, 401, "invalid_credentials"),
        (
            {"grant_type": "password", "username": "no@example.com", "password": "x"},
            401,
            "invalid_credentials",
        ),
        ({"grant_type": "refresh_token"}, 401, "refresh_token_missing"),
        ({"grant_type": "refresh_token", "refresh_token": "x"}, 401, "refresh_token_invalid"),
    ],
)
async def test_the_token_endpoint_refuses_in_the_one_shape(
    client: httpx.AsyncClient, form: dict[str, str], status: int, code: str
) -> None:
    assert_error(await token(client, **form), status, code)
