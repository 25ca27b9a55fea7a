"""What only a bucket has: a network, a server that may say anything, and credentials."""

import asyncio
import re
import subprocess
import sys
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from src.core.config import Settings
from src.core.storage import s3
from src.core.storage.folder import FolderStorage
from src.core.storage.opening import open_storage
from src.core.storage.s3 import S3Storage
from src.core.storage.store import ObjectExists, Storage, StorageUnavailable
from tests.object_stores import ACCESS_KEY, BUCKET, READER, SECRET_KEY, s3_storage
from tests.processes import BACKEND, unused_port
from tests.s3_peers import Peer, answer, serving


async def hang(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
    await reader.read()  # until the client has gone
    await reader.read()


async def list_all(storage: Storage) -> list[str]:
    return [found.key async for found in storage.list()]


CALLS: dict[str, Callable[[Storage], Awaitable[Any]]] = {
    "put": lambda storage: storage.put("a/x", b"x"),
    "read": lambda storage: storage.read("a/x", 0, 1),
    "delete": lambda storage: storage.delete(["a/x"]),
    "list": list_all,
}


async def assert_unavailable(
    storage: Storage, reason: str, calls: Sequence[str] = (*CALLS,)
) -> None:
    """Check that the methods do nothing but say so."""
    for call in calls:
        with pytest.raises(StorageUnavailable) as refused:
            await CALLS[call](storage)
        assert refused.value.reason == reason


@pytest.mark.parametrize(
    ("peer", "reason"),
    [
        (answer("500 Internal Server Error"), "500"),
        (answer("503 Slow Down", "<Error><Code>SlowDown</Code></Error>"), "SlowDown"),
        (answer("404 Not Found", "<h1>No such page</h1>"), "404"),
        (answer("403 Forbidden"), "403"),
        (answer("301 Moved Permanently"), "incorrectly configured region"),
    ],
)
async def test_an_answer_that_is_not_what_was_asked_for_is_an_outage(
    peer: Peer, reason: str
) -> None:
    async with serving(peer) as url:
        await assert_unavailable(s3_storage(url), reason)


async def test_a_page_for_people_is_an_outage() -> None:
    async with serving(answer("200 OK", "<h1>Welcome</h1>")) as url:
        await assert_unavailable(s3_storage(url), "no usable answer", ["put", "read"])


async def test_a_closed_port_is_an_outage() -> None:
    await assert_unavailable(s3_storage(f"http://127.0.0.1:{unused_port()}"), "Connection refused")


async def test_a_host_that_does_not_exist_is_an_outage() -> None:
    with pytest.raises(StorageUnavailable) as refused:
        await s3_storage("http://nowhere.invalid").put("a/x", b"x")
    assert "failed to lookup address" in refused.value.reason


async def test_a_server_that_hangs_is_an_outage(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(s3, "CALL_SECONDS", 0.1)
    async with serving(hang) as url:
        await assert_unavailable(s3_storage(url), "no answer in time")


async def test_a_server_that_hangs_in_the_middle_is_an_outage(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def begin(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(
            b'HTTP/1.1 206 Partial Content\r\nContent-Length: 1000000\r\nETag: "x"\r\n'
            b"Content-Range: bytes 0-999999/1000000\r\n"
            b"Last-Modified: Mon, 30 Nov 2026 08:00:00 GMT\r\n\r\n" + bytes(100_000)
        )
        await hang(reader, writer)

    async with serving(begin) as url:
        chunks = await s3_storage(url).read("a/x", 0, 1_000_000)
        assert chunks is not None
        assert set(await anext(chunks)) == {0}
        monkeypatch.setattr(s3, "CALL_SECONDS", 0.1)
        with pytest.raises(StorageUnavailable):
            async for _ in chunks:
                pass


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"access_key": "UNKNOWNKEY"}, "InvalidAccessKeyId"),
        ({"secret_key": "wrong-secret-access-key"}, "SignatureDoesNotMatch"),
        ({"bucket": "no-such-bucket"}, "NoSuchBucket"),
    ],
)
async def test_wrong_settings_are_an_outage_that_the_log_explains(
    s3_url: str, changes: dict[str, str], reason: str, caplog: pytest.LogCaptureFixture
) -> None:
    storage = s3_storage(s3_url, **changes)
    for _ in range(3):
        await assert_unavailable(storage, reason)
    logged = [record.getMessage() for record in caplog.records]
    assert len(logged) == 4  # one for each method
    assert all(reason in line and storage.where in line for line in logged)
    for secret in (ACCESS_KEY, SECRET_KEY, *changes.values()):
        if secret != changes.get("bucket"):
            assert secret not in caplog.text


async def test_an_address_with_the_bucket_is_an_outage(s3_url: str) -> None:
    await assert_unavailable(s3_storage(f"{s3_url}/{BUCKET}"), "NoSuchKey", ["list"])


async def test_a_missing_key_is_an_outage_where_no_object_was_asked_for() -> None:
    async with serving(answer("404 Not Found", "<Code>NoSuchKey</Code>")) as url:
        await assert_unavailable(s3_storage(url), "NoSuchKey", ["put", "list"])
        assert await s3_storage(url).read("a/x", 0, 1) is None
        await s3_storage(url).delete(["a/x"])


