"""`stylipp storage check`, in real processes, on a folder and on an S3."""

import asyncio
import re
import shutil
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI

from src.cli import storage as storage_command
from src.cli.checks.line import Mark
from src.cli.checks.storage import check_photos
from src.core.config import REPOSITORY_ROOT
from src.core.postgres.query import Row
from src.core.storage.opening import open_storage
from src.core.storage.s3 import S3Storage
from src.core.storage.store import Storage
from src.features.photos.repository import repository
from src.features.photos.service import comparison
from tests.features.photos.sending import (
    PATH,
    Pause,
    Sql,
    listed,
    photo_of,
    run_deletions,
    send,
    stored_keys,
)
from tests.helpers import SECRET_KEY, bearer_of, change_wiring
from tests.object_stores import ACCESS_KEY, BUCKET, s3_storage
from tests.object_stores import SECRET_KEY as S3_SECRET_KEY
from tests.processes import BACKEND, run, unused_port

type Check = Callable[..., tuple[int, list[str]]]

OPERATIONS = REPOSITORY_ROOT / "docs" / "operations.md"
PREFIX = f"photos/{uuid4()}/{uuid4().hex}"


@pytest.fixture(params=["folder", "s3"])
async def storage(request: pytest.FixtureRequest, app: FastAPI) -> AsyncIterator[Storage]:
    """The store of the application, which is empty."""
    before = app.state.wiring
    if request.param == "s3":
        change_wiring(app, storage=s3_storage(request.getfixturevalue("s3_url")))
    storage = app.state.wiring.storage
    yield storage
    if request.param == "s3":
        await storage.delete([found.key async for found in storage.list("photos/")])
    app.state.wiring = before


@pytest.fixture
def check(app: FastAPI, database_url: str, storage: Storage) -> Check:
    """Runs the command; returns its exit status and its lines."""
    environment = {
        "DATABASE_URL": database_url,
        "SECRET_KEY": SECRET_KEY,
        "DATA_DIR": str(app.state.wiring.settings.DATA_DIR),
    }
    if isinstance(storage, S3Storage):
        environment |= {
            "S3_ENDPOINT_URL": storage._endpoint,
            "S3_BUCKET_NAME": BUCKET,
            "S3_ACCESS_KEY": ACCESS_KEY,
            "S3_SECRET_KEY": S3_SECRET_KEY,
        }

    def check(*options: str, **changes: str) -> tuple[int, list[str]]:
        changed: dict[str, str] = environment | changes
        finished = run("stylipp", "storage", "check", *options, cwd=BACKEND, **changed)
        assert "Traceback" not in finished.stdout
        return finished.returncode, [
            line.removeprefix(" " * 14) for line in finished.stdout.splitlines()
        ]

    return check


def complete(storage: Storage, photos: int) -> list[str]:
    return [
        f"✓ photos      complete in {storage.where}: {photos}",
        f"✓ objects     of photos: {2 * photos}",
    ]


async def photos_of(
    client: httpx.AsyncClient, count: int, email: str = "ada@example.com"
) -> dict[str, str]:
    headers = await bearer_of(client, email=email)
    for _ in range(count):
        await photo_of(client, headers)
    return headers


async def test_an_empty_store_and_one_that_fits_have_nothing_to_do(
    client: httpx.AsyncClient, storage: Storage, check: Check
) -> None:
    assert await asyncio.to_thread(check) == (0, complete(storage, 0))
    await photos_of(client, 3)
    assert await asyncio.to_thread(check, "--repair") == (0, complete(storage, 3))


