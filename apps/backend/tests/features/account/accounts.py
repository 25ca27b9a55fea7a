"""What can be done with your own account, over HTTP."""

import httpx

from tests.helpers import PASSWORD


async def delete(
    client: httpx.AsyncClient, headers: dict[str, str], password: str = PASSWORD
) -> httpx.Response:
    body = {"current_password": password}
    return await client.post("/v1/users/me/delete", json=body, headers=headers)


async def status_of(client: httpx.AsyncClient, headers: dict[str, str]) -> int:
    return (await client.get("/v1/users/me", headers=headers)).status_code
