"""Reading your own account."""

import httpx
from fastapi import FastAPI

from stylipp_schemas import AccountResponse
from tests.helpers import bearer_of
from tests.recorders import count_statements


async def read_me(client: httpx.AsyncClient, headers: dict[str, str]) -> httpx.Response:
    return await client.get("/v1/users/me", headers=headers)


async def test_me_is_your_own_account(client: httpx.AsyncClient) -> None:
    response = await read_me(client, await bearer_of(client))
    assert response.status_code == 200
    assert list(response.json()) == list(AccountResponse.model_fields)
    account = AccountResponse.model_validate_json(response.content)
    assert (account.role, account.is_email_verified) == ("user", False)
    assert response.headers["cache-control"] == "no-store"


async def test_me_is_one_query(client: httpx.AsyncClient, app: FastAPI) -> None:
    headers = await bearer_of(client)
    with count_statements(app) as statements:
        await read_me(client, headers)
    assert len(statements) == 1