async def test_lost_and_damaged_pictures_are_told_and_their_photos_stay(
    client: httpx.AsyncClient, storage: Storage, check: Check, app: FastAPI
) -> None:
    headers = await photos_of(client, 3)
    image = min(key for key in await stored_keys(app) if key.endswith("/image"))
    thumbnail = max(key for key in await stored_keys(app) if key.endswith("/thumbnail"))
    chunks = await storage.read(thumbnail, 0, 1_000_000)
    assert chunks
    kept = b"".join([chunk async for chunk in chunks])
    await storage.delete([image, thumbnail])
    await storage.put(thumbnail, kept[:-1])
    for options in ([], ["--repair"]):
        status, lines = await asyncio.to_thread(check, *options)
        assert status == 1
        assert lines[0] == complete(storage, 1)[0]
        assert lines[1] == "✗ lost        photos that lack a picture or have a damaged one: 2"
        assert sorted(lines[2:4]) == sorted([image, thumbnail])
        assert lines[4].startswith("Copy them into the store from a backup")
        assert lines[4].endswith("If most are lost, check DATA_DIR / S3_BUCKET_NAME.")
        assert lines[5].endswith("stylipp storage check --delete-lost=2")
        assert lines[-1] == "✓ objects     of photos: 5"
    assert len(await listed(client, headers)) == 3
    await storage.delete([thumbnail])
    await storage.put(thumbnail, kept)
    lines = (await asyncio.to_thread(check))[1]
    assert lines[1:3] == [
        "✗ lost        photos that lack a picture or have a damaged one: 1",
        image,
    ]


async def test_as_many_lost_photos_are_deleted_as_were_printed(
    client: httpx.AsyncClient, storage: Storage, check: Check, app: FastAPI
) -> None:
    headers = await photos_of(client, 2)
    image = min(key for key in await stored_keys(app) if key.endswith("/image"))
    await storage.delete([image])
    status, lines = await asyncio.to_thread(check, "--delete-lost=1")
    assert status == 0
    assert lines[1:3] == [
        "✓ lost        photos that lack a picture or have a damaged one: 1; deleted: 1",
        image,
    ]
    assert lines[3] == "✓ objects     of photos: 2, waiting for their deletion: 1"
    assert len(await listed(client, headers)) == 1
    await run_deletions(app)
    assert await asyncio.to_thread(check) == (0, complete(storage, 1))


async def test_no_photo_is_deleted_if_another_number_is_lost_than_was_printed(
    client: httpx.AsyncClient, storage: Storage, check: Check, app: FastAPI
) -> None:
    headers = await photos_of(client, 3)
    await storage.delete(await stored_keys(app))
    await photo_of(client, headers)  # once the disk was not mounted any more
    for number in (1, 2, 4):
        status, lines = await asyncio.to_thread(check, f"--delete-lost={number}")
        assert status == 1
        assert lines[0] == complete(storage, 1)[0]
        assert lines[1] == "✗ lost        photos that lack a picture or have a damaged one: 3"
        refusal = f"No photo was deleted: the number is 3 now, not {number}."
        assert refusal in lines
        assert lines[-2].endswith("stylipp storage check --delete-lost=3")
    assert len(await listed(client, headers)) == 4


@pytest.mark.parametrize(
    "number", ["", "0", "-1", "all", "9" * 5000], ids=["none", "0", "-1", "all", "long"]
)
def test_a_number_that_is_none_is_a_usage_error(number: str) -> None:
    finished = run("stylipp", "storage", "check", f"--delete-lost={number}")
    assert finished.returncode == 2
    assert finished.stdout.splitlines()[-1] == (
        "stylipp storage check: error: argument --delete-lost: must be a number from 1 on"
    )


async def test_what_is_lost_after_the_count_is_not_deleted(
    client: httpx.AsyncClient, storage: Storage, app: FastAPI
) -> None:
    headers = await photos_of(client, 3)
    image = min(key for key in await stored_keys(app) if key.endswith("/image"))
    await storage.delete([image])
    listings = 0

    class Unmounted:
        """The store, which is empty from the second listing on."""

        where = storage.where

        async def list(self, prefix: str) -> AsyncIterator[object]:
            nonlocal listings
            listings += 1
            async for item in storage.list(prefix):
                if listings == 1:
                    yield item

    await storage_command.Check(Unmounted(), False, 1).run(app.state.wiring.database)  # type: ignore[arg-type]
    assert listings == 3  # the count, the deletion, the objects
    assert len(await listed(client, headers)) == 2


