"""Which account runs the embedded PostgreSQL, and which folders that account can reach.

PostgreSQL refuses to run as root. For root, an existing unprivileged account is borrowed; none is
created, and the permissions of folders that are not ours are never changed.
"""

import contextlib
import os
import pwd
import stat
from pathlib import Path
from typing import NamedTuple, TypedDict


class RunAs(TypedDict, total=False):
    """Arguments for ``subprocess.run``; empty when we are not root."""

    user: int
    group: int
    extra_groups: list[int]


class NoAccountError(LookupError):
    """We are root, and no unprivileged account exists."""


class Account(NamedTuple):
    """The borrowed account, or our own."""

    uid: int
    gid: int
    is_borrowed: bool

    @property
    def name(self) -> str:
        """The account's name for messages, or its number if it has none."""
        try:
            return pwd.getpwuid(self.uid).pw_name
        except KeyError:
            return str(self.uid)

    @property
    def run_as(self) -> RunAs:
        if not self.is_borrowed:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def take(self, path: Path) -> None:
        """Make the account the owner of a path that we have just created."""
        if self.is_borrowed:
            os.chown(path, self.uid, self.gid)

    def _may(self, status: os.stat_result, permissions: int) -> bool:
        """Whether the account has the permissions, given as those of others, such as ``S_IXOTH``."""
        shift = 6 if status.st_uid == self.uid else 3 if status.st_gid == self.gid else 0
        return (status.st_mode >> shift) & permissions == permissions

    def _may_use(self, path: Path) -> bool:
        status = path.lstat()
        if stat.S_ISLNK(status.st_mode):
            return True  # its target counts
        is_program = status.st_mode & stat.S_IXUSR or stat.S_ISDIR(status.st_mode)
        return self._may(status, stat.S_IROTH | (stat.S_IXOTH if is_program else 0))

    def closed_folder(self, folder: Path) -> Path | None:
        """Return the folder on the path that the account cannot enter; None if it can enter all, as
        far as the path exists.

        Checked only for a borrowed account: with our own, opening the folder fails.
        """
        if self.is_borrowed:
            for path in [folder, *folder.parents]:
                with contextlib.suppress(FileNotFoundError):
                    if not self._may(path.stat(), stat.S_IXOTH):
                        return path
        return None

    def can_enter(self, folder: Path) -> bool:
        """Whether the account can enter the folder, as far as its path exists."""
        return self.closed_folder(folder) is None

    def can_use(self, folder: Path) -> bool:
        """Whether the account can read what is in the folder, and run its programs.

        A package manager may link files from a cache that was filled with another umask.
        """
        if not self.is_borrowed or not folder.exists():
            return True
        return self.can_enter(folder) and all(map(self._may_use, [folder, *folder.rglob("*")]))


def postgres_account(data: Path | None = None) -> Account:
    """Return the account to run PostgreSQL with. For existing data, root borrows its owner."""
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid(), is_borrowed=False)
    if data is not None and data.exists() and data.stat().st_uid != 0:
        return Account(data.stat().st_uid, data.stat().st_gid, is_borrowed=True)
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid, is_borrowed=True)
    raise NoAccountError


def make_folder(folder: Path) -> None:
    """Create the folder and its missing parents; all accounts can enter them, despite the umask."""
    if not folder.exists():
        make_folder(folder.parent)
        try:
            folder.mkdir()
        except FileExistsError:
            return
        folder.chmod(0o755)


def open_folder(folder: Path) -> None:
    """Let all accounts read the folder, which is ours, and everything in it."""
    for path in [folder, *folder.rglob("*")]:
        if not path.is_symlink():
            is_program = path.is_dir() or path.stat().st_mode & 0o111
            path.chmod(0o755 if is_program else 0o644)
