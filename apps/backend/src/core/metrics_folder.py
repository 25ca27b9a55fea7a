"""Where the workers of one installation count together.

The folder lies in memory where there is such a place: a worker that writes to a file on a disk may
wait for the disk. It is named after the port, and emptied by the first process that opens it while
nobody else holds its lock.
"""

import fcntl
import hashlib
import os
import shutil
import stat
import tempfile
from pathlib import Path
from typing import IO

from prometheus_client.mmap_dict import MmapedDict


def base_folder() -> Path:
    memory = Path("/dev/shm")  # noqa: S108
    return memory if os.access(memory, os.W_OK) else Path(tempfile.gettempdir())


class MetricsFolder:
    """The files of all workers. Raises `OSError` when it cannot be had, or is not ours alone."""

    def __init__(self, host: str, port: int, installation: str) -> None:
        # Another installation that was given the same port by mistake is not to be counted in.
        mark = hashlib.sha256(installation.encode()).hexdigest()[:12]
        name = f"stylipp-metrics-{os.getuid()}-{host.replace(':', '.')}-{port}-{mark}"
        self.path = base_folder() / name
        while not self._enter():
            pass

    def _enter(self) -> bool:
        """Make it if need be, and hold its lock; False if it was removed at the same time."""
        self.path.mkdir(mode=0o700, exist_ok=True)
        found = self.path.lstat()
        if found.st_uid != os.getuid() or stat.S_IMODE(found.st_mode) != 0o700:
            raise PermissionError(f"{self.path} belongs to somebody else")
        # Held as long as this process lives; the kernel takes it back, also after kill -9.
        lock = self.path / "in-use.lock"
        try:
            self._in_use = lock.open("w")
        except FileNotFoundError:
            return False
        if try_lock(self._in_use):
            for file in self.path.glob("*.db"):
                file.unlink()
        fcntl.flock(self._in_use, fcntl.LOCK_SH)
        return lock.exists() and os.path.samestat(lock.stat(), os.fstat(self._in_use.fileno()))

    def close(self) -> None:
        """Let go of it; the last one removes it."""
        if try_lock(self._in_use):
            shutil.rmtree(self.path)
        self._in_use.close()

    def settle(self) -> None:
        """Take over what dead workers have counted and forget their gauges, so that any number of
        restarts leaves the same few files."""
        for file in self.path.glob("*.db"):
            kind, _, pid = file.stem.rpartition("_")
            if pid == "0" or is_alive(int(pid)):
                continue
            if not kind.startswith("gauge"):
                total = MmapedDict(str(self.path / f"{kind}_0.db"))
                for key, value, _, _ in MmapedDict.read_all_values_from_file(str(file)):
                    total.write_value(key, total.read_value(key)[0] + value, 0)
                total.close()
            file.unlink()


def try_lock(file: IO[str]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, PermissionError):  # its number may be somebody else's by now
        return False
    return True
