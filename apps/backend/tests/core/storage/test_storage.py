"""What both stores do alike."""

import asyncio
import os
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from src.core.storage.store import CHUNK_BYTES, ObjectExists, Storage

LARGE = os.urandom(20 * CHUNK_BYTES + 1)


async def read(storage: Storage, key: str, start: int = 0, end: int = 2**32) -> bytes | None:
    chunks = await storage.read(key, start, end)
    return None if chunks is None else await join(chunks)


async def join(chunks: AsyncIterator[bytes]) -> bytes:
    return b"".join([chunk async for chunk in chunks])


async def keys(storage: Storage, prefix: str = "") -> list[str]:
    return sorted([found.key async for found in storage.list(prefix)])


async def test_what_is_stored_is_read(storage: Storage, home: str) -> None:
    await storage.put(f"{home}/small", b"small")
    await storage.put(f"{home}/large", LARGE)
    await storage.put(f"{home}/empty", b"")
    assert await read(storage, f"{home}/small") == b"small"
    assert await read(storage, f"{home}/large") == LARGE


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (0, 1),
        (5, 8),
        (0, len(LARGE)),
        (1, CHUNK_BYTES + 1),
        (0, 2 * CHUNK_BYTES),
        (len(LARGE) - 1, len(LARGE)),
        (len(LARGE) - 3, len(LARGE) + 1_000),
    ],
)
async def test_a_part_of_an_object_is_read_alone(
    storage: Storage, home: str, start: int, end: int
) -> None:
    await storage.put(f"{home}/x", LARGE)
    assert await read(storage, f"{home}/x", start, end) == LARGE[start:end]


async def test_an_object_is_read_in_chunks(storage: Storage, home: str) -> None:
    await storage.put(f"{home}/x", LARGE)
    chunks = await storage.read(f"{home}/x", 0, len(LARGE))
    assert chunks is not None
    sizes = [len(chunk) async for chunk in chunks]
    assert len(sizes) > 5
    assert max(sizes) <= CHUNK_BYTES
    assert sum(sizes) == len(LARGE)


async def test_an_object_that_does_not_exist_is_none(storage: Storage, home: str) -> None:
    await storage.put(f"{home}/x", b"x")
    assert await storage.read(f"{home}/y", 0, 1) is None
    assert await storage.read(home, 0, 1) is None
    assert await storage.read(f"{home}/x/y", 0, 1) is None


async def test_what_ends_before_the_part_begins_is_none(storage: Storage, home: str) -> None:
    await storage.put(f"{home}/x", b"x")
    await storage.put(f"{home}/empty", b"")
    assert await read(storage, f"{home}/x", 0, 5) == b"x"
    assert await storage.read(f"{home}/x", 1, 5) is None
    assert await storage.read(f"{home}/x", 3, 5) is None
    assert await storage.read(f"{home}/empty", 0, 5) is None


async def test_a_key_is_used_once(storage: Storage, home: str) -> None:
    await storage.put(f"{home}/x", b"first")
    with pytest.raises(ObjectExists):
        await storage.put(f"{home}/x", b"second")
    assert await read(storage, f"{home}/x") == b"first"
    await storage.put(f"{home}/y", b"other")


async def test_of_parallel_puts_of_a_key_one_wins(storage: Storage, home: str) -> None:
    contents = [bytes([number]) * 100_000 for number in range(10)]
    puts = [storage.put(f"{home}/x", content) for content in contents]
    results = await asyncio.gather(*puts, return_exceptions=True)
    losers = [result for result in results if result is not None]
    assert len(losers) == 9
    assert {type(loser) for loser in losers} == {ObjectExists}
    assert await read(storage, f"{home}/x") == contents[results.index(None)]


