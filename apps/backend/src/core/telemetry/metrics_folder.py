"""The folder in which the workers of one installation store their metrics.

It is in memory if possible: writing to a file on a disk may block a worker. It is named after the
port. A process that opens it while no other one holds its lock deletes the old files.
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
    """The files of all workers. Raises `OSError` when the folder cannot be created or belongs to
    another user."""

    def __init__(self, host: str, port: int, installation: str) -> None:
        # If another installation is set to the same port by mistake, the two must not be added up.
        mark = hashlib.sha256(installation.encode()).hexdigest()[:12]
        name = f"stylipp-metrics-{os.getuid()}-{host.replace(':', '.')}-{port}-{mark}"
        self.path = base_folder() / name
        while not self._enter():
            pass

    def _enter(self) -> bool:
        """Create the folder if needed, and hold its lock; False if it was removed meanwhile."""
        self.path.mkdir(mode=0o700, exist_ok=True)
        found = self.path.lstat()
        if found.st_uid != os.getuid() or stat.S_IMODE(found.st_mode) != 0o700:
            raise PermissionError(f"{self.path} belongs to another user")
        # Held until this process ends; the kernel releases it, even after kill -9.
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
        """Release the folder; the last process removes it."""
        if try_lock(self._in_use):
            shutil.rmtree(self.path)
        self._in_use.close()

    def merge_dead_workers(self) -> None:
        """Add the counts of dead workers to a common file and drop their gauges, so that restarts do
        not leave more and more files."""
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
    except (ProcessLookupError, PermissionError):  # or another user's process has the pid by now
        return False
    return True
