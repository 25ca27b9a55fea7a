"""What only a folder has: files, a disk that may be full, and processes that are killed."""

import asyncio
import hashlib
import os
import resource
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from src.core.storage import disk
from src.core.storage.disk import on_thread
from src.core.storage.folder import FolderStorage
from src.core.storage.store import CHUNK_BYTES, StorageLog, StorageUnavailable
from src.core.storage.uploads import PIECE_BYTES, Upload
from tests.processes import BACKEND

KEY = "photos/account/attempt/image"


@pytest.fixture
def storage(tmp_path: Path) -> FolderStorage:
    return FolderStorage(tmp_path / "objects")


def names(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


def open_files() -> list[str]:
    folder = Path("/proc/self/fd")
    return [os.readlink(path) for path in folder.iterdir() if path.exists(follow_symlinks=False)]


async def wait_for(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not condition():
            await asyncio.sleep(0.01)


async def test_an_object_is_the_file_of_its_key(storage: FolderStorage) -> None:
    await storage.put(KEY, b"x")
    assert (storage.folder / KEY).read_bytes() == b"x"
    assert (storage.folder / KEY).stat().st_mode & 0o777 == 0o600
    for folder in (storage.folder, *storage.folder.glob("**/")):
        assert folder.stat().st_mode & 0o777 == 0o700


async def test_deleting_leaves_no_empty_folder(storage: FolderStorage) -> None:
    await storage.put(KEY, b"x")
    await storage.put("photos/account/other/image", b"x")
    await storage.delete([KEY])
    assert names(storage.folder / "photos") == ["account", "account/other", "account/other/image"]
    await storage.delete(["photos/account/other/image"])
    assert names(storage.folder) == []


async def test_a_folder_that_a_deletion_removes_meanwhile_is_made_again(
    storage: FolderStorage, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = os.link
    removed: list[Path] = []

    def remove_and_link(source: str, target: Path) -> None:
        if not removed:
            target.parent.rmdir()
            removed.append(target.parent)
        link(source, target)

    monkeypatch.setattr(os, "link", remove_and_link)
    await storage.put(KEY, b"x")
    assert removed == [(storage.folder / KEY).parent]
    assert (storage.folder / KEY).read_bytes() == b"x"


async def test_an_object_is_on_the_disk_before_its_name_and_its_folders_after(
    storage: FolderStorage, monkeypatch: pytest.MonkeyPatch
) -> None:
    events = record_calls(monkeypatch)
    await storage.put(KEY, b"x")
    (written, temporary), linked, *folders = events
    assert (written, linked) == ("fsync", ("link", str(storage.folder / KEY)))
    assert Path(temporary).parent == storage.folder
    top = storage.folder.parent
    wanted = [folder for folder in (storage.folder / KEY).parents if folder.is_relative_to(top)]
    assert folders == [("fsync", str(folder)) for folder in wanted]


async def test_a_deletion_is_on_the_disk_when_it_returns(
    storage: FolderStorage, monkeypatch: pytest.MonkeyPatch
) -> None:
    await storage.put(KEY, b"x")
    await storage.put("photos/account/attempt/thumbnail", b"x")
    await storage.put("photos/other/attempt/image", b"x")
    events = record_calls(monkeypatch)
    await storage.delete([KEY])
    assert events == [("fsync", str((storage.folder / KEY).parent))]
    events.clear()
    # The folder with the last object is removed, and so is its parent.
    await storage.delete(["photos/account/attempt/thumbnail"])
    assert events == [("fsync", str(storage.folder / "photos"))]


def record_calls(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """Return a list that gets the paths of what is synced and linked, in order."""
    events = []
    fsync, link = os.fsync, os.link

    def note_fsync(descriptor: int) -> None:
        events.append(("fsync", os.readlink(f"/proc/self/fd/{descriptor}")))
        fsync(descriptor)

    def note_link(source: str, target: Path) -> None:
        events.append(("link", str(target)))
        link(source, target)

    monkeypatch.setattr(os, "fsync", note_fsync)
    monkeypatch.setattr(os, "link", note_link)
    return events


PUT_FOR_EVER = """
import asyncio, itertools, sys
from pathlib import Path
from src.core.storage.folder import FolderStorage

async def main():
    storage = FolderStorage(Path(sys.argv[1]))
    for number in itertools.count():
        await storage.put(f"{sys.argv[2]}/{number}/image", bytes([number % 256]) * 1_000_000)
        print(number, flush=True)

asyncio.run(main())
"""


def kill_a_put(folder: Path, name: str, after: float) -> set[str]:
    """Kill a process that stores one object after the other; return the keys of those it has stored."""
    command = [sys.executable, "-c", PUT_FOR_EVER, str(folder), name]
    with subprocess.Popen(command, cwd=BACKEND, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        first = process.stdout.readline()
        time.sleep(after)
        process.send_signal(signal.SIGKILL)
        numbers = [first, *process.stdout.read().splitlines()]
    return {f"{name}/{int(number)}/image" for number in numbers}


async def test_a_killed_put_leaves_no_half_object(storage: FolderStorage) -> None:
    acknowledged = set()
    for attempt in range(5):
        after = attempt * 0.007
        acknowledged |= await asyncio.to_thread(kill_a_put, storage.folder, str(attempt), after)
    stored = [found async for found in storage.list()]
    assert {found.size for found in stored} == {1_000_000}
    assert {found.key for found in stored} >= acknowledged
    for found in stored:
        assert len(set((storage.folder / found.key).read_bytes())) == 1


async def test_what_a_killed_put_left_is_deleted_an_hour_later(storage: FolderStorage) -> None:
    storage.folder.mkdir()
    for name, age in {".put-old": 3_700, ".put-new": 3_000, "other": 9_999}.items():
        (storage.folder / name).write_bytes(b"x")
        os.utime(storage.folder / name, (time.time() - age,) * 2)
    assert [found.key async for found in storage.list()] == ["other"]
    await storage.put(KEY, b"x")
    assert {".put-new", "other"} < set(names(storage.folder))
    assert ".put-old" not in names(storage.folder)


async def test_a_full_disk_is_an_outage_and_leaves_nothing(
    small_disk: Path, caplog: pytest.LogCaptureFixture
) -> None:
    storage = FolderStorage(small_disk / "objects")
    await storage.put(KEY, b"x")
    for _ in range(2):
        with pytest.raises(StorageUnavailable):
            await storage.put("photos/account/other/image", bytes(2_000_000))
    for _ in range(2):  # opening a file works all the time
        async with Upload(small_disk / "uploads") as upload:
            with pytest.raises(StorageUnavailable):
                await upload.write(bytes(2_000_000))
    await wait_for(lambda: not any(str(small_disk) in name for name in open_files()))
    assert [found.key async for found in storage.list()] == [KEY]
    assert [name for name in names(small_disk) if ".put" in name] == []
    reading = await storage.read(KEY, 0, 1)
    assert reading is not None
    await storage.put("photos/account/small/image", b"x")
    assert [record.getMessage() for record in caplog.records] == [
        f"Cannot store objects in {storage.folder} (No space left on device). "
        "Requests that need it get 503 until it works.",
        f"Cannot write uploads to {small_disk}/uploads (No space left on device). "
        "Requests that need it get 503 until it works.",
        f"Can store objects in {storage.folder} again.",
    ]


async def test_a_file_limit_of_the_system_is_an_outage_too(storage: FolderStorage) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))
    try:
        with pytest.raises(StorageUnavailable):
            await storage.put(KEY, bytes(200_000))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert names(storage.folder) == []


async def test_a_disk_that_became_read_only_still_reads(small_disk: Path) -> None:
    storage = FolderStorage(small_disk / "objects")
    await storage.put(KEY, b"x")
    remount = ["mount", "-o", "remount,ro", str(small_disk)]
    await asyncio.to_thread(subprocess.run, remount, check=True)
    with pytest.raises(StorageUnavailable) as refused:
        await storage.put("photos/account/other/image", b"x")
    assert refused.value.reason == "Read-only file system"
    with pytest.raises(StorageUnavailable):
        await storage.delete([KEY])
    with pytest.raises(StorageUnavailable):
        async with Upload(small_disk / "uploads"):
            pass
    assert [found.key async for found in storage.list()] == [KEY]


async def test_a_folder_that_is_a_file_is_an_outage(tmp_path: Path) -> None:
    (tmp_path / "objects").write_text("")
    storage = FolderStorage(tmp_path / "objects")
    with pytest.raises(StorageUnavailable):
        await storage.put(KEY, b"x")
    with pytest.raises(StorageUnavailable):
        async with Upload(tmp_path / "objects"):
            pass


async def test_a_disk_that_hangs_is_an_outage(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(disk, "CALL_SECONDS", 0.05)
    answers = threading.Event()
    with pytest.raises(StorageUnavailable):
        await on_thread(StorageLog(), "read it", answers.wait)
    answers.set()
    assert "Cannot read it (no answer in time)" in caplog.text


async def test_a_read_that_nobody_finishes_leaves_no_file_open(storage: FolderStorage) -> None:
    await storage.put(KEY, bytes(10 * CHUNK_BYTES))
    path = str(storage.folder / KEY)
    chunks = await storage.read(KEY, 0, 10 * CHUNK_BYTES)
    assert path in open_files()
    del chunks  # never started
    await wait_for(lambda: path not in open_files())
    chunks = await storage.read(KEY, 0, 10 * CHUNK_BYTES)
    assert chunks is not None
    await anext(chunks)
    del chunks
    await wait_for(lambda: path not in open_files())


async def test_an_upload_is_kept_with_its_digest_in_a_file_without_a_name(tmp_path: Path) -> None:
    folder = tmp_path / "data" / "uploads"
    body = os.urandom(3 * PIECE_BYTES + 5)
    async with Upload(folder) as upload:
        for at in range(0, len(body), 50_000):
            await upload.write(body[at : at + 50_000])
        await upload.finish()
        assert os.pread(upload.file, 10_000_000, 0) == body
        assert upload.digest == hashlib.sha256(body).digest()
        assert names(folder) == []
        [name] = [name for name in open_files() if name.startswith(str(folder))]
        assert name.endswith("(deleted)")
    await wait_for(lambda: name not in open_files())


async def test_an_empty_upload_is_a_file_too(tmp_path: Path) -> None:
    async with Upload(tmp_path / "uploads") as upload:
        await upload.finish()
        assert os.pread(upload.file, 1, 0) == b""
        assert upload.digest == hashlib.sha256().digest()


async def test_an_upload_that_is_cancelled_keeps_its_file_while_a_thread_writes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Otherwise its number could be another file or a connection by then."""
    writing, may_write, written = threading.Event(), threading.Event(), []
    write = os.write

    def wait_and_write(descriptor: int, content: memoryview) -> int:
        if len(content) != PIECE_BYTES:  # of the event loop
            return write(descriptor, content)
        writing.set()
        may_write.wait()
        written.append(os.readlink(f"/proc/self/fd/{descriptor}"))
        return write(descriptor, content)

    monkeypatch.setattr(os, "write", wait_and_write)

    async def receive() -> None:
        async with Upload(tmp_path) as upload:
            await upload.write(bytes(PIECE_BYTES))

    task = asyncio.create_task(receive())
    await asyncio.to_thread(writing.wait)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    may_write.set()
    await wait_for(lambda: bool(written))
    assert written[0].startswith(str(tmp_path))
    await wait_for(lambda: written[0] not in open_files())


async def test_a_folder_that_goes_while_it_is_made_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`mkdir` finds it, and then looks whether it is a folder."""
    storage = FolderStorage(tmp_path / "objects")
    await storage.put("a/x", b"x")
    is_dir = Path.is_dir
    gone: list[Path] = []

    def go_once(path: Path, **options: bool) -> bool:
        if path.name == "a" and not gone:
            gone.append(path)
            return False
        return is_dir(path, **options)

    monkeypatch.setattr(Path, "is_dir", go_once)
    await storage.put("a/y", b"y")
    assert len(gone) == 1
