"""Which account runs the embedded PostgreSQL, and which folders that account can reach.

PostgreSQL refuses to run as root. For root, an existing unprivileged account is borrowed; none is
created, and the permissions of folders that are not ours are never changed.
"""

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
    def run_as(self) -> RunAs:
        if not self.is_borrowed:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def take(self, path: Path) -> None:
        """Make the account the owner of a path that we have just created."""
        if self.is_borrowed:
            os.chown(path, self.uid, self.gid)

    def can_enter(self, folder: Path) -> bool:
        """Whether the account can enter the folder, as far as its path exists.

        Checked only for a borrowed account: with our own, opening the folder fails.
        """
        if not self.is_borrowed:
            return True
        for path in [folder, *folder.parents]:
            try:
                status = path.stat()
            except FileNotFoundError:
                continue
            is_owner = status.st_uid == self.uid
            if not status.st_mode & (stat.S_IXUSR if is_owner else stat.S_IXOTH):
                return False
        return True


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
