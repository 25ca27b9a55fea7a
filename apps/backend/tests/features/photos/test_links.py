"""Links to pictures: who gets them, and what is answered."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit
from uuid import UUID, uuid4

import httpx
import pytest
from fastapi import FastAPI
from PIL import Image
from starlette.types import Message

from src.core.storage.store import StorageUnavailable
from src.features.photos.service.links import Link, make_link
from tests.features.photos.sending import PATH, Sql, photo_of, send, stored_keys
from tests.helpers import ChangeSettings, assert_error, bearer_of, change_wiring, errors_in
from tests.object_stores import s3_storage
from tests.pictures import encoded

PERIOD = 3600


@pytest.fixture
async def photo(client: httpx.AsyncClient) -> dict[str, Any]:
    return await photo_of(client, await bearer_of(client))


def row_id_of(photo: dict[str, Any]) -> UUID:
    return UUID(urlsplit(photo["image_url"]).path.split("/")[3])


def changed(link: str, *, path: tuple[str, str] = ("", ""), **changes: str) -> str:
    """Return the link with other words in it."""
    parts = urlsplit(link)
    query = {name: values[0] for name, values in parse_qs(parts.query).items()} | changes
    return f"{parts.path.replace(*path)}?{urlencode(query)}"


async def test_altered_and_expired_links_are_the_same_403(
    client: httpx.AsyncClient, app: FastAPI, photo: dict[str, Any]
) -> None:
    link = photo["image_url"]
    other = await photo_of(client, await bearer_of(client, email="grace@example.com"))
    expires, signature = (
        parse_qs(urlsplit(link).query)[name][0] for name in ("expires", "signature")
    )
    row_id = row_id_of(photo)
    links = [
        changed(link, path=("image", "thumbnail")),
        changed(link, path=("image", "original")),
        changed(link, path=(str(row_id), str(row_id_of(other)))),
        changed(link, path=(str(row_id), str(uuid4()))),
        changed(link, expires=str(int(expires) + PERIOD)),
        changed(link, expires="9" * 400),
        changed(link, expires="soon"),
        changed(link, expires="٣"),
        # The same number and the same bytes, in other words.
        changed(link, expires=f"+{expires}"),
        changed(link, expires=f"{expires} "),
        changed(link, expires=f"0{expires}"),
        changed(link, expires=f"{expires[:1]}_{expires[1:]}"),
        changed(link, expires="".join(chr(ord("٠") + int(digit)) for digit in expires)),
        changed(link, expires=expires.zfill(20) + "0"),
        changed(link, signature=f"{signature}="),
        changed(link, signature=signature[:-1] + chr(ord(signature[-1]) + 1)),
        changed(link, signature=f"{signature[:4]} {signature[4:]}"),
        changed(link, signature=("B" if signature[0] == "A" else "A") + signature[1:]),
        changed(link, signature=signature[:-1]),
        changed(link, signature=signature[:22]),
        changed(link, signature="ä"),
        changed(link, signature=""),
        changed(link, signature=parse_qs(urlsplit(other["image_url"]).query)["signature"][0]),
        urlsplit(link).path,
        make_link(app.state.wiring.seals, Link(row_id, "image", int(time.time()) - 1)),
    ]
    answers = [await client.get(link) for link in links]
    for answer in answers:
        assert_error(answer, 403, "link_invalid")
    assert len({answer.content for answer in answers}) == 1
    assert (await client.get(link)).status_code == 200


async def test_missing_photos_and_those_of_disabled_accounts_are_the_same_404(
    client: httpx.AsyncClient, app: FastAPI, sql: Sql, photo: dict[str, Any]
) -> None:
    missing = make_link(app.state.wiring.seals, Link(uuid4(), "image", int(time.time()) + 60))
    await sql.execute("UPDATE users SET disabled_at = now()")
    answers = [await client.get(link) for link in (missing, photo["image_url"])]
    await sql.execute("UPDATE users SET disabled_at = NULL")
    assert (await client.get(photo["image_url"])).status_code == 200
    await sql.execute("UPDATE photos SET state = 'receiving', lease_until = now()")
    answers.append(await client.get(photo["image_url"]))
    for answer in answers:
        assert_error(answer, 404, "not_found")
        assert answer.headers["cache-control"] == "no-store"


async def test_a_link_stays_the_same_for_a_period_and_works_at_least_as_long(
    client: httpx.AsyncClient, change_settings: ChangeSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    period = 60
    change_settings(PHOTO_LINK_SECONDS=period)
    headers = await bearer_of(client)
    photo_id = (await photo_of(client, headers))["id"]
    begin = (int(time.time()) // period + 1) * period
    links = []
    for now in (begin + 1, begin + period, begin + period + 1):
        with monkeypatch.context() as clock:
            clock.setattr("time.time", lambda now=now: now)
            photo = (await client.get(f"{PATH}/{photo_id}", headers=headers)).json()
        ends = datetime.fromisoformat(photo["urls_expire_at"]).timestamp()
        assert period <= ends - now <= 2 * period
        assert int(parse_qs(urlsplit(photo["image_url"]).query)["expires"][0]) == ends
        links.append(photo["image_url"])
    assert links[0] == links[1] != links[2]


async def test_a_picture_is_shown_by_our_own_sites_and_kept_by_their_browsers_only(
    client: httpx.AsyncClient, photo: dict[str, Any]
) -> None:
    answer = await client.get(photo["image_url"])
    left = datetime.fromisoformat(photo["urls_expire_at"]).timestamp() - time.time()
    kind, age, immutable = answer.headers["cache-control"].split(", ")
    assert (kind, immutable) == ("private", "immutable")
    assert abs(int(age.removeprefix("max-age=")) - left) < 10
    assert answer.headers["cross-origin-resource-policy"] == "same-site"
    assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-length"] == str(photo["byte_size"]) == str(len(answer.content))


async def test_head_has_the_headers_of_get(
    client: httpx.AsyncClient, photo: dict[str, Any]
) -> None:
    for url in (photo["image_url"], changed(photo["image_url"], expires="1")):
        head, get = await client.head(url), await client.get(url)
        ignored = {"x-request-id", "cache-control"}
        assert head.status_code == get.status_code
        assert [h for h in head.headers.items() if h[0] not in ignored] == [
            h for h in get.headers.items() if h[0] not in ignored
        ]
        assert head.content == b""


async def test_a_picture_that_the_client_has_is_304(
    client: httpx.AsyncClient, photo: dict[str, Any]
) -> None:
    etag = (await client.get(photo["image_url"])).headers["etag"]
    for value in (etag, f"W/{etag}", f'"other", {etag}', "*"):
        answer = await client.get(photo["image_url"], headers={"If-None-Match": value})
        assert (answer.status_code, answer.content) == (304, b""), value
        assert answer.headers["etag"] == etag
        assert answer.headers["cache-control"].startswith("private, ")
    answer = await client.get(photo["image_url"], headers={"If-None-Match": '"other"'})
    assert answer.status_code == 200
    altered = changed(photo["image_url"], expires="1")
    assert (await client.get(altered, headers={"If-None-Match": etag})).status_code == 403


async def test_a_picture_that_is_not_the_expected_one_is_412(
    client: httpx.AsyncClient, photo: dict[str, Any]
) -> None:
    etag = (await client.get(photo["image_url"])).headers["etag"]
    for value in (etag, f'"other", {etag}', "*"):
        answer = await client.get(photo["image_url"], headers={"If-Match": value})
        assert answer.status_code == 200, value
    for value in ('"other"', f"W/{etag}"):
        headers = {"If-Match": value, "If-None-Match": etag, "Range": "bytes=0-1"}
        answer = await client.get(photo["image_url"], headers=headers)
        assert_error(answer, 412, "precondition_failed")


@pytest.mark.parametrize(
    ("asked", "begin", "end"),
    [
        ("bytes=0-9", 0, 10),
        ("Bytes=5-5", 5, 6),
        ("bytes=10-", 10, None),
        ("bytes=10-99999999", 10, None),
        ("bytes=-10", -10, None),
        ("bytes=-99999999", 0, None),
    ],
)
async def test_a_range_is_206(
    client: httpx.AsyncClient, photo: dict[str, Any], asked: str, begin: int, end: int | None
) -> None:
    whole = (await client.get(photo["image_url"])).content
    answer = await client.get(photo["image_url"], headers={"Range": asked})
    assert (answer.status_code, answer.content) == (206, whole[begin:end])
    first = whole.index(answer.content)
    said = f"bytes {first}-{first + len(answer.content) - 1}/{len(whole)}"
    assert answer.headers["content-range"] == said
    assert answer.headers["content-length"] == str(len(answer.content))


async def test_a_range_after_the_end_is_416(
    client: httpx.AsyncClient, photo: dict[str, Any]
) -> None:
    size = photo["byte_size"]
    for asked in (f"bytes={size}-", "bytes=999999-9999999", "bytes=-0"):
        answer = await client.get(photo["image_url"], headers={"Range": asked})
        assert_error(answer, 416, "range_not_satisfiable")
        assert answer.headers["content-range"] == f"bytes */{size}"


async def test_what_is_no_single_range_is_answered_as_a_whole(
    client: httpx.AsyncClient, photo: dict[str, Any]
) -> None:
    for asked in (
        "bytes=0-1,3-4",
        "bytes=9-2",
        "bytes=-",
        "items=0-1",
        "bytes=a-b",
        "bytes=1 2-15",
        "",
    ):
        answer = await client.get(photo["image_url"], headers={"Range": asked})
        assert (answer.status_code, len(answer.content)) == (200, photo["byte_size"]), asked
        assert answer.headers["accept-ranges"] == "bytes"


async def test_a_range_of_another_picture_is_answered_as_a_whole(
    client: httpx.AsyncClient, photo: dict[str, Any]
) -> None:
    etag = (await client.get(photo["image_url"])).headers["etag"]
    for value, status in ((etag, 206), (f"W/{etag}", 200), ('"other"', 200)):
        headers = {"Range": "bytes=0-1", "If-Range": value}
        assert (await client.get(photo["image_url"], headers=headers)).status_code == status


async def test_a_picture_that_the_store_lacks_is_told_to_operators(
    client: httpx.AsyncClient,
    app: FastAPI,
    sql: Sql,
    photo: dict[str, Any],
    caplog: pytest.LogCaptureFixture,
) -> None:
    wiring = app.state.wiring
    before = wiring.uploads.missing_pictures
    await wiring.storage.delete(await stored_keys(app))
    assert_error(await client.get(photo["image_url"]), 404, "not_found")
    warnings = [r.getMessage() for r in caplog.records if r.levelno == logging.WARNING]
    assert warnings == [
        f"The image of the photo in row {row_id_of(photo)} is not in {wiring.storage.where}."
    ]
    assert wiring.uploads.missing_pictures == before + 1


@pytest.mark.parametrize("store", ["folder", "s3"])
@pytest.mark.parametrize("size", [0, 5, 50])
async def test_a_picture_that_is_shorter_than_it_was_is_missing(
    client: httpx.AsyncClient,
    app: FastAPI,
    photo: dict[str, Any],
    caplog: pytest.LogCaptureFixture,
    change_settings: ChangeSettings,
    request: pytest.FixtureRequest,
    store: str,
    size: int,
) -> None:
    [key] = [key for key in await stored_keys(app) if key.endswith("/image")]
    if store == "s3":
        change_wiring(app, storage=s3_storage(request.getfixturevalue("s3_url")))
    wiring = app.state.wiring
    await wiring.storage.delete([key])
    await wiring.storage.put(key, bytes(size))
    before = wiring.uploads.missing_pictures
    for headers in ({}, {"Range": "bytes=0-99"}, {"Range": "bytes=10-"}):
        answer = await client.get(photo["image_url"], headers=headers)
        assert_error(answer, 404, "not_found")
    warnings = [r.getMessage() for r in caplog.records if r.levelno == logging.WARNING]
    assert warnings == 3 * [
        f"The image of the photo in row {row_id_of(photo)} is not in {wiring.storage.where}."
    ]
    assert wiring.uploads.missing_pictures == before + 3


async def test_a_store_that_goes_away_in_a_picture_is_no_error_of_ours(
    client: httpx.AsyncClient,
    app: FastAPI,
    caplog: pytest.LogCaptureFixture,
    change_settings: ChangeSettings,
) -> None:
    noise = encoded(Image.effect_noise((600, 600), 100))
    photo = (await send(client, await bearer_of(client), noise)).json()
    storage = app.state.wiring.storage

    class Failing(type(storage)):  # type: ignore[misc]
        async def read(self, key: str, start: int, end: int) -> AsyncIterator[bytes]:
            return self.fail(await super().read(key, start, end))

        async def fail(self, chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
            yield await anext(chunks)
            raise StorageUnavailable

    change_wiring(app, storage=Failing(storage.folder))
    with pytest.raises(AssertionError):  # of the client: the response has not ended
        await client.get(photo["image_url"])
    assert errors_in(caplog) == []


async def test_a_photo_that_is_deleted_while_its_picture_is_opened_is_not_missing(
    client: httpx.AsyncClient,
    app: FastAPI,
    sql: Sql,
    photo: dict[str, Any],
    caplog: pytest.LogCaptureFixture,
    change_settings: ChangeSettings,
) -> None:
    storage = app.state.wiring.storage

    class Deleting(type(storage)):  # type: ignore[misc]
        async def read(self, key: str, start: int, end: int) -> None:
            await sql.execute("DELETE FROM photos")

    change_wiring(app, storage=Deleting(storage.folder))
    assert_error(await client.get(photo["image_url"]), 404, "not_found")
    assert [r for r in caplog.records if r.levelno >= logging.WARNING] == []


async def test_a_client_that_does_not_read_keeps_nothing_open(
    client: httpx.AsyncClient,
    app: FastAPI,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    change_settings: ChangeSettings,
) -> None:
    noise = encoded(Image.effect_noise((600, 600), 100))
    photo = (await send(client, await bearer_of(client), noise)).json()
    storage, is_closed = app.state.wiring.storage, asyncio.Event()

    class Watched(type(storage)):  # type: ignore[misc]
        async def read(self, key: str, start: int, end: int) -> AsyncIterator[bytes]:
            return self.watch(await super().read(key, start, end))

        async def watch(self, chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
            try:
                async for chunk in chunks:
                    yield chunk
            finally:
                is_closed.set()

    change_wiring(app, storage=Watched(storage.folder))
    monkeypatch.setattr("src.features.photos.router.pictures.TAKE_SECONDS", 0.1)
    sent: list[Message] = []
    requests = [{"type": "http.request", "body": b"", "more_body": False}]

    async def receive() -> Message:
        if not requests:
            await asyncio.Event().wait()
        return requests.pop()

    async def take_one_chunk(message: Message) -> None:
        sent.append(message)
        if len(sent) > 2:
            await asyncio.Event().wait()

    url = urlsplit(photo["image_url"])
    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": url.path,
        "raw_path": url.path.encode(),
        "root_path": "",
        "query_string": url.query.encode(),
        "headers": [(b"host", b"test")],
    }
    async with asyncio.timeout(20):
        await app(scope, receive, take_one_chunk)
        await is_closed.wait()
    assert [message.get("status") for message in sent] == [200, None, None]
    assert sum(len(m.get("body", b"")) for m in sent[:2]) < photo["byte_size"]
    assert errors_in(caplog) == []
