"""The cookies of a login, and the pages that may use them."""

import re
import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from src.core.config import Settings
from src.features.auth.router.cookies import cookie_prefix
from tests.features.auth.logins import COOKIE, FRONT_END, me, start
from tests.helpers import (
    assert_error,
    credentials,
    log_in,
    register,
)
from tests.processes import running, running_api


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


KEYS = ("a key of at least 32 bytes, number 1", "a key of at least 32 bytes, number 2")


def prefixes(**changes: Any) -> list[str]:
    """Return what the cookies of two servers begin with."""
    return [cookie_prefix(Settings(SECRET_KEY=key, **changes), key) for key in KEYS]


def test_in_local_mode_the_names_depend_on_the_key() -> None:
    first, second = prefixes()
    assert re.fullmatch("stylipp_[0-9a-f]{8}", first)
    assert re.fullmatch("stylipp_[0-9a-f]{8}", second)
    assert first != second
    assert prefixes() == [first, second]


@pytest.mark.parametrize(
    ("changes", "prefix"),
    [
        ({"COOKIE_SECURE": True}, "__Host-stylipp"),
        ({"DATABASE_URL": "postgresql://db.example.com/stylipp"}, "__Host-stylipp"),
        (
            {"DATABASE_URL": "postgresql://db.example.com/stylipp", "COOKIE_SECURE": False},
            "stylipp",
        ),
    ],
)
def test_elsewhere_the_names_are_the_same_for_every_key(
    changes: dict[str, Any], prefix: str
) -> None:
    assert prefixes(**changes) == [prefix, prefix]


def test_two_servers_at_one_host_keep_their_logins(
    database_url: str, app: object, open_folder: Path, tmp_path: Path
) -> None:
    """One in local mode and one that is not, in one browser, which knows no ports (RFC 6265 §8.5).
    The cookie of an earlier release is ignored."""
    local = running("stylipp", "serve", log=open_folder / "log", DATA_DIR=str(open_folder))
    with (
        local as here,
        running_api(database_url, tmp_path) as there,
        httpx.Client(timeout=30, cookies={"stylipp_rt": "of an earlier release"}) as browser,
    ):
        for server in (here, there):
            wait_until_ready(browser, server.url)
            assert browser.post(f"{server.url}/v1/auth/register", json=credentials()).is_success
            assert browser.post(f"{server.url}/v1/auth/login", json=credentials()).is_success
        for server in (here, there, here):
            assert browser.post(f"{server.url}/v1/auth/refresh").status_code == 200
        key = (open_folder / "secret_key").read_text().strip()
        local_names = {f"{cookie_prefix(Settings(), key)}_{end}" for end in ("rt", "dev")}
        assert set(browser.cookies.keys()) == local_names | {"stylipp_rt", "stylipp_dev"}
        assert browser.post(f"{here.url}/v1/auth/logout").status_code == 200
        assert browser.post(f"{here.url}/v1/auth/refresh").status_code == 401
        assert browser.post(f"{there.url}/v1/auth/refresh").status_code == 200


def wait_until_ready(client: httpx.Client, url: str) -> None:
    deadline = time.monotonic() + 60
    while client.get(f"{url}/health/ready").status_code != 200 and time.monotonic() < deadline:
        time.sleep(0.05)


@pytest.mark.parametrize("path", ["/v1/auth/refresh", "/v1/auth/logout", "/v1/auth/login"])
@pytest.mark.parametrize(
    ("headers", "is_allowed"),
    [
        ({}, True),
        ({"Origin": FRONT_END, "Sec-Fetch-Site": "same-site"}, True),
        ({"Origin": "http://localhost:5173", "Sec-Fetch-Site": "cross-site"}, True),
        ({"Origin": "https://api.stylipp.com", "Sec-Fetch-Site": "same-origin"}, True),
        ({"Sec-Fetch-Site": "none"}, True),
        ({"Origin": "https://test"}, True),  # its own, for a browser that says no more
        ({"Origin": "https://test:8000"}, False),
        ({"Origin": "http://test"}, False),
        ({"Origin": "https://test.example.com"}, False),
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