async def test_no_photo_is_deleted_by_a_look_into_another_store(
    client: httpx.AsyncClient, storage: Storage, check: Check, app: FastAPI
) -> None:
    headers = await photos_of(client, 2)
    await storage.delete(await stored_keys(app))
    status, lines = await asyncio.to_thread(check, "--repair", "--delete-lost=2")
    assert status == 1
    assert "No photo was deleted." in lines
    assert len(await listed(client, headers)) == 2
    status, lines = await asyncio.to_thread(check)
    assert status == 1
    assert not [line for line in lines if "--delete-lost=" in line]
    assert lines[-4].startswith("Not one photo has its pictures here")


async def test_photos_can_be_deleted_although_all_are_lost(
    client: httpx.AsyncClient, storage: Storage, check: Check, app: FastAPI, sql: Sql
) -> None:
    """With the statement of docs/operations.md."""
    await photos_of(client, 2)
    await storage.delete([key for key in await stored_keys(app) if key.endswith("/image")])
    (statement,) = re.findall("DELETE FROM photos.*;", OPERATIONS.read_text())
    assert await sql.execute(statement) == "DELETE 2"
    status, lines = await asyncio.to_thread(check, "--repair")
    assert (status, lines[2]) == (0, "✓ orphans     objects without a photo: 2; queued")
    await sql.execute("UPDATE object_deletions SET not_before = now()")
    await run_deletions(app)
    assert await asyncio.to_thread(check) == (0, complete(storage, 0))


async def test_objects_without_a_photo_are_told_and_deleted_a_day_after_a_repair(
    client: httpx.AsyncClient, storage: Storage, check: Check, sql: Sql, app: FastAPI
) -> None:
    await photos_of(client, 1)
    prefixes = [f"photos/{uuid4()}/{uuid4().hex}" for _ in range(4)]
    orphans = [f"{prefix}/{name}" for prefix in prefixes for name in ("image", "thumbnail")]
    for key in orphans:
        await storage.put(key, b"x")
    status, lines = await asyncio.to_thread(check)
    assert status == 1
    assert lines[:2] == complete(storage, 1)
    assert lines[2] == "✗ orphans     objects without a photo: 8"
    assert set(lines[3:8]) < set(orphans)
    assert lines[8] == "and 3 more"
    assert lines[9].endswith("stylipp storage check --repair")
    assert await sql.fetchval("SELECT count(*) FROM object_deletions") == 0
    status, lines = await asyncio.to_thread(check, "--repair")
    assert status == 0
    assert lines[2] == "✓ orphans     objects without a photo: 8; queued"
    due = "SELECT key_prefix FROM object_deletions WHERE not_before > now() + interval '23 hours'"
    assert sorted(row[0] for row in await sql.fetch(due)) == sorted(prefixes)
    await run_deletions(app)
    waits = f"{complete(storage, 1)[1]}, waiting for their deletion: 8"
    assert await asyncio.to_thread(check, "--repair") == (0, [complete(storage, 1)[0], waits])
    assert await sql.fetchval("SELECT count(*) FROM object_deletions") == 4
    await sql.execute("UPDATE object_deletions SET not_before = now()")
    await run_deletions(app)
    assert await asyncio.to_thread(check) == (0, complete(storage, 1))


async def test_the_deletions_of_a_repair_can_be_taken_back(
    client: httpx.AsyncClient, storage: Storage, check: Check, sql: Sql
) -> None:
    headers = await photos_of(client, 2)
    await storage.put(f"{PREFIX}/image", b"x")
    lines = (await asyncio.to_thread(check, "--repair"))[1]
    photo_id = (await listed(client, headers))[0]["id"]
    assert (await client.delete(f"{PATH}/{photo_id}", headers=headers)).status_code == 200
    statement = lines[-1].partition("until then: ")[2]
    assert await sql.execute(statement) == "DELETE 1"
    assert await sql.fetchval("SELECT count(*) FROM object_deletions") == 1