async def test_an_account_that_may_only_read_cannot_write(s3_url: str) -> None:
    await s3_storage(s3_url).put("reader/x", b"x")
    key, secret = READER
    storage = s3_storage(s3_url, access_key=key, secret_key=secret)
    with pytest.raises(StorageUnavailable) as refused:
        await storage.put("reader/y", b"x")
    assert refused.value.reason == "AccessDenied"
    with pytest.raises(StorageUnavailable):
        await storage.delete(["reader/x"])
    assert [found.key async for found in storage.list("reader/")] == ["reader/x"]


async def test_the_log_says_once_that_a_store_is_away_and_that_it_is_back(
    s3_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with serving(relay(s3_url, answers=[False] * 4)) as url:
        storage = s3_storage(url)
        for _ in range(2):
            with pytest.raises(StorageUnavailable):
                await storage.put("log/x", b"x")
        await storage.put("log/y", b"x")
        await storage.put("log/z", b"x")
    assert [record.getMessage() for record in caplog.records] == [
        f"Cannot store objects in {storage.where} (500). "
        "Requests that need it get 503 until it works.",
        f"Can store objects in {storage.where} again.",
    ]


def relay(s3_url: str, *, answers: list[bool], forwards: bool = False) -> Peer:
    """Relay requests, each on a connection of its own. Where `answers` is false, the client gets an error,
    although the store has got the request, if it `forwards` those."""

    async def ask(request: bytes) -> bytes:
        parts = urlsplit(s3_url)
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
        writer.write(request.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n", 1))
        await writer.drain()
        answered = await reader.read()
        writer.close()
        return answered

    async def peer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        request = await reader.readuntil(b"\r\n\r\n")
        length = re.search(rb"content-length: ([0-9]+)", request.lower())
        request += await reader.readexactly(int(length[1]) if length else 0)
        is_answered = answers.pop(0) if answers else True
        if is_answered or forwards:
            answered = await ask(request)
        if not is_answered:
            answered = b"HTTP/1.1 500 Error\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        writer.write(answered)
        await writer.drain()

    return peer


async def test_one_failure_is_tried_again(s3_url: str, home: str) -> None:
    async with serving(relay(s3_url, answers=[False])) as url:
        await s3_storage(url).put(f"{home}/x", b"x")
    assert [found.key async for found in s3_storage(s3_url).list(f"{home}/")] == [f"{home}/x"]


async def test_an_object_whose_answer_was_lost_is_stored(s3_url: str, home: str) -> None:
    async with serving(relay(s3_url, answers=[False], forwards=True)) as url:
        await s3_storage(url).put(f"{home}/x", b"x" * 100_000)
    for size in (99_999, 100_001):
        with pytest.raises(ObjectExists):
            await s3_storage(s3_url).put(f"{home}/x", b"x" * size)


async def test_variables_for_other_programs_change_nothing(
    s3_url: str, home: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {
        "AWS_ACCESS_KEY_ID": "theirs",
        "AWS_SECRET_ACCESS_KEY": "theirs",
        "AWS_SESSION_TOKEN": "theirs",
        "AWS_REGION": "eu-theirs-1",
        "AWS_DEFAULT_REGION": "eu-theirs-1",
        "AWS_BUCKET": "theirs",
        "AWS_ENDPOINT_URL": "http://127.0.0.1:9",
        "AWS_ENDPOINT_URL_S3": "http://127.0.0.1:9",
        "AWS_SKIP_SIGNATURE": "true",
        "AWS_VIRTUAL_HOSTED_STYLE_REQUEST": "true",
        "AWS_S3_EXPRESS": "true",
        "AWS_CONDITIONAL_PUT": "disabled",
        "AWS_ROLE_ARN": "theirs",
        "AWS_WEB_IDENTITY_TOKEN_FILE": "/nowhere",
        "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/theirs",
    }.items():
        monkeypatch.setenv(name, value)
    storage = s3_storage(s3_url)
    await storage.put(f"{home}/x", b"x")
    with pytest.raises(ObjectExists):
        await storage.put(f"{home}/x", b"y")
    assert [found.key async for found in storage.list(f"{home}/")] == [f"{home}/x"]


def test_the_settings_decide_which_store_it_is(tmp_path: Path) -> None:
    local = Settings(DATA_DIR=tmp_path)
    folder = open_storage(local)
    assert isinstance(folder, FolderStorage)
    assert folder.folder == tmp_path / "objects"
    bucket = {"S3_BUCKET_NAME": "photos", "S3_ACCESS_KEY": "key", "S3_SECRET_KEY": "secret"}
    amazon = open_storage(local.model_copy(update=bucket))
    assert isinstance(amazon, S3Storage)
    assert amazon.where == "the bucket photos at Amazon S3"
    endpoint = {"S3_ENDPOINT_URL": "https://s3.example.com"}
    other = open_storage(local.model_copy(update=bucket | endpoint))
    assert isinstance(other, S3Storage)
    assert other.where == "the bucket photos at https://s3.example.com"


def test_a_store_that_is_not_used_imports_nothing() -> None:
    program = (
        "import sys; from src.core.storage.s3 import S3Storage; "
        "S3Storage(None, 'bucket', 'region', 'key', 'secret'); sys.exit('obstore' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program], cwd=BACKEND, check=True)
