"""What can be done with mailed links, over HTTP."""

import httpx

from tests.helpers import (
    EMAIL,
    PASSWORD,
    Mailbox,
)

NEW = "tin drum orchard 4"
OTHER = "lovelace@example.com"
RESET = "Reset your password"
VERIFY = "Confirm your e-mail address"
CHANGE = "Confirm your new e-mail address"


async def forgot(client: httpx.AsyncClient, email: str = EMAIL) -> httpx.Response:
    return await client.post("/v1/auth/password/forgot", json={"email": email})


async def reset(client: httpx.AsyncClient, token: str, new: str = NEW) -> httpx.Response:
    body = {"token": token, "new_password": new}
    return await client.post("/v1/auth/password/reset", json=body)


async def verify(client: httpx.AsyncClient, token: str) -> httpx.Response:
    return await client.post("/v1/auth/email/verify", json={"token": token})


async def resend(client: httpx.AsyncClient, headers: dict[str, str]) -> httpx.Response:
    return await client.post("/v1/auth/email/verify/resend", headers=headers)


async def move(
    client: httpx.AsyncClient, headers: dict[str, str], to: str = OTHER, password: str = PASSWORD
) -> httpx.Response:
    body = {"new_email": to, "current_password": password}
    return await client.post("/v1/users/me/email", json=body, headers=headers)


async def confirm(client: httpx.AsyncClient, token: str) -> httpx.Response:
    return await client.post("/v1/auth/email/change/confirm", json={"token": token})


async def me(client: httpx.AsyncClient, headers: dict[str, str]) -> httpx.Response:
    return await client.get("/v1/users/me", headers=headers)


async def reset_token(client: httpx.AsyncClient, mailbox: Mailbox) -> str:
    """The token of an account that is registered already."""
    await forgot(client)
    return await mailbox.receive_token(RESET)
