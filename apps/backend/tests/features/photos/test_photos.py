"""Listing, reading and deleting your photos, over HTTP."""

import io
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI
from PIL import Image

from tests.features.photos.sending import (
    PATH,
    Sql,
    listed,
    photo_of,
    picture,
    run_deletions,
    send,
    stored_keys,
)
from tests.helpers import PASSWORD, assert_error, assert_owner_only, bearer_of


async def test_a_photo_is_sent_sent_again_listed_read_and_deleted(
    client: httpx.AsyncClient,
) -> None:
    headers = await bearer_of(client)
    photo_id, content = str(uuid4()), picture(1000, 500, color="#1f4e79")
    sent = await send(client, headers, content, photo_id=photo_id)
    assert sent.status_code == 201, sent.text
    photo = sent.json()
    assert (photo["id"], photo["width"], photo["height"]) == (photo_id, 1000, 500)
    assert sum(color["share"] for color in photo["palette"]) == pytest.approx(1, abs=0.01)
    again = await send(client, headers, content, photo_id=photo_id)
    assert (again.status_code, again.json()) == (200, photo)
    assert await listed(client, headers) == [photo]
    assert (await client.get(f"{PATH}/{photo_id}", headers=headers)).json() == photo
    for name, width in (("image", 1000), ("thumbnail", 400)):
        answer = await client.get(photo[f"{name}_url"])
        assert (answer.status_code, answer.headers["content-type"]) == (200, "image/jpeg")
        assert Image.open(io.BytesIO(answer.content)).width == width
    assert (await client.delete(f"{PATH}/{photo_id}", headers=headers)).status_code == 200
    assert await listed(client, headers) == []
    for name in ("image", "thumbnail"):
        assert_error(await client.get(photo[f"{name}_url"]), 404, "not_found")


async def test_a_photo_is_its_owners_only(client: httpx.AsyncClient) -> None:
    owner = await bearer_of(client)
    photo_id = (await photo_of(client, owner))["id"]
    await assert_owner_only(
        client, owner, "/v1/users/me/photos/{photo_id}", photo_id, "GET", "DELETE"
    )


async def test_an_id_of_another_account_is_as_good_as_any(client: httpx.AsyncClient) -> None:
    owner = await bearer_of(client)
    other = await bearer_of(client, email="grace@example.com")
    mine = await photo_of(client, owner)
    theirs = await send(client, other, picture(color="red"), photo_id=mine["id"])
    assert theirs.status_code == 201
    assert await listed(client, owner) == [mine]
    assert await listed(client, other) == [theirs.json()]
    assert (await client.delete(f"{PATH}/{mine['id']}", headers=other)).status_code == 200
    assert await listed(client, owner) == [mine]
    assert (await client.get(mine["image_url"])).status_code == 200


async def test_pages_are_stable_while_photos_come_and_go(client: httpx.AsyncClient) -> None:
    headers = await bearer_of(client)
    ids = [(await photo_of(client, headers))["id"] for _ in range(5)]
    first = (await client.get(PATH, params={"limit": 2}, headers=headers)).json()
    assert [photo["id"] for photo in first["items"]] == [ids[4], ids[3]]
    await photo_of(client, headers)
    await client.delete(f"{PATH}/{ids[3]}", headers=headers)
    await client.delete(f"{PATH}/{ids[1]}", headers=headers)
    second = {"limit": 2, "cursor": first["next_cursor"]}
    rest = (await client.get(PATH, params=second, headers=headers)).json()
    assert [photo["id"] for photo in rest["items"]] == [ids[2], ids[0]]
    assert rest["next_cursor"] is None


@pytest.mark.parametrize("query", [{"limit": 0}, {"limit": 101}, {"cursor": "x"}])
async def test_a_page_that_does_not_exist_is_422(
    client: httpx.AsyncClient, query: dict[str, str]
) -> None:
    headers = await bearer_of(client)
    assert_error(await client.get(PATH, params=query, headers=headers), 422, "validation_error")


async def test_a_deleted_photo_leaves_the_store_and_its_id_may_be_used_again(
    client: httpx.AsyncClient, app: FastAPI
) -> None:
    headers = await bearer_of(client)
    photo = await photo_of(client, headers)
    await client.delete(f"{PATH}/{photo['id']}", headers=headers)
    assert len(await stored_keys(app)) == 2
    again = await send(client, headers, photo_id=photo["id"])
    assert again.status_code == 201
    await run_deletions(app)
    assert len(await stored_keys(app)) == 2  # a waiting deletion never hits a later upload
    assert (await client.get(again.json()["image_url"])).status_code == 200
    assert_error(await client.get(photo["image_url"]), 404, "not_found")


async def test_the_export_lists_photos_with_links_that_work(client: httpx.AsyncClient) -> None:
    headers = await bearer_of(client)
    photos = [await photo_of(client, headers) for _ in range(2)]
    export = (await client.get("/v1/users/me/export", headers=headers)).json()
    assert export["photos"] == photos[::-1]
    assert (await client.get(export["photos"][0]["image_url"])).status_code == 200


async def test_an_account_that_is_deleted_takes_its_pictures_with_it(
    client: httpx.AsyncClient, app: FastAPI, sql: Sql
) -> None:
    headers = await bearer_of(client)
    other = await bearer_of(client, email="grace@example.com")
    photo = await photo_of(client, headers)
    await photo_of(client, headers)
    kept = await photo_of(client, other)
    deleted = await client.post(
        "/v1/users/me/delete", json={"current_password": PASSWORD}, headers=headers
    )
    assert deleted.status_code == 200, deleted.text
    assert_error(await client.get(photo["image_url"]), 404, "not_found")
    await run_deletions(app)
    assert len(await stored_keys(app)) == 2
    assert (await client.get(kept["image_url"])).status_code == 200
    assert await sql.fetchval("SELECT count(*) FROM object_deletions") == 0
