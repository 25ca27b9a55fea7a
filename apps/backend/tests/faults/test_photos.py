"""Servers, object stores, disks and databases end while photos are sent and deleted."""

import asyncio
import functools
import os
import random
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from tests.conftest import Databases
from tests.faults.cluster import Cluster, is_running
from tests.faults.conftest import Report
from tests.faults.load import Load, wait_until
from tests.faults.photographers import (
    EXPECTED,
    SETTINGS,
    ZEROS,
    Album,
    Archive,
    open_albums,
    photographing,
)
from tests.faults.stores import Store, store_with
from tests.features.photos.sending import patiently, photo_of, send
from tests.helpers import PASSWORD
from tests.pictures import png, scene
from tests.processes import Server, children, running_api

pytestmark = pytest.mark.slow

KILLS = int(os.environ.get("PHOTO_KILLS") or 100)
"""For each store."""
ERASURES = 40
DATABASE_KILLS = 10


@pytest.fixture
async def url(databases: Databases) -> str:
    """Address of a migrated database of the test's own."""
    return await databases.create_migrated()


@pytest.fixture(params=["folder", "S3"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    with store_with(request.param, tmp_path) as trouble:
        yield trouble.store


def descendants(pid: int) -> list[int]:
    return [p for child in children(pid) for p in (child, *descendants(child))]


async def are_gone(processes: list[int]) -> bool:
    return not any(map(is_running, processes))


async def test_killed_at_random_moments(
    store: Store, url: str, tmp_path: Path, report: Report
) -> None:
    """kill -9 of the server and its workers. After every second time there is a sweep before the server
    runs again; otherwise, its clients find what the last one has left."""
    archive, load = Archive(url, tmp_path, **store.settings), Load()
    albums: list[Album] = []
    moments = random.Random(KILLS)  # noqa: S311
    left_receiving = left_waiting = 0
    for number in range(KILLS):
        settings = SETTINGS | store.settings
        with running_api(url, tmp_path, "--workers", "2", **settings) as server:
            if not albums:
                async with httpx.AsyncClient(base_url=server.url, timeout=30) as client:
                    albums = await open_albums(client, 4)
            async with photographing(server.url, albums, load):
                await load.succeed(moments.randrange(8))
                await asyncio.sleep(moments.uniform(0, 0.4))
                workers = children(server.process.pid)
                sandboxes = [p for worker in workers for p in descendants(worker)]
                for process in (server.process.pid, *workers):
                    os.kill(process, signal.SIGKILL)
            server.process.wait()
        # Those of the sandbox were not killed, and end by themselves.
        await wait_until(functools.partial(are_gone, [*workers, *sandboxes]), 10)
        assert list(tmp_path.glob("uploads/*")) == []
        (left,) = await archive.rows("SELECT count(*) FROM photos WHERE state = 'receiving'")
        (waiting,) = await archive.rows("SELECT count(*) FROM object_deletions")
        left_receiving, left_waiting = left_receiving + left[0], left_waiting + waiting[0]
        assert await archive.judge(albums) == ZEROS, number
        await archive.let_leases_end()
        if number % 2 or number == KILLS - 1:
            await archive.clean_up()
            assert await archive.judge(albums, is_clean=True) == ZEROS, number
    report(
        f"kill -9 of the server, {KILLS} times, {store.name}",
        acknowledged=sum(len(album.acknowledged | album.deleted) for album in albums),
        of_these_deleted=sum(len(album.deleted) for album in albums),
        left_receiving=left_receiving,
        left_to_delete=left_waiting,
        missing=0,
        ready_without_object=0,
        objects_without_row=0,
        answers=dict(load.answers),
    )
    assert set(load.answers) <= EXPECTED
    assert left_receiving > 0


TROUBLES = [
    "folder: read-only",
    "folder: full",
    "folder: no space for uploads",
    "S3: stopped",
    "S3: full",
]


@pytest.mark.parametrize("name", TROUBLES)
async def test_the_store_fails_and_comes_back(
    name: str, url: str, tmp_path: Path, report: Report
) -> None:
    with store_with(name, tmp_path) as trouble:
        archive, load = Archive(url, tmp_path, **trouble.store.settings), Load()
        settings = SETTINGS | trouble.store.settings
        with running_api(url, tmp_path, "--workers", "2", **settings) as server:
            async with httpx.AsyncClient(base_url=server.url, timeout=60) as client:
                albums = await open_albums(client, 4)
                erased = await open_albums(client, 3)
                photos = [await photo_of(client, album.headers) for album in erased]
                before = await archive.prefixes()
                async with photographing(server.url, albums, load):
                    await load.succeed(20)
                    began = time.monotonic()
                    while load.answers["503 storage_unavailable"] < 8:
                        await asyncio.to_thread(trouble.begin)  # deletions make room again
                        await asyncio.sleep(0.1)
                        assert time.monotonic() < began + 60
                    seen = (await client.get(photos[0]["image_url"])).status_code
                    assert seen in (200, 503)
                    for album in erased:
                        body = {"current_password": PASSWORD}
                        path = "/v1/users/me/delete"
                        gone = await client.post(path, json=body, headers=album.headers)
                        assert gone.status_code == 200
                    await asyncio.sleep(15)
                    ended = time.monotonic()
                    await asyncio.to_thread(trouble.end)
                    back = time.monotonic()
                    healed = await load.succeed_after(back, patience=90)

                    async def is_empty() -> bool:
                        return not before & await archive.prefixes()

                    await wait_until(is_empty, 60)
                    emptied = time.monotonic() - back
                    await load.succeed(10)
        assert await archive.judge(albums) == ZEROS
        await archive.let_leases_end()
        await archive.clean_up()
        assert await archive.judge(albums, is_clean=True) == ZEROS
    report(
        name,
        away=f"{ended - began:.0f} s",
        healed=f"{healed:.1f} s",
        erased_empty_after=f"{emptied:.1f} s",
        reading_meanwhile=seen,
        answers=dict(load.answers),
        acknowledged=sum(len(album.acknowledged) for album in albums),
        missing=0,
        ready_without_object=0,
        objects_without_row=0,
    )
    assert set(load.answers) <= EXPECTED


async def is_in_sandbox(server: Server) -> bool:
    """Whether a picture is being made: server, worker, the sandbox's first process, its child."""
    pids = [server.process.pid]
    for _ in range(3):
        pids = [child for pid in pids for child in children(pid)]
    return bool(pids)


async def test_the_database_is_lost_while_a_picture_is_made(
    cluster: Cluster, store: Store, tmp_path: Path, report: Report
) -> None:
    """So between the two transactions of an upload, in half of the cases also while it is stored."""
    archive = Archive(cluster.url, tmp_path, **store.settings)
    content, statuses, receiving, orphans = png(scene(5000, 4000)), [], 0, 0
    with running_api(
        cluster.url, tmp_path, "--workers", "2", **SETTINGS | store.settings
    ) as server:
        async with httpx.AsyncClient(base_url=server.url, timeout=60) as client:
            (album,) = await open_albums(client, 1)
            for number in range(DATABASE_KILLS):
                photo_id = str(uuid4())
                send_it = functools.partial(
                    send, client, album.headers, content, photo_id=photo_id, media_type="image/png"
                )
                upload = asyncio.create_task(send_it())
                await wait_until(functools.partial(is_in_sandbox, server))
                if number % 2:
                    await asyncio.sleep(random.uniform(0, 1))  # noqa: S311
                await asyncio.to_thread(cluster.kill if number % 4 < 2 else cluster.stop)
                response = await upload
                statuses.append(response.status_code)
                assert response.status_code in (201, 503)
                await asyncio.to_thread(cluster.start)
                rows = await archive.rows("SELECT state, key_prefix FROM photos")
                left = {row["key_prefix"] for row in rows if row["state"] == "receiving"}
                receiving += len(left)
                orphans += len(left & await archive.prefixes())
                if response.status_code == 201:
                    album.acknowledged.add(photo_id)
                assert await archive.judge([album]) == ZEROS
                await archive.let_leases_end()
                answer = await patiently(send_it)
                assert answer.status_code == (200 if response.status_code == 201 else 201)
                album.acknowledged.add(photo_id)
    await archive.clean_up()
    assert await archive.judge([album], is_clean=True) == ZEROS
    report(
        f"database lost while a picture is made, {DATABASE_KILLS} times, {store.name}",
        answers=statuses,
        left_receiving=receiving,
        of_these_with_objects=orphans,
        missing=0,
        ready_without_object=0,
        objects_without_row=0,
    )
    assert receiving > 0


async def test_forty_accounts_that_are_erased_while_they_upload_leave_nothing(
    store: Store, url: str, tmp_path: Path, report: Report
) -> None:
    archive = Archive(url, tmp_path, **store.settings)
    with running_api(url, tmp_path, "--workers", "2", **SETTINGS | store.settings) as server:
        async with httpx.AsyncClient(base_url=server.url, timeout=60) as client:
            kept, *albums = await open_albums(client, ERASURES + 1)
            stays = await photo_of(client, kept.headers)
            kept.acknowledged.add(stays["id"])
            load = Load()
            async with photographing(server.url, albums, load, 1):
                await load.succeed(5)
                for album in albums:
                    erased = await client.post(
                        "/v1/users/me/delete",
                        json={"current_password": PASSWORD},
                        headers=album.headers,
                    )
                    assert erased.status_code == 200
                    album.acknowledged.clear()
                last = time.monotonic()
                stored = len(await archive.prefixes())

                async def is_empty() -> bool:
                    return len(await archive.prefixes()) == 1

                await wait_until(is_empty, 60)
                emptied = time.monotonic() - last
    assert await archive.judge([kept], is_clean=True) == ZEROS
    report(
        f"{ERASURES} accounts erased while they upload, {store.name}",
        stored_before=stored - 1,
        empty_after=f"{emptied:.1f} s",
        answers=dict(load.answers),
    )
    assert set(load.answers) <= EXPECTED | {"401", "404"}
    assert load.answers["201"] > 0
