"""The shell and the HOME of somebody else."""

from pathlib import Path

import pytest

HOSTILE = {
    "PGAPPNAME": "theirs",
    "PGCHANNELBINDING": "require",
    "PGCLIENTENCODING": "LATIN1",
    "PGDATABASE": "theirs",
    "PGGSSENCMODE": "require",
    "PGGSSLIB": "theirs",
    "PGHOST": "/nowhere",
    "PGHOSTADDR": "192.0.2.1",
    "PGKRBSRVNAME": "theirs",
    "PGOPTIONS": "-c search_path=theirs -c work_mem=64kB",
    "PGPASSWORD": "theirs",
    "PGPORT": "1",
    "PGREQUIREAUTH": "none",
    "PGSERVICE": "theirs",
    "PGSSLCERT": "/nowhere/certificate",
    "PGSSLCRL": "/nowhere/crl",
    "PGSSLKEY": "/nowhere/key",
    "PGSSLMAXPROTOCOLVERSION": "TLSv0",
    "PGSSLMINPROTOCOLVERSION": "TLSv9",
    "PGSSLMODE": "verify-full",
    "PGSSLNEGOTIATION": "direct",
    "PGSSLROOTCERT": "/nowhere/ca",
    "PGTARGETSESSIONATTRS": "read-only",
    "PGUSER": "theirs",
}
"""What libpq and asyncpg read; each alone would make a connection fail, or be another one."""


@pytest.fixture
def hostile_shell(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Set libpq's variables to values of another server, and HOME to a folder with broken files."""
    for name, value in HOSTILE.items():
        monkeypatch.setenv(name, value)
    (tmp_path / ".postgresql").mkdir()
    for name in ("postgresql.crt", "postgresql.key", "root.crt", "root.crl"):
        (tmp_path / ".postgresql" / name).write_text("theirs")
    for name in (".pgpass", ".pg_service.conf"):
        (tmp_path / name).write_text("*:*:*:*:theirs\n" if name == ".pgpass" else "[theirs]\n")
        (tmp_path / name).chmod(0o600)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("PGPASSFILE", str(tmp_path / ".pgpass"))
    monkeypatch.setenv("PGSERVICEFILE", str(tmp_path / ".pg_service.conf"))
    return tmp_path
