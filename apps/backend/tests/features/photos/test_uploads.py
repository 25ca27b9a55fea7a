"""What becomes of an upload, over HTTP."""

import asyncio
import signal
from collections.abc import AsyncIterator
from functools import partial
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI
from PIL import Image

from src.core.errors import BODY_LIMIT_BYTES
from src.core.sandbox import Sandbox
from src.core.setting_types import Limit
from src.core.storage.opening import open_storage
from src.core.storage.store import StorageUnavailable
from src.features.photos.router.router import PHOTO_BYTES_MAX
from src.features.photos.service import deletions
from tests.features.photos.sending import (
    JPEG,
    PATH,
    Pause,
    Sql,
    listed,
    patiently,
    photo_of,
    picture,
    run_deletions,
    send,
    stored_keys,
)
from tests.helpers import (
    PASSWORD,
    ChangeSettings,
    assert_error,
    bearer_of,
    change_wiring,
    errors_in,
)
from tests.pictures import encoded, scene
from tests.processes import unused_port

NUMBER = "SELECT count(*) FROM photos"
DUE = "UPDATE object_deletions SET not_before = now()"


REFUSED = {
    "a GIF": (encoded(scene(), "GIF"), 415, "photo_format_unsupported"),
    "text": (b"Dear Ada,", 415, "photo_format_unsupported"),
    "nothing": (b"", 415, "photo_format_unsupported"),
    "half of a JPEG": (JPEG[: len(JPEG) // 2], 422, "photo_unreadable"),
    "50 MP and more as JPEG": (
        encoded(Image.new("L", (7100, 7100)), "JPEG"),
        422,
        "photo_too_many_pixels",
    ),
    "30 MP and more as PNG": (
        encoded(Image.new("1", (5500, 5500)), "PNG"),
        422,
        "photo_too_many_pixels",
    ),
}


@pytest.mark.parametrize("what", REFUSED)
async def test_what_is_no_picture_is_refused_and_leaves_nothing(
    client: httpx.AsyncClient, app: FastAPI, sql: Sql, what: str
) -> None:
    content, status, code = REFUSED[what]
    headers = await bearer_of(client)
    assert_error(await send(client, headers, content), status, code)
    assert await sql.fetchval(NUMBER) == 0
    assert await stored_keys(app) == []


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
async def test_the_header_does_not_decide_what_a_picture_is(
    client: httpx.AsyncClient, kind: str
) -> None:
    headers = await bearer_of(client)
    assert (await send(client, headers, encoded(scene(), kind))).status_code == 201


async def test_a_body_that_is_not_said_to_be_a_picture_is_415(client: httpx.AsyncClient) -> None:
    headers = await bearer_of(client)
    for kind in ("image/gif", "application/octet-stream", "multipart/form-data; boundary=x", ""):
        response = await send(client, headers, media_type=kind)
        assert_error(response, 415, "unsupported_media_type")


async def test_a_picture_that_is_too_large_is_refused_while_it_arrives(
    client: httpx.AsyncClient, app: FastAPI, sql: Sql
) -> None:
    headers = await bearer_of(client)
    sent = 0

    async def chunks() -> AsyncIterator[bytes]:
        nonlocal sent
        for _ in range(40):
            yield JPEG + bytes(PHOTO_BYTES_MAX // 20)
            sent += 1
            if sent == 18:
                assert await sql.fetchval(NUMBER) == 1

    assert_error(await send(client, headers, chunks()), 413, "payload_too_large")
    assert await sql.fetchval(NUMBER) == 0
    declared = await send(client, headers, bytes(PHOTO_BYTES_MAX + 1))
    assert_error(declared, 413, "payload_too_large")
    # Everywhere else, the limit is as it was.
    body = b"x" * (BODY_LIMIT_BYTES + 1)
    elsewhere = await client.post(f"{PATH}/{uuid4()}", content=body, headers=headers)
    assert_error(elsewhere, 413, "payload_too_large")


async def test_other_bytes_below_the_same_id_are_409(client: httpx.AsyncClient) -> None:
    headers = await bearer_of(client)
    photo = await photo_of(client, headers)
    other = await send(client, headers, picture(color="red"), photo_id=photo["id"])
    assert_error(other, 409, "photo_exists")
    assert await listed(client, headers) == [photo]


async def test_an_upload_holds_no_connection_and_no_transaction_while_bytes_move(
    client: httpx.AsyncClient, app: FastAPI, sql: Sql
) -> None:
    headers = await bearer_of(client)
    states = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in%'"
    seen = []

    async def look() -> None:
        pools = app.state.database.pools().values()
        seen.append((sum(pool.in_use for pool in pools), await sql.fetchval(states)))

    async def chunks() -> AsyncIterator[bytes]:
        for begin in range(0, len(JPEG), 100):
            yield JPEG[begin : begin + 100]
            await look()

    storage = app.state.wiring.storage

    class Watched(type(storage)):  # type: ignore[misc]
        async def put(self, key: str, content: bytes) -> None:
            await look()
            await super().put(key, content)

    before = app.state.wiring
    change_wiring(app, storage=Watched(storage.folder))
    try:
        assert (await send(client, headers, chunks())).status_code == 201
    finally:
        app.state.wiring = before
    assert len(seen) > 5
    assert set(seen) == {(0, 0)}


async def test_the_same_photo_twice_at_once_is_one_photo(client: httpx.AsyncClient) -> None:
    headers = await bearer_of(client)
    photo_id, slow = uuid4(), Pause()
    first = asyncio.create_task(send(client, headers, slow.chunks(), photo_id=photo_id))
    await slow.is_half_sent.wait()
    same = asyncio.create_task(send(client, headers, photo_id=photo_id))
    other = asyncio.create_task(send(client, headers, picture(color="red"), photo_id=photo_id))
    await asyncio.sleep(0.3)
    assert not same.done()
    assert not other.done()
    slow.go_on.set()
    assert ((await first).status_code, (await same).status_code) == (201, 200)
    assert (await first).json() == (await same).json()
    assert_error(await other, 409, "photo_exists")


async def test_if_the_first_upload_fails_the_one_that_waits_takes_its_place(
    client: httpx.AsyncClient,
) -> None:
    headers = await bearer_of(client)
    photo_id, broken = uuid4(), Pause(JPEG[:-200])
    first = asyncio.create_task(send(client, headers, broken.chunks(), photo_id=photo_id))
    await broken.is_half_sent.wait()
    second = asyncio.create_task(send(client, headers, photo_id=photo_id))
    await asyncio.sleep(0.3)
    broken.go_on.set()
    assert_error(await first, 422, "photo_unreadable")
    assert (await second).status_code == 201


async def test_an_upload_that_waits_too_long_for_another_one_is_told_to_come_again(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("src.features.photos.service.service.OTHER_SECONDS", 0.1)
    headers = await bearer_of(client)
    photo_id, slow = uuid4(), Pause()
    first = asyncio.create_task(send(client, headers, slow.chunks(), photo_id=photo_id))
    await slow.is_half_sent.wait()
    assert_error(await send(client, headers, photo_id=photo_id), 503, "server_busy")
    slow.go_on.set()
    assert (await first).status_code == 201


async def test_an_upload_whose_lease_has_ended_is_replaced_and_does_not_come_back(
    client: httpx.AsyncClient, app: FastAPI, sql: Sql
) -> None:
    headers = await bearer_of(client)
    photo_id, slow = uuid4(), Pause()
    first = asyncio.create_task(send(client, headers, slow.chunks(), photo_id=photo_id))
    await slow.is_half_sent.wait()
    await sql.execute("UPDATE photos SET lease_until = now() - interval '1 second'")
    second = await send(client, headers, picture(color="red"), photo_id=photo_id)
    assert second.status_code == 201
    slow.go_on.set()
    assert_error(await first, 404, "not_found")
    assert len(await stored_keys(app)) == 4
    await run_deletions(app)
    assert len(await stored_keys(app)) == 2
    assert (await client.get(second.json()["image_url"])).status_code == 200


async def test_what_a_killed_upload_has_left_is_swept(
    client: httpx.AsyncClient, app: FastAPI, sql: Sql
) -> None:
    headers = await bearer_of(client)
    await photo_of(client, headers)
    # As it is when the process ends between the objects and the second transaction.
    await sql.execute(
        "UPDATE photos SET state = 'receiving', lease_until = now() + interval '1 minute'"
    )
    await deletions.sweep(app.state.wiring)
    assert await sql.fetchval(NUMBER) == 1
    await sql.execute("UPDATE photos SET lease_until = now() - interval '1 second'")
    await deletions.sweep(app.state.wiring)
    assert await sql.fetchval(NUMBER) == 0
    await run_deletions(app)
    assert await stored_keys(app) == []


@pytest.mark.parametrize("way", ["photo", "account"])
async def test_what_is_deleted_while_it_is_received_stays_deleted(
    client: httpx.AsyncClient, app: FastAPI, sql: Sql, way: str
) -> None:
    headers = await bearer_of(client)
    photo_id, slow = uuid4(), Pause()
    sending = asyncio.create_task(send(client, headers, slow.chunks(), photo_id=photo_id))
    await slow.is_half_sent.wait()
    assert_error(await client.get(f"{PATH}/{photo_id}", headers=headers), 404, "not_found")
    assert await listed(client, headers) == []
    if way == "photo":
        deleted = await client.delete(f"{PATH}/{photo_id}", headers=headers)
    else:
        body = {"current_password": PASSWORD}
        deleted = await client.post("/v1/users/me/delete", json=body, headers=headers)
    assert deleted.status_code == 200
    await run_deletions(app)
    # Not due yet: the upload may still put objects there.
    due_later = (
        "SELECT count(*) FROM object_deletions WHERE not_before > now() + interval '1 minute'"
    )
    assert await sql.fetchval(due_later) == 1
    slow.go_on.set()
    assert_error(await sending, 404, "not_found")
    assert len(await stored_keys(app)) == 2
    await run_deletions(app)
    assert await stored_keys(app) == []


async def test_the_quota_counts_what_is_being_received(
    client: httpx.AsyncClient, change_settings: ChangeSettings
) -> None:
    change_settings(PHOTOS_MAX_PER_USER=2)
    headers = await bearer_of(client)
    photo, slow = await photo_of(client, headers), Pause()
    sending = asyncio.create_task(send(client, headers, slow.chunks()))
    await slow.is_half_sent.wait()
    assert_error(await send(client, headers), 409, "photo_quota_reached")
    assert (await send(client, headers, photo_id=photo["id"])).status_code == 200
    slow.go_on.set()
    assert (await sending).status_code == 201
    await client.delete(f"{PATH}/{photo['id']}", headers=headers)
    assert (await send(client, headers)).status_code == 201


async def test_of_20_uploads_at_once_as_many_are_stored_as_the_quota_allows(
    client: httpx.AsyncClient, change_settings: ChangeSettings
) -> None:
    change_settings(PHOTOS_MAX_PER_USER=5)
    headers = await bearer_of(client)
    sends = [partial(send, client, headers, photo_id=uuid4()) for _ in range(20)]
    statuses = [r.status_code for r in await asyncio.gather(*map(patiently, sends))]
    assert (statuses.count(201), statuses.count(409)) == (5, 15)
    assert len(await listed(client, headers)) == 5


async def test_an_account_has_four_uploads_at_once_and_others_are_not_kept_waiting(
    client: httpx.AsyncClient, change_settings: ChangeSettings
) -> None:
    change_settings(RATE_LIMIT_UPLOAD=Limit(5, 3600))
    headers = await bearer_of(client)
    slow = [Pause() for _ in range(4)]
    sending = [asyncio.create_task(send(client, headers, pause.chunks())) for pause in slow]
    for pause in slow:
        await pause.is_half_sent.wait()
    for _ in range(3):
        assert_error(await send(client, headers), 503, "server_busy")
    other = await bearer_of(client, email="grace@example.com")
    assert (await send(client, other)).status_code == 201
    for pause in slow:
        pause.go_on.set()
    assert {(await task).status_code for task in sending} == {201}
    # What was refused took nothing from the limit.
    assert (await send(client, headers)).status_code == 201
    assert_error(await send(client, headers), 429, "too_many_attempts")


async def test_a_process_has_sixteen_uploads_at_once(client: httpx.AsyncClient) -> None:
    accounts = [await bearer_of(client, email=f"user{n}@example.com") for n in range(5)]
    slow = [Pause() for _ in range(16)]
    sending = [
        asyncio.create_task(send(client, accounts[n // 4], pause.chunks()))
        for n, pause in enumerate(slow)
    ]
    for pause in slow:
        await pause.is_half_sent.wait()
    assert_error(await send(client, accounts[4]), 503, "server_busy")
    for pause in slow:
        pause.go_on.set()
    assert [r.status_code for r in await asyncio.gather(*sending)] == [201] * 16


@pytest.fixture
def unreachable_store(app: FastAPI, change_settings: ChangeSettings) -> FastAPI:
    """The application with a store that does not answer; `change_settings` undoes it."""
    settings = app.state.wiring.settings.model_copy(
        update={
            "S3_ENDPOINT_URL": f"http://127.0.0.1:{unused_port()}",
            "S3_BUCKET_NAME": "photos",
            "S3_ACCESS_KEY": "key",
            "S3_SECRET_KEY": "secret",
        }
    )
    change_wiring(app, storage=open_storage(settings))
    return app


async def test_while_the_store_is_away_nothing_is_acknowledged(
    client: httpx.AsyncClient, unreachable_store: FastAPI, sql: Sql
) -> None:
    headers = await bearer_of(client)
    assert_error(await send(client, headers), 503, "storage_unavailable")
    assert await sql.fetchval(NUMBER) == 0
    # It may have taken an object whose acknowledgment was lost, and take it after now.
    assert await sql.fetchval("SELECT count(*) FROM object_deletions WHERE not_before > now()") == 1


async def test_while_the_store_is_away_pictures_are_503_and_deletions_wait(
    client: httpx.AsyncClient,
    app: FastAPI,
    sql: Sql,
    change_settings: ChangeSettings,
    caplog: pytest.LogCaptureFixture,
    request: pytest.FixtureRequest,
) -> None:
    headers = await bearer_of(client)
    photo, storage = await photo_of(client, headers), app.state.wiring.storage
    request.getfixturevalue("unreachable_store")
    assert_error(await client.get(photo["image_url"]), 503, "storage_unavailable")
    await client.delete(f"{PATH}/{photo['id']}", headers=headers)
    delays = []
    for _ in range(5):
        await sql.execute(DUE)
        with pytest.raises(StorageUnavailable):
            await run_deletions(app)
        await run_deletions(app)  # is not due again
        delays.append(
            await sql.fetchval(
                "SELECT round(extract(epoch FROM not_before - now())) FROM object_deletions"
            )
        )
    assert delays == [5, 10, 20, 40, 40]
    waiting, age = await deletions.measure_deletions(app.state.database)
    assert waiting == 1
    assert 0 < age < 60
    change_wiring(app, storage=storage)
    await sql.execute(DUE)
    await run_deletions(app)
    assert await stored_keys(app) == []
    assert await deletions.measure_deletions(app.state.database) == (0, 0)
    assert errors_in(caplog) == []


@pytest.mark.parametrize(
    ("number", "status", "code"),
    [(signal.SIGXCPU, 422, "photo_unreadable"), (signal.SIGKILL, 503, "server_busy")],
)
async def test_only_a_picture_that_ends_its_own_process_is_unreadable(
    client: httpx.AsyncClient, app: FastAPI, sql: Sql, number: int, status: int, code: str
) -> None:
    """The kernel may kill a process because something else takes all memory: the picture can be sent again."""
    headers = await bearer_of(client)
    own, dying = app.state.wiring.sandbox, Sandbox("tests.features.photos.dying")
    change_wiring(app, sandbox=dying)
    assert_error(await send(client, headers, b"%d" % number), status, code)
    assert await sql.fetchval(NUMBER) == 0
    change_wiring(app, sandbox=own)
    await dying.aclose()


async def test_a_compressed_body_is_415(client: httpx.AsyncClient) -> None:
    headers = await bearer_of(client) | {"Content-Encoding": "gzip"}
    assert_error(await send(client, headers), 415, "unsupported_media_type")


async def test_uploads_are_counted_by_what_became_of_them(
    client: httpx.AsyncClient, app: FastAPI
) -> None:
    headers, photo_id = await bearer_of(client), uuid4()
    results = app.state.wiring.uploads.results
    before = results.copy()
    for _ in range(3):
        await send(client, headers, photo_id=photo_id)

    async def too_much() -> AsyncIterator[bytes]:
        yield bytes(PHOTO_BYTES_MAX + 1)

    assert_error(await send(client, headers, too_much()), 413, "payload_too_large")
    await send(client, headers, b"no picture")
    assert results - before == {
        "stored": 1,
        "repeated": 2,
        "aborted": 1,
        "photo_format_unsupported": 1,
    }


async def test_a_photo_that_is_stored_already_takes_nothing_from_the_limit(
    client: httpx.AsyncClient, change_settings: ChangeSettings
) -> None:
    change_settings(RATE_LIMIT_UPLOAD=Limit(2, 3600))
    headers, photo_id = await bearer_of(client), uuid4()
    answers = [await send(client, headers, photo_id=photo_id) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [201, 200, 200, 200]
    assert (await send(client, headers)).status_code == 201
    assert_error(await send(client, headers), 429, "too_many_attempts")


async def test_an_upload_that_has_put_nothing_leaves_nothing_to_delete(
    client: httpx.AsyncClient, sql: Sql
) -> None:
    assert (await send(client, await bearer_of(client), b"no picture")).status_code == 415
    assert await sql.fetchval(NUMBER) == 0
    assert await sql.fetchval("SELECT count(*) FROM object_deletions") == 0
