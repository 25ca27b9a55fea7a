"""Accounts that send and delete photos without pause while something breaks, and the judgment afterwards."""

import asyncio
import contextlib
import random
import time
from collections.abc import AsyncIterator, Coroutine, Sequence
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

import asyncpg
import httpx
from PIL import Image

from src.core.config import Settings
from src.core.database import Database
from src.core.feature import Resources
from src.core.seals import Seals
from src.core.storage.opening import open_storage
from src.features.photos.service.deletions import delete_objects, sweep
from src.features.photos.service.links import IMAGE, THUMBNAIL
from tests.faults.load import PAUSE_SECONDS, Load, end
from tests.features.photos.sending import PATH, send
from tests.helpers import SECRET_KEY, bearer_of
from tests.pictures import encoded, scene

SETTINGS = {
    "RATE_LIMIT_ENABLED": "false",
    "PHOTOS_MAX_PER_USER": "100000",
    "ACCESS_TOKEN_SECONDS": "86400",
}

PICTURES = [
    encoded(scene(64, 48)),
    encoded(scene(1200, 900), "PNG"),
    encoded(Image.effect_noise((2400, 1800), 40).convert("RGB"), quality=80),
]
"""From a few milliseconds of work to some hundred, from 1 KB to 3 MB."""

KEPT = 8
"""How many photos an account keeps: it deletes what is more."""


class Album:
    """What one account knows of its photos."""

    def __init__(self, headers: dict[str, str]) -> None:
        self.headers = headers
        self.acknowledged: set[str] = set()
        self.unsure: dict[str, bytes] = {}
        """Sent without an answer, or refused: to be sent again."""
        self.leaving: set[str] = set()
        """To be deleted again, because there was no answer."""
        self.deleted: set[str] = set()


async def open_albums(client: httpx.AsyncClient, count: int) -> list[Album]:
    return [Album(await bearer_of(client, email=f"{uuid4()}@example.com")) for _ in range(count)]


@contextlib.asynccontextmanager
async def photographing(
    url: str, albums: Sequence[Album], load: Load, clients_each: int = 2
) -> AsyncIterator[None]:
    tasks = [
        asyncio.create_task(_photograph(url, album, load))
        for album in albums
        for _ in range(clients_each)
    ]
    try:
        yield
    finally:
        await end(tasks)


async def _photograph(url: str, album: Album, load: Load) -> None:
    async with httpx.AsyncClient(base_url=url, timeout=60) as client:
        while True:
            wants_to_delete = album.leaving or len(album.acknowledged) > KEPT
            act = delete_photo if wants_to_delete else send_photo
            started = time.monotonic()
            name = await act(client, album)
            is_success = name in ("200", "201")
            load.note(name, started, is_success=is_success)
            if not is_success:
                await asyncio.sleep(PAUSE_SECONDS)


async def send_photo(client: httpx.AsyncClient, album: Album) -> str:
    """Send a photo that is not acknowledged yet, or a new one. Return what the answer was."""
    content = random.choice(PICTURES)  # noqa: S311
    photo_id, content = album.unsure.popitem() if album.unsure else (str(uuid4()), content)
    kind = "image/png" if content.startswith(b"\x89PNG") else "image/jpeg"
    result = "cut"
    try:
        result = await result_of(
            send(client, album.headers, content, photo_id=photo_id, media_type=kind)
        )
    finally:  # also when the test does not wait for the answer
        if result in ("200", "201"):
            album.acknowledged.add(photo_id)
        else:
            album.unsure[photo_id] = content
    return result


async def delete_photo(client: httpx.AsyncClient, album: Album) -> str:
    """Delete a photo that is acknowledged. Return what the answer was."""
    is_again = bool(album.leaving)
    photo_id = (album.leaving or album.acknowledged).pop()
    result = "cut"
    try:
        result = await result_of(client.delete(f"{PATH}/{photo_id}", headers=album.headers))
        if result == "404" and is_again:
            result = "200"  # the first time had not been in vain
    finally:
        (album.deleted if result == "200" else album.leaving).add(photo_id)
    return result


async def result_of(request: Coroutine[None, None, httpx.Response]) -> str:
    try:
        response = await request
    except httpx.TransportError:
        return "cut"
    code = f" {response.json()['code']}" if response.status_code == 503 else ""
    return f"{response.status_code}{code}"


EXPECTED = {
    "200",
    "201",
    "cut",
    "503 server_busy",
    "503 service_unavailable",
    "503 storage_unavailable",
}


class Archive:
    """The database and the store of a server with DATA_DIR `folder`, without the server."""

    def __init__(self, url: str, folder: Path, **store: str) -> None:
        settings = Settings(
            DATABASE_URL=url, SECRET_KEY=SECRET_KEY, DATA_DIR=folder, **store  # type: ignore[arg-type]
        )
        self.url = url
        self.settings = settings
        self.storage = open_storage(settings)

    async def rows(self, statement: str) -> list[asyncpg.Record]:
        connection = await asyncpg.connect(self.url)
        try:
            return list(await connection.fetch(statement))
        finally:
            await connection.close()

    async def prefixes(self, below: str = "photos/") -> set[str]:
        """Return the prefixes that have objects."""
        return {found.key.rpartition("/")[0] async for found in self.storage.list(below)}

    async def let_leases_end(self) -> None:
        """What four minutes do."""
        await self.rows("UPDATE photos SET lease_until = now() WHERE state = 'receiving'")
        await self.rows("UPDATE object_deletions SET not_before = now()")

    async def clean_up(self) -> None:
        """Sweep once, and delete what is due then."""
        database = Database(self.settings.database_address)
        seals = Seals(SECRET_KEY, None)
        resources = Resources(self.settings, database, seals, self.storage)
        try:
            await sweep(resources)
            await delete_objects(resources)
        finally:
            await database.dispose()

    async def judge(self, albums: Sequence[Album], *, is_clean: bool = False) -> "Judgment":
        """Compare what clients know, rows and objects. Objects may wait for a sweep or for their deletion,
        unless that `is_clean`."""
        rows = await self.rows("SELECT * FROM photos")
        waiting = {row["key_prefix"] for row in await self.rows("SELECT * FROM object_deletions")}
        sizes = {found.key: found.size async for found in self.storage.list("photos/")}
        ready = [row for row in rows if row["state"] == "ready"]
        ids = {str(row["photo_id"]) for row in ready}
        expected = {
            f"{row['key_prefix']}/{variant}": row[size]
            for row in ready
            for variant, size in ((IMAGE, "byte_size"), (THUMBNAIL, "thumbnail_size"))
        }
        known = {row["key_prefix"] for row in (ready if is_clean else rows)}
        known |= set() if is_clean else waiting
        return Judgment(
            missing=len(set().union(*(album.acknowledged for album in albums)) - ids),
            deleted_and_there=len(set().union(*(album.deleted for album in albums)) & ids),
            ready_without_object=len([key for key in expected if sizes.get(key) != expected[key]]),
            objects_without_row=len([key for key in sizes if key.rpartition("/")[0] not in known]),
        )


class Judgment(NamedTuple):
    """All of these must be 0."""

    missing: int
    """Photos that were acknowledged."""
    deleted_and_there: int
    ready_without_object: int
    objects_without_row: int


ZEROS = Judgment(0, 0, 0, 0)
