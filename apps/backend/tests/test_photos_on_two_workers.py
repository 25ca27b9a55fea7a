"""Photos between processes, over HTTP against `stylipp serve --workers 2`.

Every request opens a connection of its own, so the kernel spreads them over both workers.
"""

import asyncio
import os
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from PIL import Image

from src.features.photos.router.router import PHOTO_BYTES_MAX
from tests.conftest import Connect, Databases
from tests.features.photos.sending import JPEG, PATH, Sql, listed, patiently, send
from tests.helpers import PASSWORD, assert_error, bearer_of
from tests.pictures import encoded
from tests.processes import Server, running_api

QUOTA = 10


@pytest.fixture(scope="module")
async def servers_database(databases: Databases) -> str:
    return await databases.create_migrated()


@pytest.fixture(scope="module")
async def server(
    servers_database: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Server]:
    folder = tmp_path_factory.mktemp("photos")
    settings = {"RATE_LIMIT_ENABLED": "false", "PHOTOS_MAX_PER_USER": str(QUOTA)}
    with running_api(servers_database, folder, "--workers", "2", **settings) as server:
        yield server
    text = server.log.read_text()
    assert text.count("Started worker-") == 2
    assert '"level":"error"' not in text
    for secret in (PASSWORD, "eyJ", "signature="):
        assert secret not in text


@pytest.fixture
async def client(server: Server) -> AsyncIterator[httpx.AsyncClient]:
    limits = httpx.Limits(max_keepalive_connections=0)
    async with httpx.AsyncClient(base_url=server.url, limits=limits, timeout=60) as client:
        yield client


@pytest.fixture
async def rows(servers_database: str, connect: Connect) -> Sql:
    return await connect(servers_database)


async def bearers(client: httpx.AsyncClient, count: int) -> list[dict[str, str]]:
    return [await bearer_of(client, email=f"{uuid4()}@example.com") for _ in range(count)]


async def until(condition: Callable[[], Awaitable[bool]], seconds: float) -> None:
    async with asyncio.timeout(seconds):
        while not await condition():
            await asyncio.sleep(0.1)


def objects(server: Server) -> list[Path]:
    return [path for path in (server.log.parent / "objects").rglob("*") if path.is_file()]


async def test_the_same_photo_forty_times_at_once_is_stored_once(
    client: httpx.AsyncClient, server: Server
) -> None:
    (headers,) = await bearers(client, 1)
    send_it = partial(send, client, headers, photo_id=uuid4())
    before = len(objects(server))
    answers = await asyncio.gather(*(patiently(send_it) for _ in range(40)))
    assert sorted(answer.status_code for answer in answers) == [200] * 39 + [201]
    assert len({answer.content for answer in answers}) == 1
    assert await listed(client, headers) == [answers[0].json()]
    assert len(objects(server)) == before + 2


async def test_of_twenty_photos_at_once_the_quota_stores_exactly_as_many_as_it_says(
    client: httpx.AsyncClient, server: Server
) -> None:
    (headers,) = await bearers(client, 1)
    sends = [partial(send, client, headers, photo_id=uuid4()) for _ in range(2 * QUOTA)]
    statuses = [answer.status_code for answer in await asyncio.gather(*map(patiently, sends))]
    assert sorted(statuses) == [201] * QUOTA + [409] * QUOTA
    assert len(await listed(client, headers)) == QUOTA


async def test_forty_accounts_that_are_erased_while_they_upload_leave_nothing(
    client: httpx.AsyncClient, server: Server, rows: Sql
) -> None:
    accounts = await bearers(client, 40)
    ids = [row[0] for row in await rows.fetch("SELECT id FROM users ORDER BY id DESC LIMIT 40")]

    async def erase(number: int, headers: dict[str, str]) -> httpx.Response:
        await asyncio.sleep(number % 7 / 4)
        body = {"current_password": PASSWORD}
        return await client.post("/v1/users/me/delete", json=body, headers=headers)

    async def upload(number: int, headers: dict[str, str]) -> list[int]:
        await asyncio.sleep(number % 5 / 4)
        sends = [partial(send, client, headers) for _ in range(3)]
        return [a.status_code for a in await asyncio.gather(*map(patiently, sends))]

    erasures = asyncio.gather(*map(erase, range(40), accounts))
    uploads = await asyncio.gather(*map(upload, range(40), accounts))
    assert {answer.status_code for answer in await erasures} == {200}
    assert {status for statuses in uploads for status in statuses} <= {201, 401, 404}
    assert any(201 in statuses for statuses in uploads)

    async def is_empty() -> bool:
        return not any(str(user_id) in str(path) for user_id in ids for path in objects(server))

    await until(is_empty, 60)
    assert await rows.fetchval("SELECT count(*) FROM photos WHERE user_id = ANY($1)", ids) == 0