async def test_an_upload_that_is_under_way_is_left_alone(
    client: httpx.AsyncClient, storage: Storage, check: Check, sql: Sql
) -> None:
    headers = await bearer_of(client)
    body = Pause()
    upload = asyncio.create_task(send(client, headers, body.chunks()))
    await body.is_half_sent.wait()
    prefix = await sql.fetchval("SELECT key_prefix FROM photos")
    await storage.put(f"{prefix}/thumbnail", b"x")  # as an upload does just before it is done
    status, lines = await asyncio.to_thread(check, "--repair", "--delete-lost=1")
    assert (status, lines[1:]) == (
        0,
        ["✓ objects     of photos: 0, of uploads under way: 1"],
    )
    await storage.delete([f"{prefix}/thumbnail"])
    body.go_on.set()
    assert (await upload).status_code == 201


async def test_what_is_not_from_stylipp_is_told_and_stays(
    storage: Storage, check: Check, sql: Sql
) -> None:
    keys = ["photos/readme", f"photos/{uuid4()}/image", f"{PREFIX}/original", "other/image"]
    for key in keys:
        await storage.put(key, b"x")
    status, lines = await asyncio.to_thread(check, "--repair")
    assert status == 0
    assert lines[2] == "! others      objects that are not Stylipp's, and stay: 3"
    assert sorted(lines[3:]) == sorted(keys[:3])
    assert await sql.fetchval("SELECT count(*) FROM object_deletions") == 0
    await storage.delete(keys)


async def test_a_name_cannot_control_the_terminal(storage: Storage, check: Check) -> None:
    if isinstance(storage, S3Storage):
        pytest.skip("no key of ours")
    folder = Path(storage.where) / "photos"
    folder.mkdir(parents=True)
    (folder / "\x1b[2Jä\n\u202e\udcff").touch()
    lines = (await asyncio.to_thread(check))[1]
    assert lines[-1] == "photos/?[2Jä???"


async def test_what_changes_while_it_is_compared_is_no_finding(
    client: httpx.AsyncClient, storage: Storage, app: FastAPI, sql: Sql
) -> None:
    headers = await photos_of(client, 1)
    (photo,) = await listed(client, headers)
    database = app.state.wiring.database
    listing = storage.list

    async def delete() -> None:
        await client.delete(f"{PATH}/{photo['id']}", headers=headers)
        await run_deletions(app)

    class Meanwhile:
        """The store, from which the photo is deleted just before, or just after, a listing."""

        def __init__(self, *, is_before: bool) -> None:
            self.is_before = is_before

        async def list(self, prefix: str) -> AsyncIterator[object]:
            if self.is_before:
                await delete()
            found = [item async for item in listing(prefix)]
            if not self.is_before:
                await delete()
            for item in found:
                yield item

    after = [c async for c in comparison.compare_photos(database, Meanwhile(is_before=True))]  # type: ignore[arg-type]
    assert after == []
    await photo_of(client, headers)
    (photo,) = await listed(client, headers)
    batches = [
        batch
        async for batch in comparison.compare_objects(database, Meanwhile(is_before=False))  # type: ignore[arg-type]
    ]
    assert batches == [[]]


