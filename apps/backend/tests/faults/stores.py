"""Object stores that can go away, and disks that can be full."""

import contextlib
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.object_stores import ACCESS_KEY, BUCKET, SECRET_KEY, running_s3
from tests.processes import unused_port


class Disk:
    """A disk of its own, in memory, mounted at a folder."""

    def __init__(self, folder: Path, megabytes: int) -> None:
        self.folder = folder
        self._filler = folder / ".filler"
        folder.mkdir()
        mount = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}M", "tmpfs", str(folder)]
        if subprocess.run(mount, check=False, stderr=subprocess.DEVNULL).returncode != 0:
            pytest.skip("only root mounts a disk")

    def fill(self) -> None:
        with contextlib.suppress(OSError), self._filler.open("ab", buffering=0) as file:
            while file.write(bytes(4096)):
                pass

    def free(self) -> None:
        self._filler.unlink()

    def refuse_writes(self) -> None:
        """What Linux does with a disk that has errors. It refuses while a file is open for writing."""
        while self._remount("ro") != 0:
            pass

    def allow_writes(self) -> None:
        assert self._remount("rw") == 0

    def unmount(self) -> None:
        subprocess.run(["umount", "--lazy", self.folder], check=True)

    def _remount(self, option: str) -> int:
        command = ["mount", "-o", f"remount,{option}", str(self.folder)]
        return subprocess.run(command, check=False, stderr=subprocess.DEVNULL).returncode


class S3:
    """A real S3 at one address, with what it had stored when it was stopped."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = unused_port()
        self._running = contextlib.ExitStack()

    def start(self) -> None:
        self._running.enter_context(running_s3(self.folder, self.port))

    def stop(self) -> None:
        self._running.close()


@dataclass
class Store:
    """Where a server keeps its objects."""

    name: str
    settings: dict[str, str] = field(default_factory=dict)


def s3_settings(s3: S3) -> dict[str, str]:
    return {
        "S3_ENDPOINT_URL": f"http://127.0.0.1:{s3.port}",
        "S3_BUCKET_NAME": BUCKET,
        "S3_ACCESS_KEY": ACCESS_KEY,
        "S3_SECRET_KEY": SECRET_KEY,
    }


def nothing() -> None:
    """For a store that does not break."""


@dataclass
class Trouble:
    """What happens to a store. It may begin more than once before it ends."""

    store: Store
    begin: Callable[[], None] = nothing
    end: Callable[[], None] = nothing


@contextlib.contextmanager
def store_with(trouble: str, folder: Path) -> Iterator[Trouble]:
    """Give a store for a server with DATA_DIR `folder`, and what `trouble` names: `<store>`, or
    `<store>: <what happens to it>`."""
    name, _, what = trouble.partition(": ")
    with contextlib.ExitStack() as stack:
        if name == "folder":
            store = Store(name)
            if not what:
                yield Trouble(store)
                return
            # Everything that is written while it is read-only fails, and what is there can be read.
            disk = Disk(folder / ("uploads" if what == "no space for uploads" else "objects"), 64)
            stack.callback(disk.unmount)
            if what == "read-only":
                yield Trouble(store, disk.refuse_writes, disk.allow_writes)
            else:
                yield Trouble(store, disk.fill, disk.free)
            return
        home = folder / "s3"
        if what == "full":
            disk = Disk(home, 512)
            stack.callback(disk.unmount)
        else:
            home.mkdir()
        s3 = S3(home)
        s3.start()
        stack.callback(s3.stop)
        store = Store(name, s3_settings(s3))
        if what == "full":
            yield Trouble(store, disk.fill, disk.free)
        elif what == "stopped":
            yield Trouble(store, s3.stop, s3.start)
        else:
            yield Trouble(store)
