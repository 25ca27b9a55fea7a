"""Bodies on their way: kept in files without a name, which end with the process."""

import hashlib
import os
import tempfile
from functools import partial
from pathlib import Path
from typing import Self

from src.core.storage.disk import OpenFile, on_thread
from src.core.storage.store import StorageLog

PIECE_BYTES = 256 * 1024
"""How much is collected before a thread writes it."""

_log = StorageLog()


class Upload:
    """A body that is being received, in a file of the folder; it is gone after the `async with` block.
    Raises `StorageUnavailable` if the disk is full or does not answer."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._hash = hashlib.sha256()
        self._piece = bytearray()

    async def __aenter__(self) -> Self:
        self._file = await on_thread(_log, self._action, self._open)
        return self

    async def __aexit__(self, *_: object) -> None:
        del self._file  # a thread that still writes keeps it open

    async def write(self, chunk: bytes) -> None:
        self._piece += chunk
        if len(self._piece) >= PIECE_BYTES:
            await self._flush()

    async def finish(self) -> None:
        """Write what was collected: needed before `file` and `digest`."""
        await self._flush()
        _log.note_success(self._action)

    async def _flush(self) -> None:
        piece, self._piece = self._piece, bytearray()
        await on_thread(_log, self._action, partial(self._write, self._file, piece))

    @property
    def file(self) -> int:
        """Descriptor of the body, with the position at its end."""
        return self._file.descriptor

    @property
    def digest(self) -> bytes:
        """SHA-256 of the body."""
        return self._hash.digest()

    @property
    def _action(self) -> str:
        return f"write uploads to {self._folder}"

    def _open(self) -> OpenFile:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=self._folder, buffering=0) as file:
            return OpenFile(os.dup(file.fileno()))

    def _write(self, file: OpenFile, piece: bytearray) -> None:
        self._hash.update(piece)
        with memoryview(piece) as rest:
            while rest:
                rest = rest[os.write(file.descriptor, rest) :]
