"""Sending, listing, reading and deleting your photos, over HTTP."""

import io
from typing import Any
from uuid import uuid4

import httpx
from PIL import Image

from tests.helpers import assert_error, assert_owner_only, bearer_of
from tests.pictures import picture

PATH = "/v1/users/me/photos"
JPEG = picture()


async def send(
    client: httpx.AsyncClient,
    headers: dict[str, str],
    content: bytes = JPEG,
    *,
    photo_id: object = None,
    media_type: str = "image/jpeg",
) -> httpx.Response:
    path = f"{PATH}/{photo_id or uuid4()}"
    return await client.put(path, content=content, headers=headers | {"Content-Type": media_type})


async def listed(client: httpx.AsyncClient, headers: dict[str, str]) -> list[dict[str, Any]]:
    page = await client.get(PATH, headers=headers)
    assert page.status_code == 200, page.text
    return list(page.json()["items"])


async def test_a_photo_is_sent_sent_again_listed_read_and_deleted(
    client: httpx.AsyncClient,
) -> None:
    headers = await bearer_of(client)
    photo_id = str(uuid4())
    sent = await send(client, headers, photo_id=photo_id)
    assert sent.status_code == 201, sent.text
    photo = sent.json()
    assert (photo["id"], photo["width"], photo["height"]) == (photo_id, 64, 48)
    again = await send(client, headers, photo_id=photo_id)
    assert (again.status_code, again.json()) == (200, photo)
    assert await listed(client, headers) == [photo]
    assert (await client.get(f"{PATH}/{photo_id}", headers=headers)).json() == photo
    for url, side in ((photo["image_url"], 64), (photo["thumbnail_url"], 64)):
        answer = await client.get(url)
        assert (answer.status_code, answer.headers["content-type"]) == (200, "image/jpeg")
        assert Image.open(io.BytesIO(answer.content)).width == side
    assert (await client.delete(f"{PATH}/{photo_id}", headers=headers)).status_code == 200
    assert await listed(client, headers) == []
    for url in (photo["image_url"], photo["thumbnail_url"]):
        assert_error(await client.get(url), 404, "not_found")


async def test_a_photo_is_its_owners_only(client: httpx.AsyncClient) -> None:
    owner = await bearer_of(client)
    photo_id = (await send(client, owner)).json()["id"]
    await assert_owner_only(
        client, owner, "/v1/users/me/photos/{photo_id}", photo_id, "GET", "DELETE"
    )
