import asyncio
import os
import sys
import threading

import pytest

from src.core.errors import ServerBusy
from src.core.passwords import NICENESS, WAITING_PER_THREAD, PasswordHasher, normalize_password


async def test_hashing_runs_beside_the_event_loop() -> None:
    hasher = PasswordHasher()
    hashing = asyncio.create_task(hasher.hash("violet anvil"))
    turns = 0
    while not hashing.done():
        await asyncio.sleep(0.001)
        turns += 1
    assert turns > 2
    assert await hasher.verify("violet anvil", await hashing)
    hasher.close()


async def test_hashes_beyond_the_queue_are_refused_at_once() -> None:
    hasher = PasswordHasher()
    go_on = threading.Event()
    places = hasher._threads * (1 + WAITING_PER_THREAD)
    waiting = [asyncio.create_task(hasher._run(go_on.wait)) for _ in range(places)]
    await asyncio.sleep(0)
    try:
        async with asyncio.timeout(5):
            with pytest.raises(ServerBusy):
                await hasher.hash("one too many")
    finally:
        go_on.set()
    assert await asyncio.gather(*waiting) == [True] * places
    await hasher.hash("there is room again")
    hasher.close()


async def test_a_client_that_hangs_up_gives_its_place_back() -> None:
    hasher = PasswordHasher()
    places = hasher._threads * (1 + WAITING_PER_THREAD)
    tasks = [asyncio.create_task(hasher.hash("x")) for _ in range(places)]
    await asyncio.sleep(0)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    while True:
        try:
            await asyncio.gather(*(hasher._run(int) for _ in range(places)))
            break
        except ServerBusy:
            await asyncio.sleep(0.05)
    hasher.close()


async def test_marks_that_take_seconds_to_sort_are_not_sorted() -> None:
    """60 KB of combining marks take NFKC seconds, and it holds the interpreter meanwhile."""
    marks = "a" + "\u0301" * 15_000 + "\u0327" * 15_000
    assert normalize_password(marks) is marks
    hasher = PasswordHasher()
    assert not await hasher.verify(marks, await hasher.hash("violet anvil"))
    hasher.close()


@pytest.mark.skipif(sys.platform != "linux", reason="niceness belongs to a thread only on Linux")
def test_only_the_hashing_threads_have_a_lower_priority() -> None:
    before = os.getpriority(os.PRIO_PROCESS, 0)
    hasher = PasswordHasher()
    inside = hasher._executor.submit(lambda: os.getpriority(os.PRIO_PROCESS, 0)).result()
    assert inside == min(before + NICENESS, 19)
    assert os.getpriority(os.PRIO_PROCESS, 0) == before
    hasher.close()
