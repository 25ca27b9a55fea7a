"""Objects as files of a folder, for one machine."""

import os
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from pathlib import Path

from src.core.storage.disk import OpenFile, on_thread
from src.core.storage.store import (
    CHUNK_BYTES,
    LIST_BATCH,
    ObjectExists,
    StorageLog,
    StoredObject,
    check_key,
    check_prefix,
)

_TEMPORARY = ".put-"
"""How the names of unfinished files begin. No key has a dot."""

_TEMPORARY_SECONDS = 3600
"""Age from which an unfinished file is one that a crash has left."""

_ATTEMPTS = 10
"""How often a put makes its folder again, because a deletion next to it has just removed the empty one."""

_NO_FILE = (FileNotFoundError, NotADirectoryError, IsADirectoryError)


class FolderStorage:
    """Keeps each object in the file that its key names. No key may be the folder of another one.

    Folders that become empty are removed.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.where = str(folder)
        self._log = StorageLog()
        self._is_swept = False

    async def put(self, key: str, content: bytes) -> None:
        check_key(key)
        await self._call("store objects in", lambda: self._put(key, content))

    async def read(self, key: str, start: int, end: int) -> AsyncIterator[bytes] | None:
        check_key(key)
        opened = await self._call("read objects in", lambda: self._open(key, start, end))
        return opened and self._chunks(*opened, start, end)

    async def delete(self, keys: Sequence[str]) -> None:
        for key in keys:
            check_key(key)
        await self._call("delete objects in", lambda: self._delete(keys))

    async def list(self, prefix: str = "") -> AsyncIterator[StoredObject]:
        check_prefix(prefix)
        found = self._walk(self.folder / prefix.rpartition("/")[0], prefix)
        while batch := await self._call("list objects in", lambda: [*islice(found, LIST_BATCH)]):
            for item in batch:
                yield item

    async def _call[T](self, action: str, function: Callable[[], T]) -> T:
        action = f"{action} {self.where}"
        result = await on_thread(self._log, action, function)
        self._log.note_success(action)
        return result

    def _put(self, key: str, content: bytes) -> None:
        path = self.folder / key
        folders = [folder for folder in path.parents if folder.is_relative_to(self.folder)]
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._sweep()
        with tempfile.NamedTemporaryFile(dir=self.folder, prefix=_TEMPORARY) as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
            self._link(file.name, path, folders)
        # All, because this object or one that is stored at the same time may have made them.
        for folder in (*folders, self.folder.parent):
            _sync(folder)

    def _link(self, file: str, path: Path, folders: Sequence[Path]) -> None:
        """Give the file its name. Unlike renaming, this replaces nothing."""
        for _ in range(_ATTEMPTS):
            try:
                for folder in reversed(folders):
                    folder.mkdir(mode=0o700, exist_ok=True)
            except (FileExistsError, FileNotFoundError) as error:
                failure: OSError = error  # a folder was there, and then it was not
                continue
            try:
                os.link(file, path)
                return
            except FileExistsError:
                raise ObjectExists(path) from None
            except FileNotFoundError as error:
                failure = error
        raise failure

    def _sweep(self) -> None:
        """Delete, once, what puts have left that were killed."""
        if self._is_swept:
            return
        self._is_swept = True
        for path in self.folder.glob(f"{_TEMPORARY}*"):
            with suppress(FileNotFoundError):
                if path.stat().st_mtime < time.time() - _TEMPORARY_SECONDS:
                    path.unlink()

    def _open(self, key: str, start: int, end: int) -> tuple[OpenFile, bytes] | None:
        """Open a file and read its first chunk, which is often all of it, in one go."""
        try:
            file = OpenFile(os.open(self.folder / key, os.O_RDONLY))
            chunk = _read(file, start, end)
        except _NO_FILE:
            return None
        return (file, chunk) if chunk else None

    async def _chunks(
        self, file: OpenFile, chunk: bytes, start: int, end: int
    ) -> AsyncIterator[bytes]:
        while chunk:
            yield chunk
            start += len(chunk)
            if start == end:
                return
            chunk = await self._call("read objects in", partial(_read, file, start, end))

    def _delete(self, keys: Sequence[str]) -> None:
        for folder in {self._remove(self.folder / key) for key in keys}:
            with suppress(*_NO_FILE):  # a deletion next to it has removed it, and syncs its parent
                _sync(folder)

    def _remove(self, path: Path) -> Path:
        """Delete a file and the folders that it leaves empty. Returns the folder that is left."""
        with suppress(*_NO_FILE):
            path.unlink()
        folder = path.parent
        while folder != self.folder:
            try:
                folder.rmdir()
            except FileNotFoundError:
                pass
            except OSError:  # not empty
                break
            folder = folder.parent
        return folder

    def _walk(self, folder: Path, prefix: str) -> Iterator[StoredObject]:
        with suppress(*_NO_FILE), os.scandir(folder) as entries:
            for entry in entries:
                path = Path(entry.path)
                key = path.relative_to(self.folder).as_posix()
                if entry.name.startswith(_TEMPORARY) or not key.startswith(prefix):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    yield from self._walk(path, prefix)
                    continue
                with suppress(FileNotFoundError):
                    found = entry.stat(follow_symlinks=False)
                    modified_at = datetime.fromtimestamp(found.st_mtime, UTC)
                    yield StoredObject(key, found.st_size, modified_at)


def _read(file: OpenFile, start: int, end: int) -> bytes:
    return os.pread(file.descriptor, min(end - start, CHUNK_BYTES), start)


def _sync(folder: Path) -> None:
    """Write a folder's entries to the disk."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