async def test_a_deleted_object_is_gone_and_its_key_free(storage: Storage, home: str) -> None:
    await storage.put(f"{home}/x", b"x")
    await storage.put(f"{home}/y", b"y")
    await storage.delete([f"{home}/x/below", f"{home}/never", f"{home}/never/below", home])
    assert await keys(storage, f"{home}/") == [f"{home}/x", f"{home}/y"]
    await storage.delete([f"{home}/x", f"{home}/never"])
    assert await storage.read(f"{home}/x", 0, 1) is None
    assert await keys(storage, f"{home}/") == [f"{home}/y"]
    await storage.delete([f"{home}/x"])
    await storage.put(f"{home}/x", b"again")
    assert await read(storage, f"{home}/x") == b"again"


async def test_deleting_while_reading_does_no_harm(storage: Storage, home: str) -> None:
    await storage.put(f"{home}/x", LARGE)
    chunks = await storage.read(f"{home}/x", 0, len(LARGE))
    assert chunks is not None
    await storage.delete([f"{home}/x"])
    assert await join(chunks) == LARGE


async def test_a_listing_shows_keys_sizes_and_times(storage: Storage, home: str) -> None:
    await storage.put(f"{home}/a/image", b"12345")
    [found] = [found async for found in storage.list(f"{home}/")]
    assert (found.key, found.size) == (f"{home}/a/image", 5)
    assert timedelta(0) <= datetime.now(UTC) - found.modified_at < timedelta(minutes=1)


async def test_a_listing_begins_with_its_prefix(storage: Storage, home: str) -> None:
    for key in ("ab/x", "ab/y", "abc/x", "b"):
        await storage.put(f"{home}/{key}", b"")
    assert await keys(storage, f"{home}/ab/") == [f"{home}/ab/x", f"{home}/ab/y"]
    assert len(await keys(storage, f"{home}/ab")) == 3
    assert await keys(storage, f"{home}/ab/x") == [f"{home}/ab/x"]
    assert await keys(storage, f"{home}/ab/x/") == []
    assert await keys(storage, f"{home}/none/") == []
    assert set(await keys(storage)) >= {f"{home}/ab/x", f"{home}/b"}


async def test_a_listing_may_be_longer_than_a_page(storage: Storage, home: str) -> None:
    wanted = [f"{home}/{number:04}/x" for number in range(2_100)]
    for at in range(0, len(wanted), 50):
        await asyncio.gather(*[storage.put(key, b"") for key in wanted[at : at + 50]])
    assert await keys(storage, f"{home}/") == wanted


async def test_objects_may_be_deleted_while_they_are_listed(storage: Storage, home: str) -> None:
    wanted = [f"{home}/{number}/x" for number in range(200)]
    await asyncio.gather(*[storage.put(key, b"") for key in wanted])
    async for found in storage.list(f"{home}/"):
        await storage.delete([found.key])
    assert await keys(storage, f"{home}/") == []


async def test_a_put_beside_a_deletion_keeps_its_folder(storage: Storage, home: str) -> None:
    async def come_and_go(number: int) -> None:
        for turn in range(20):
            await storage.put(f"{home}/same/{number}-{turn}", b"x")
            assert await read(storage, f"{home}/same/{number}-{turn}") == b"x"
            await storage.delete([f"{home}/same/{number}-{turn}"])

    await asyncio.gather(*[come_and_go(number) for number in range(8)])
    assert await keys(storage, f"{home}/") == []


@pytest.mark.parametrize(
    "key",
    [
        "",
        "/",
        "/a",
        "a/",
        "a//b",
        "..",
        "a/../b",
        "../a",
        ".",
        "a/.put-x",
        "A",
        "a\\b",
        "a\0",
        "a\n",
        "ä",
    ],
)
async def test_other_keys_are_refused(storage: Storage, key: str) -> None:
    with pytest.raises(ValueError, match="not a key"):
        await storage.put(key, b"x")
    with pytest.raises(ValueError, match="not a key"):
        await storage.read(key, 0, 1)
    with pytest.raises(ValueError, match="not a key"):
        await storage.delete(["a", key])


@pytest.mark.parametrize("prefix", ["/", "/etc/", "../", "a/../", "a//", ".put-"])
async def test_other_prefixes_are_refused(storage: Storage, prefix: str) -> None:
    with pytest.raises(ValueError, match="not a prefix"):
        await anext(storage.list(prefix), None)
