"""What `stylipp check` says about the store of the pictures."""

import asyncio
import subprocess
from pathlib import Path

import pytest

from src.cli.checks.line import Mark
from src.cli.checks.storage import check_storage
from src.core.config import Settings
from tests.object_stores import ACCESS_KEY, BUCKET, READER, SECRET_KEY, s3_storage
from tests.processes import unused_port
from tests.s3_peers import answer, serving


def s3_settings(folder: Path, url: str, **changes: str) -> Settings:
    arguments = {
        "DATA_DIR": folder,
        "S3_ENDPOINT_URL": url,
        "S3_BUCKET_NAME": BUCKET,
        "S3_ACCESS_KEY": ACCESS_KEY,
        "S3_SECRET_KEY": SECRET_KEY,
    }
    return Settings.model_validate(arguments | changes)


async def checked(settings: Settings) -> tuple[Mark, str]:
    line = await check_storage(settings)
    assert line.name == "storage"
    for secret in (SECRET_KEY, settings.S3_SECRET_KEY):
        assert not secret or secret not in line.finding + line.advice
    return line.mark, f"{line.finding}. {line.advice}".removesuffix(". ")


async def test_a_folder_works_and_is_left_as_it_was(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    finding = f"{folder}/objects stores, reads and deletes objects, for this machine only"
    assert await checked(Settings(DATA_DIR=folder)) == (Mark.GOOD, finding)
    assert not folder.exists()
    (folder / "objects" / "photos").mkdir(parents=True)
    assert await checked(Settings(DATA_DIR=folder)) == (Mark.GOOD, finding)
    assert [path.name for path in folder.rglob("*")] == ["objects", "photos"]


async def test_a_bucket_works_and_is_left_as_it_was(tmp_path: Path, s3_url: str) -> None:
    before = [found.key async for found in s3_storage(s3_url).list()]
    mark, text = await checked(s3_settings(tmp_path / "data", s3_url))
    assert (mark, text) == (
        Mark.GOOD,
        f"the bucket {BUCKET} at {s3_url} stores, reads and deletes objects",
    )
    assert [found.key async for found in s3_storage(s3_url).list()] == before
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"S3_ACCESS_KEY": "UNKNOWN"}, "(InvalidAccessKeyId). Check S3_ACCESS_KEY."),
        ({"S3_SECRET_KEY": "unknown"}, "(SignatureDoesNotMatch). Check S3_SECRET_KEY."),
        ({"S3_BUCKET_NAME": "none-such"}, "(NoSuchBucket). Create the bucket, or check S3_BUCKET"),
        (
            {"S3_ACCESS_KEY": READER[0], "S3_SECRET_KEY": READER[1]},
            "(AccessDenied). Allow S3_ACCESS_KEY s3:PutObject",
        ),
    ],
)
async def test_a_mistake_has_its_advice(
    tmp_path: Path, s3_url: str, changes: dict[str, str], expected: str
) -> None:
    mark, text = await checked(s3_settings(tmp_path, s3_url, **changes))
    assert mark is Mark.BAD
    assert text.startswith("cannot store objects in the bucket ")
    assert expected in text


async def test_an_address_with_the_bucket_has_its_advice(tmp_path: Path, s3_url: str) -> None:
    # As a host with the bucket leads to it; this one is refused by the settings already.
    changes = {"S3_ENDPOINT_URL": f"{s3_url}/{BUCKET}"}
    mark, text = await checked(s3_settings(tmp_path, s3_url).model_copy(update=changes))
    assert mark is Mark.BAD
    assert text.startswith("cannot list objects in the bucket ")
    assert text.endswith("(NoSuchKey). S3_ENDPOINT_URL must not contain the bucket.")


async def test_an_address_without_tls_has_its_advice(tmp_path: Path, s3_url: str) -> None:
    settings = s3_settings(tmp_path, s3_url.replace("http:", "https:"))
    mark, text = await checked(settings)
    assert mark is Mark.BAD
    assert text.endswith(
        "It does not speak TLS: S3_ENDPOINT_URL may need http://, or another port."
    )


async def test_an_address_where_nothing_is_has_its_advice(tmp_path: Path) -> None:
    mark, text = await checked(s3_settings(tmp_path, f"http://127.0.0.1:{unused_port()}"))
    assert mark is Mark.BAD
    assert text.endswith(
        "(Connection refused). Check S3_ENDPOINT_URL, and that the store is reachable from here."
    )


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        ("404 Not Found", "", "(404). S3_ENDPOINT_URL leads to something else than an S3."),
        ("301 Moved Permanently", "", "region). Set S3_REGION to the region of the bucket."),
        (
            "403 Forbidden",
            "<Error><Code>RequestTimeTooSkewed</Code></Error>",
            "(RequestTimeTooSkewed). Synchronize the clock of this machine with NTP.",
        ),
        ("500 Internal Server Error", "", "(500). See the log of the store."),
    ],
)
async def test_an_answer_of_the_store_has_its_advice(
    tmp_path: Path, status: str, body: str, expected: str
) -> None:
    async with serving(answer(status, body)) as url:
        mark, text = await checked(s3_settings(tmp_path, url))
    assert mark is Mark.BAD
    assert text.endswith(expected)


async def test_a_store_that_replaces_objects_is_unfit(tmp_path: Path) -> None:
    async with serving(answer('200 OK\r\nETag: "x"')) as url:
        mark, text = await checked(s3_settings(tmp_path, url))
    assert (mark, text) == (
        Mark.BAD,
        f"the bucket {BUCKET} at {url} replaces objects. Use a store that creates objects with "
        "If-None-Match, and then shows them at once.",
    )


@pytest.mark.parametrize("name", ["objects", "uploads"])
async def test_a_file_in_place_of_a_folder_has_its_advice(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("")
    mark, text = await checked(Settings(DATA_DIR=tmp_path))
    assert mark is Mark.BAD
    assert text.endswith(f"{tmp_path / name} (File exists). Set DATA_DIR to a folder.")


async def test_a_full_disk_has_its_advice(small_disk: Path) -> None:
    (small_disk / "fill").write_bytes(bytes(1024 * 1024))
    mark, text = await checked(Settings(DATA_DIR=small_disk))
    assert mark is Mark.BAD
    assert text.endswith("(No space left on device). Free some space on the disk.")


async def test_a_read_only_disk_has_its_advice(small_disk: Path) -> None:
    remount = ["mount", "-o", "remount,ro", str(small_disk)]
    await asyncio.to_thread(subprocess.run, remount, check=True)
    mark, text = await checked(Settings(DATA_DIR=small_disk))
    assert mark is Mark.BAD
    assert text.endswith(
        "(Read-only file system). Set DATA_DIR to a folder that can be written to."
    )
