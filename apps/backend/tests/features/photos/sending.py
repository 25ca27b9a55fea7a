"""Sending photos, and looking at what is left of them."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any
from uuid import uuid4

import asyncpg
import httpx
from fastapi import FastAPI
from PIL import Image

from src.features.photos.service.deletions import delete_objects
from tests.pictures import encoded

type Sql = "asyncpg.Connection[asyncpg.Record]"

PATH = "/v1/users/me/photos"


def picture(width: int = 64, height: int = 48, *, color: str = "navy") -> bytes:
    """Return a JPEG of one color."""
    return encoded(Image.new("RGB", (width, height), color))


JPEG = picture()


async def send(
    client: httpx.AsyncClient,
    headers: dict[str, str],
    content: bytes | AsyncIterator[bytes] = JPEG,
    *,
    photo_id: object = None,
    media_type: str = "image/jpeg",
) -> httpx.Response:
    """Send a photo, with an ID of its own unless one is given."""
    path = f"{PATH}/{photo_id or uuid4()}"
    return await client.put(path, content=content, headers=headers | {"Content-Type": media_type})


async def patiently(send_it: Callable[[], Awaitable[httpx.Response]]) -> httpx.Response:
    """Send it again as long as the server is busy, as a client does."""
    while True:
        response = await send_it()
        if response.status_code != 503:
            return response
        assert response.json()["code"] in ("server_busy", "service_unavailable"), response.text
        await asyncio.sleep(0.2)


class Pause:
    """A body of which only the first half arrives before `go_on` is set."""

    def __init__(self, content: bytes = JPEG) -> None:
        self.content = content
        self.is_half_sent = asyncio.Event()
        self.go_on = asyncio.Event()

    async def chunks(self) -> AsyncIterator[bytes]:
        half = len(self.content) // 2
        yield self.content[:half]
        self.is_half_sent.set()
        await self.go_on.wait()
        yield self.content[half:]


async def photo_of(client: httpx.AsyncClient, headers: dict[str, str]) -> dict[str, Any]:
    """Send a photo, and return what is said of it."""
    response = await send(client, headers)
    assert response.status_code == 201, response.text
    return dict(response.json())


async def listed(client: httpx.AsyncClient, headers: dict[str, str]) -> list[dict[str, Any]]:
    page = await client.get(PATH, headers=headers)
    assert page.status_code == 200, page.text
    return list(page.json()["items"])


async def stored_keys(app: FastAPI) -> list[str]:
    """Return the keys of all objects."""
    return [item.key async for item in app.state.wiring.storage.list("photos/")]


async def run_deletions(app: FastAPI) -> None:
    """Let the job delete what is due."""
    await delete_objects(app.state.wiring)
