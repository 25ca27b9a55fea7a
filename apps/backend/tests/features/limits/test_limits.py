"""Limits of logins and registrations, over HTTP."""

import asyncio
import contextlib
import re
import threading
from pathlib import Path

import asyncpg
import httpx
import pytest
from fastapi import FastAPI

from src.application import create_app
from src.core.config import Settings
from src.core.errors import ServerBusy
from src.core.passwords import PasswordHasher
from src.core.setting_types import Limit
from src.features.limits.service.service import network_of
from tests.helpers import PASSWORD, ChangeSettings, assert_error, credentials, log_in, register
from tests.processes import serving_api
from tests.recorders import count_statements

DEVICE = "__Host-stylipp_dev"


@pytest.fixture
def hashes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The passwords that were really verified."""
    seen: list[str] = []
    verify = PasswordHasher._verify

    def note(self: PasswordHasher, password: str, stored: str | None) -> bool:
        seen.append(password)
        return verify(self, password, stored)

    monkeypatch.setattr(PasswordHasher, "_verify", note)
    return seen


async def guess(client: httpx.AsyncClient, number: int, **overrides: str) -> httpx.Response:
    return await log_in(client, password=f"a wrong guess {number}", **overrides)


def device_of(response: httpx.Response) -> str:
    (header,) = [h for h in response.headers.get_list("set-cookie") if h.startswith(DEVICE)]
    return header.partition("=")[2].partition(";")[0]


async def log_in_on(client: httpx.AsyncClient, device: str, **overrides: str) -> httpx.Response:
    headers = {"Cookie": f"{DEVICE}={device}"}
    return await client.post("/v1/auth/login", json=credentials(**overrides), headers=headers)


async def use_up(client: httpx.AsyncClient, **overrides: str) -> None:
    for number in range(10):
        response = await guess(client, number, **overrides)
        assert_error(response, 401, "invalid_credentials")


async def test_of_120_parallel_guesses_ten_are_hashed(
    client: httpx.AsyncClient, hashes: list[str]
) -> None:
    await register(client)
    responses = await asyncio.gather(*(guess(client, n) for n in range(120)))
    assert len(hashes) == 10
    for response in responses:
        if response.status_code == 429:
            assert_error(response, 429, "too_many_attempts")
            assert 1 <= int(response.headers["retry-after"]) <= 60
    assert sorted({r.status_code for r in responses}) == [401, 429]
    assert_error(await log_in(client), 429, "too_many_attempts")


async def test_known_and_unknown_addresses_are_refused_at_the_same_attempt(
    client: httpx.AsyncClient,
) -> None:
    await register(client)
    refused = []
    for email in ("ada@example.com", "nobody@example.com"):
        await use_up(client, email=email)
        refused.append(await guess(client, 11, email=email))
    for response in refused:
        assert_error(response, 429, "too_many_attempts")
    told = {re.sub(r"\d+", "n", response.text) for response in refused}  # the seconds go by
    assert len(told) == 1
    assert list(refused[0].headers) == list(refused[1].headers)


async def test_limits_survive_a_restart(client: httpx.AsyncClient, app: FastAPI) -> None:
    await use_up(client)
    restarted = create_app(app.state.wiring.settings)
    async with restarted.router.lifespan_context(restarted):
        transport = httpx.ASGITransport(app=restarted)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as another:
            assert_error(await log_in(another), 429, "too_many_attempts")


async def test_the_owner_cannot_be_locked_out(client: httpx.AsyncClient) -> None:
    await register(client)
    device = device_of(await log_in(client))
    await asyncio.gather(*(guess(client, n) for n in range(30)))
    assert_error(await log_in(client), 429, "too_many_attempts")
    response = await log_in_on(client, device)
    assert response.status_code == 200
    assert (await log_in_on(client, device_of(response))).status_code == 200


async def test_a_trusted_device_is_limited_by_itself(
    client: httpx.AsyncClient, hashes: list[str]
) -> None:
    await register(client)
    device = device_of(await log_in(client))
    hashes.clear()
    for number in range(15):
        await log_in_on(client, device, password=f"a wrong guess {number}")
    assert len(hashes) == 10
    assert_error(await log_in_on(client, device), 429, "too_many_attempts")
    assert (await log_in(client)).status_code == 200


async def test_a_device_is_trusted_for_its_own_account_only(client: httpx.AsyncClient) -> None:
    await register(client)
    await register(client, email="eve@example.com")
    foreign = device_of(await log_in(client, email="eve@example.com"))
    await use_up(client)
    for device in (foreign, foreign[:-4] + "AAAA", "x", "é", ""):
        headers = {b"Cookie": f"{DEVICE}={device}".encode("latin-1")}
        response = await client.post("/v1/auth/login", json=credentials(), headers=headers)
        assert_error(response, 429, "too_many_attempts")


async def test_successful_logins_do_not_count(client: httpx.AsyncClient) -> None:
    await register(client)
    for _ in range(12):
        assert (await log_in(client)).status_code == 200
    await use_up(client)


async def test_an_address_may_fail_sixty_times_over_all_accounts(
    client: httpx.AsyncClient, hashes: list[str], change_settings: ChangeSettings
) -> None:
    assert Limit(60, 5) == Settings().RATE_LIMIT_LOGIN_IP
    change_settings(RATE_LIMIT_LOGIN_IP=Limit(60, 3600))  # however long the hashing takes here
    for number in range(62):
        response = await guess(client, 1, email=f"user{number}@example.com")
    assert_error(response, 429, "too_many_attempts")
    assert len(hashes) == 60


async def test_an_attempt_refused_by_one_limit_does_not_count_in_the_other(
    client: httpx.AsyncClient, change_settings: ChangeSettings
) -> None:
    change_settings(RATE_LIMIT_LOGIN_IP=Limit(12, 3600))
    await asyncio.gather(*(guess(client, n) for n in range(40)))  # ten of them cost the address
    for number in range(2):
        response = await guess(client, number, email=f"bob{number}@example.com")
        assert_error(response, 401, "invalid_credentials")
    assert_error(await guess(client, 0, email="eve@example.com"), 429, "too_many_attempts")


async def test_registrations_are_limited_by_address(
    client: httpx.AsyncClient, change_settings: ChangeSettings
) -> None:
    change_settings(RATE_LIMIT_REGISTER_IP=Limit(2, 3600))
    for number in range(2):
        assert (await register(client, email=f"user{number}@example.com")).status_code == 201
    response = await register(client, email="user3@example.com")
    assert_error(response, 429, "too_many_attempts")
    assert int(response.headers["retry-after"]) > 3500


async def test_forwarded_headers_of_untrusted_clients_are_ignored(
    client: httpx.AsyncClient,
) -> None:
    await register(client)
    for number in range(11):
        headers = {"X-Forwarded-For": f"198.51.100.{number}", "Forwarded": f"for=10.0.0.{number}"}
        body = credentials(password="a wrong guess")
        response = await client.post("/v1/auth/login", json=body, headers=headers)
    assert_error(response, 429, "too_many_attempts")


@pytest.mark.usefixtures("app")
async def test_clients_behind_a_proxy_that_writes_ports_are_limited_one_by_one(
    database_url: str, tmp_path: Path, sql: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    forms = ("198.51.100.1:{}", "198.51.101.2:{}", "[2001:db8:1::3]:{}", '"[2001:db8:2::4]:{}"')
    settings = {"TRUSTED_PROXIES": "127.0.0.1", "RATE_LIMIT_LOGIN_IP": "1/3600"}
    with serving_api(database_url, tmp_path, **settings) as api:

        def status(forwarded: str) -> int:
            headers = {"X-Forwarded-For": forwarded}
            body = credentials(password="a wrong guess")
            return api.post("/v1/auth/login", json=body, headers=headers).status_code

        assert [status(form.format(50_001)) for form in forms] == [401] * len(forms)
        assert [status(form.format(50_002)) for form in forms] == [429] * len(forms)
        assert [status(f"unknown, {form.format(50_003)}") for form in forms] == [429] * len(forms)
        assert [status(entry) for entry in ("unknown", "_x", "198.51.100.1, _y")] == [401, 429, 429]
    assert (tmp_path / "log").read_text().count("that is no IP address") == 1
    networks = await sql.fetch("SELECT DISTINCT ip_network FROM audit_events ORDER BY 1")
    assert [row["ip_network"] for row in networks] == [
        "127.0.0.0/24",
        "198.51.100.0/24",
        "198.51.101.0/24",
        "2001:db8:1::/48",
        "2001:db8:2::/48",
    ]


async def test_attempts_are_granted_again_with_time(
    client: httpx.AsyncClient, sql: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    await register(client)
    await use_up(client)
    await sql.execute("UPDATE rate_limits SET full_at = full_at - interval '60 seconds'")
    assert_error(await guess(client, 1), 401, "invalid_credentials")
    assert_error(await guess(client, 1), 429, "too_many_attempts")


async def test_time_without_failures_is_not_saved_up(
    client: httpx.AsyncClient, sql: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    await guess(client, 0)
    await sql.execute("UPDATE rate_limits SET full_at = full_at - interval '1 day'")
    await use_up(client)
    assert_error(await guess(client, 1), 429, "too_many_attempts")


def test_an_ipv6_network_of_64_bits_counts_as_one_address() -> None:
    assert network_of("2001:db8:1:2:3::4") == network_of("2001:db8:1:2::5") == "2001:db8:1:2::/64"
    assert network_of("203.0.113.7") == "203.0.113.7"
    assert network_of(None) == "unknown"


async def test_attempts_refused_as_server_busy_do_not_count(
    client: httpx.AsyncClient, app: FastAPI, sql: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    await register(client)
    hasher, go_on = app.state.wiring.hasher, threading.Event()
    waiting = []
    with contextlib.suppress(ServerBusy):
        while True:
            waiting.append(asyncio.create_task(hasher._run(go_on.wait)))
            await asyncio.sleep(0)
            if waiting[-1].done():
                waiting.pop().result()
    try:
        for _ in range(12):
            assert_error(await log_in(client), 503, "server_busy")
    finally:
        go_on.set()
        await asyncio.gather(*waiting)
    assert (await log_in(client)).status_code == 200


async def test_limits_can_be_switched_off(
    client: httpx.AsyncClient, app: FastAPI, change_settings: ChangeSettings
) -> None:
    change_settings(RATE_LIMIT_ENABLED=False)
    await register(client)
    for number in range(12):
        assert_error(await guess(client, number), 401, "invalid_credentials")
    with count_statements(app) as statements:
        await guess(client, 1)
    assert not [s for s in statements if "rate_limits" in s]


async def test_the_token_endpoint_has_the_same_limits(client: httpx.AsyncClient) -> None:
    await register(client)
    await use_up(client)
    form = {"grant_type": "password", "username": "Ada@example.com", "password": PASSWORD}
    response = await client.post("/v1/auth/token", data=form)
    assert_error(response, 429, "too_many_attempts")


async def test_the_table_holds_no_address(
    client: httpx.AsyncClient, sql: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    await guess(client, 1)
    dump = str(await sql.fetch("SELECT * FROM rate_limits"))
    assert "ada" not in dump
    assert "127.0.0.1" not in dump
