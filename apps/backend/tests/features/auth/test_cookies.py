"""The cookies of a login, and the pages that may use them."""

import httpx
import pytest

from tests.features.auth.logins import COOKIE, FRONT_END, me, start
from tests.helpers import (
    assert_error,
    credentials,
    log_in,
    register,
)


async def test_cookies_are_for_this_host_only_and_hidden_from_scripts(
    client: httpx.AsyncClient,
) -> None:
    await register(client)
    lifetimes = {COOKIE: 30 * 86_400, "__Host-stylipp_dev": 180 * 86_400}
    for header in (await log_in(client)).headers.get_list("set-cookie"):
        attributes = {part.strip().lower() for part in header.split(";")[1:]}
        lifetime = lifetimes.pop(header.partition("=")[0])
        assert attributes == {
            "httponly",
            f"max-age={lifetime}",
            "path=/",
            "samesite=strict",
            "secure",
        }
    assert lifetimes == {}


@pytest.mark.parametrize("path", ["/v1/auth/refresh", "/v1/auth/logout", "/v1/auth/login"])
@pytest.mark.parametrize(
    ("headers", "is_allowed"),
    [
        ({}, True),
        ({"Origin": FRONT_END, "Sec-Fetch-Site": "same-site"}, True),
        ({"Origin": "http://localhost:5173", "Sec-Fetch-Site": "cross-site"}, True),
        ({"Origin": "https://api.stylipp.com", "Sec-Fetch-Site": "same-origin"}, True),
        ({"Sec-Fetch-Site": "none"}, True),
        ({"Origin": "https://evil.example.com"}, False),
        ({"Origin": "https://evil.stylipp.com", "Sec-Fetch-Site": "same-site"}, False),
        ({"Origin": "null"}, False),
        ({"Origin": "https://stylipp.com."}, False),
        ({"Sec-Fetch-Site": "cross-site"}, False),
    ],
)
async def test_only_pages_of_allowed_origins_may_use_the_cookie(
    client: httpx.AsyncClient, path: str, headers: dict[str, str], is_allowed: bool
) -> None:
    login = await start(client)
    headers = headers | {"Cookie": f"{COOKIE}={login.cookie}"}
    response = await client.post(path, json=credentials(), headers=headers)
    if is_allowed:
        assert response.status_code == 200
    else:
        assert_error(response, 403, "origin_not_allowed")
        assert "set-cookie" not in response.headers
        assert (await me(client, login)).status_code == 200
