"""Administrators."""

import asyncpg
import httpx

from tests.helpers import bearer_of

Headers = dict[str, str]
type Sql = asyncpg.Connection[asyncpg.Record]


async def make_admin(
    client: httpx.AsyncClient, sql: Sql, email: str = "root@example.com"
) -> Headers:
    headers = await bearer_of(client, email=email)
    await sql.execute("UPDATE users SET role = 'admin' WHERE email = $1", email)
    return headers


async def id_of(client: httpx.AsyncClient, headers: Headers) -> str:
    return str((await client.get("/v1/users/me", headers=headers)).json()["id"])