async def test_many_are_compared_in_batches(
    client: httpx.AsyncClient,
    storage: Storage,
    app: FastAPI,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(comparison, "BATCH", 2)
    await photos_of(client, 3)
    await photos_of(client, 2, "ben@example.com")
    for _ in range(3):
        await storage.put(f"photos/{uuid4()}/{uuid4().hex}/image", b"x")
    database = app.state.wiring.database
    photos = [photo async for photo in comparison.compare_photos(database, storage)]
    assert len({photo.id for photo in photos}) == len(photos) == 5
    assert not any(photo.lost for photo in photos)
    batches = [batch async for batch in comparison.compare_objects(database, storage)]
    assert [len(batch) for batch in batches] == [2, 2, 2, 2]
    owners = [objects.owner for batch in batches for objects in batch]
    assert sorted(owners) == ["none"] * 3 + ["ready"] * 5


async def test_an_account_is_listed_once_and_after_its_last_photo_was_read(
    client: httpx.AsyncClient, storage: Storage, app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(comparison, "BATCH", 2)
    accounts = [await photos_of(client, 3), await photos_of(client, 5, "ben@example.com")]
    sent, listings = 0, []
    list_ready = repository.list_ready

    async def list_while_photos_are_sent(*arguments: Any) -> Sequence[Row]:
        nonlocal sent
        if sent < 4:
            sent += 1
            for headers in accounts:
                await photo_of(client, headers)
        return await list_ready(*arguments)

    class Counting:
        """The store, which counts what is listed."""

        def list(self, prefix: str) -> AsyncIterator[object]:
            listings.append(prefix)
            return storage.list(prefix)

    monkeypatch.setattr(repository, "list_ready", list_while_photos_are_sent)
    database = app.state.wiring.database
    photos = [photo async for photo in comparison.compare_photos(database, Counting())]  # type: ignore[arg-type]
    assert not any(photo.lost for photo in photos)
    assert len({photo.id for photo in photos}) == len(photos) > 8
    assert len(set(listings)) == len(listings) == 2


async def test_a_store_or_database_that_is_away_is_one_sentence(
    storage: Storage, check: Check, app: FastAPI
) -> None:
    port = unused_port()
    if isinstance(storage, S3Storage):
        status, lines = check(S3_ENDPOINT_URL=f"http://127.0.0.1:{port}")
        assert (status, len(lines)) == (1, 2)
        assert lines[1].startswith("Cannot list objects in the bucket ")
        assert lines[1].endswith("(Connection refused).")
    status, lines = check(DATABASE_URL=f"postgresql://127.0.0.1:{port}/stylipp")
    assert (status, len(lines)) == (1, 1)
    assert lines[0].startswith("Cannot connect to the database: ")


async def test_objects_that_were_copied_with_their_paths_fit(
    client: httpx.AsyncClient, app: FastAPI, check: Check, storage: Storage, tmp_path: Path
) -> None:
    if isinstance(storage, S3Storage):
        pytest.skip("from a folder")
    await photos_of(client, 2)
    shutil.copytree(storage.where, tmp_path / "objects")
    changed = app.state.wiring.settings.model_copy(update={"DATA_DIR": tmp_path})
    status, lines = await asyncio.to_thread(check, DATA_DIR=str(tmp_path))
    assert (status, lines) == (0, complete(open_storage(changed), 2))


async def test_photos_that_are_in_another_store_are_told_by_stylipp_check(
    client: httpx.AsyncClient, storage: Storage, app: FastAPI, tmp_path: Path
) -> None:
    await photos_of(client, 2)

    async def checked(**changes: object) -> tuple[Mark, str]:
        keys = {"S3_ACCESS_KEY": ACCESS_KEY, "S3_SECRET_KEY": S3_SECRET_KEY}
        settings = app.state.wiring.settings.model_copy(update=keys | changes)
        line = await check_photos(app.state.database, settings)
        return line.mark, line.finding

    right = {}
    if isinstance(storage, S3Storage):
        right = {"S3_ENDPOINT_URL": storage._endpoint, "S3_BUCKET_NAME": BUCKET}
    assert await checked(**right) == (Mark.GOOD, f"the newest are in {storage.where}: 2")
    wrong = f"of the newest 2, 2 are not in {tmp_path}/objects"
    assert await checked(DATA_DIR=tmp_path) == (Mark.BAD, wrong)
    away = {"S3_ENDPOINT_URL": f"http://127.0.0.1:{unused_port()}", "S3_BUCKET_NAME": BUCKET}
    assert await checked(**away) == (Mark.NOTE, "not compared with the store")


def test_in_local_mode_no_database_is_created(open_folder: Path) -> None:
    finished = run("stylipp", "storage", "check", DATA_DIR=str(open_folder))
    assert (finished.returncode, finished.stdout) == (
        1,
        f"There is no database in {open_folder} yet. Check DATA_DIR, or set DATABASE_URL.\n",
    )
    assert list(open_folder.iterdir()) == []
    assert run("stylipp", "migrate", DATA_DIR=str(open_folder)).returncode == 0
    finished = run("stylipp", "storage", "check", DATA_DIR=str(open_folder))
    assert finished.returncode == 0
    assert finished.stdout.splitlines()[-1] == "✓ objects     of photos: 0"
