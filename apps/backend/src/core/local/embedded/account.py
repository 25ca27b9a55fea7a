"""Which account runs the embedded PostgreSQL, and which folders that account can reach.

PostgreSQL refuses to run as root. Then an unprivileged account that exists already is borrowed;
none is created, and no permission of a folder that is not ours is ever changed.
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
    """We are root and there is no unprivileged account to borrow."""


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
        """Give something that we just made to the account."""
        if self.is_borrowed:
            os.chown(path, self.uid, self.gid)

    def can_enter(self, folder: Path) -> bool:
        """Whether the account may walk into the folder, or into the nearest ancestor that exists.

        We ask only when we borrow: for our own account the system itself gives the answer.
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
    """Return the account to run PostgreSQL with; for data that exists, root borrows its owner."""
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
    """Make the folder and its missing parents, open to walk through whatever the umask is."""
    if not folder.exists():
        make_folder(folder.parent)
        try:
            folder.mkdir()
        except FileExistsError:
            return
        folder.chmod(0o755)
