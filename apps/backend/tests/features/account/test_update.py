"""Changing the settings of your own account."""

import asyncpg
import httpx
import pytest
from fastapi import FastAPI

from tests.features.account.accounts import delete
from tests.features.account.test_read_me import read_me
from tests.helpers import assert_error, bearer_of, register

type Sql = "asyncpg.Connection[asyncpg.Record]"


async def update(
    client: httpx.AsyncClient, headers: dict[str, str], body: object
) -> httpx.Response:
    return await client.patch("/v1/users/me", json=body, headers=headers)


@pytest.mark.parametrize(("header", "locale"), [("de-CH", "de"), ("fr, en", "en"), ("\xff", "en")])
async def test_a_new_account_has_the_language_of_its_browser(
    client: httpx.AsyncClient, header: str, locale: str
) -> None:
    client.headers["Accept-Language"] = header
    assert (await read_me(client, await bearer_of(client))).json()["locale"] == locale


async def test_an_account_of_an_earlier_release_has_english(
    client: httpx.AsyncClient, sql: Sql
) -> None:
    headers = await bearer_of(client)
    await sql.execute("UPDATE users SET locale = NULL")
    assert (await read_me(client, headers)).json()["locale"] == "en"


async def test_the_language_is_changed_for_one_account_only(
    client: httpx.AsyncClient, sql: Sql
) -> None:
    await register(client, email="grace@example.com")
    headers = await bearer_of(client)
    before = (await read_me(client, headers)).json()
    response = await update(client, headers, {"locale": "de"})
    assert (response.status_code, response.json()) == (200, before | {"locale": "de"})
    assert (await read_me(client, headers)).json() == response.json()
    rows = await sql.fetch("SELECT locale FROM users ORDER BY id")
    assert [row["locale"] for row in rows] == ["en", "de"]


async def test_what_is_left_out_stays(client: httpx.AsyncClient) -> None:
    headers = await bearer_of(client)
    await update(client, headers, {"locale": "de"})
    response = await update(client, headers, {})
    assert (response.status_code, response.json()["locale"]) == (200, "de")
    assert (await read_me(client, headers)).json()["locale"] == "de"


@pytest.mark.parametrize(
    "body", [{"locale": "fr"}, {"locale": None}, {"locale": ""}, {"role": "admin"}, []]
)
async def test_nothing_else_can_be_set(client: httpx.AsyncClient, body: object) -> None:
    headers = await bearer_of(client)
    before = (await read_me(client, headers)).json()
    assert_error(await update(client, headers, body), 422, "validation_error")
    assert (await read_me(client, headers)).json() == before


async def test_settings_are_changed_by_the_logged_in_owner_only(
    client: httpx.AsyncClient, app: FastAPI
) -> None:
    assert_error(await update(client, {}, {"locale": "de"}), 401, "not_authenticated")
    headers = await bearer_of(client)
    await delete(client, headers)
    assert (await update(client, headers, {"locale": "de"})).status_code == 401