async def test_a_link_works_at_every_worker_and_ends_at_every_worker(
    client: httpx.AsyncClient,
) -> None:
    (headers,) = await bearers(client, 1)
    photo = (await send(client, headers)).json()
    assert {(await client.get(photo["image_url"])).status_code for _ in range(8)} == {200}
    await client.delete(f"{PATH}/{photo['id']}", headers=headers)
    assert {(await client.get(photo["image_url"])).status_code for _ in range(8)} == {404}


async def test_a_client_that_sends_much_before_it_reads_sees_why_it_is_refused(
    client: httpx.AsyncClient,
) -> None:
    (headers,) = await bearers(client, 1)
    for _ in range(QUOTA):
        assert (await send(client, headers)).status_code == 201
    for _ in range(4):
        response = await send(client, headers, bytes(PHOTO_BYTES_MAX))
        assert_error(response, 409, "photo_quota_reached")


def begin_upload(
    server: Server,
    headers: dict[str, str],
    *,
    photo_id: object = None,
    length: int = len(JPEG),
) -> socket.socket:
    """Send the head of an upload and the beginning of its body."""
    lines = headers | {"Content-Type": "image/jpeg", "Content-Length": str(length)}
    head = [f"PUT {PATH}/{photo_id or uuid4()} HTTP/1.1", "Host: test"]
    head += [f"{name}: {value}" for name, value in lines.items()]
    connection = socket.create_connection(("127.0.0.1", server.port), timeout=30)
    connection.sendall("\r\n".join([*head, "", ""]).encode() + JPEG[: len(JPEG) // 2])
    return connection


RECEIVING = "SELECT count(*) FROM photos WHERE state = 'receiving'"


async def test_a_client_that_hangs_up_leaves_nothing(
    client: httpx.AsyncClient, server: Server, rows: Sql
) -> None:
    (headers,) = await bearers(client, 1)
    before = objects(server)

    async def is_receiving() -> bool:
        return bool(await rows.fetchval(RECEIVING))

    async def is_gone() -> bool:
        return not await rows.fetchval(RECEIVING)

    with begin_upload(server, headers):
        await until(is_receiving, 10)
        # Unlinked while it is written.
        assert list((server.log.parent / "uploads").iterdir()) == []
    await until(is_gone, 10)
    assert set(objects(server)) <= set(before)  # what other tests have deleted may go meanwhile
    assert await listed(client, headers) == []


@pytest.mark.slow
async def test_a_body_that_takes_too_long_is_408_and_leaves_nothing(
    client: httpx.AsyncClient, server: Server, rows: Sql
) -> None:
    (headers,) = await bearers(client, 1)
    with begin_upload(server, headers) as connection:
        answer = await asyncio.to_thread(connection.recv, 65_536)
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b"request_timeout" in answer
    assert await rows.fetchval(RECEIVING) == 0


@pytest.mark.slow
async def test_a_client_whose_network_has_vanished_can_send_the_photo_again(
    client: httpx.AsyncClient, server: Server
) -> None:
    (headers,) = await bearers(client, 1)
    photo_id = uuid4()
    # No end of the connection reaches the server.
    with begin_upload(server, headers, photo_id=photo_id, length=PHOTO_BYTES_MAX):
        assert (await send(client, headers, photo_id=photo_id)).status_code in (200, 201)


async def test_a_large_picture_that_ends_early_ends_its_connection(
    client: httpx.AsyncClient, server: Server
) -> None:
    (headers,) = await bearers(client, 1)
    noise = encoded(Image.effect_noise((1000, 1000), 100))
    before = set(objects(server))
    photo = (await send(client, headers, noise)).json()
    (image,) = [path for path in set(objects(server)) - before if path.name == "image"]
    os.truncate(image, 150_000)
    assert photo["byte_size"] > 200_000
    for part in ({}, {"Range": "bytes=1000-"}):
        with pytest.raises(httpx.RemoteProtocolError):
            await client.get(photo["image_url"], headers=part)
    assert server.log.read_text().count(f"is not in {server.log.parent}") == 2
