"""Local mode, and the database that commands use."""

import logging
from pathlib import Path

import asyncpg
import pytest

from src.core.config import REPOSITORY_ROOT, DatabaseSettings, Settings
from src.core.database import Database
from src.core.local.embedded import EmbeddedPostgres
from src.core.local.local_mode import (
    RELOADING,
    EmbeddedDatabaseKeeper,
    find_database,
    secret_key,
)
from src.core.migrations import head_revision
from tests.helpers import errors_in
from tests.processes import run, unused_port


async def test_migrations_use_their_own_address(empty_database_url: str) -> None:
    away = f"postgresql://u@127.0.0.1:{unused_port()}/d"
    finished = run(
        "stylipp", "migrate", DATABASE_URL=away, MIGRATION_DATABASE_URL=empty_database_url
    )
    assert finished.returncode == 0, finished.stdout


def test_local_mode_reads_no_variable_of_another_server(
    open_folder: Path, hostile_shell: Path
) -> None:
    finished = run("stylipp", "migrate", DATA_DIR=str(open_folder))
    assert finished.returncode == 0, finished.stdout
    psql = REPOSITORY_ROOT / "scripts" / "psql.py"
    query = "SELECT version_num, current_setting('work_mem') FROM alembic_version"
    finished = run("python", psql, stdin=query, DATA_DIR=str(open_folder))
    assert head_revision() in finished.stdout
    assert "4MB" in finished.stdout


async def test_psql_gets_the_whole_address(database_url: str, hostile_shell: Path) -> None:
    settings = "application_name=it's \\ here&search_path=a,b&options=-c work_mem=1MB"
    finished = run(
        *("python", REPOSITORY_ROOT / "scripts" / "psql.py"),
        stdin="SHOW application_name; SHOW search_path; SHOW work_mem",
        DATABASE_URL=f"{database_url}{'&' if '?' in database_url else '?'}{settings}",
    )
    for expected in (" it's \\ here\n", " a,b\n", " 1MB\n"):
        assert expected in finished.stdout


def test_migrations_do_not_go_through_a_pooler() -> None:
    direct, pooled = "postgresql://u@db.example.com/d", "postgresql://u@pooler.example.com/d"
    for settings in (
        DatabaseSettings(DATABASE_URL=pooled, DATABASE_POOLER="pgbouncer"),
        DatabaseSettings(DATABASE_URL=f"{pooled}?pgbouncer=true"),
    ):
        assert find_database(settings).is_behind_pooler
        for url in (None, f"{direct}?pgbouncer=true"):
            settings.MIGRATION_DATABASE_URL = url
            with pytest.raises(SystemExit, match="Settings: set MIGRATION_DATABASE_URL"):
                find_database(settings, for_migrations=True)
        settings.MIGRATION_DATABASE_URL = direct
        assert find_database(settings, for_migrations=True).label == "db.example.com/d"
        assert find_database(settings).label == "pooler.example.com/d"


def test_a_key_that_cannot_be_stored_lasts_as_long_as_the_process(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "secret_key").mkdir()  # in the way
    settings = Settings(DATA_DIR=tmp_path)
    first, second = secret_key(settings), secret_key(settings)
    assert len(first) == len(second) == 64
    assert first != second
    assert "sessions will end with this process" in caplog.text


async def connect_to(folder: Path) -> "asyncpg.Connection[asyncpg.Record]":
    connection: asyncpg.Connection[asyncpg.Record] = await asyncpg.connect(
        EmbeddedPostgres(folder).ensure_running()
    )
    return connection


async def test_a_database_that_is_ahead_is_used_and_the_way_out_is_said_once(
    open_folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    settings = Settings(DATA_DIR=open_folder)
    await EmbeddedDatabaseKeeper(settings, Database()).check()
    sql = await connect_to(open_folder)
    await sql.execute("UPDATE alembic_version SET version_num = 'd3497638af58'")
    await sql.close()
    keeper = EmbeddedDatabaseKeeper(settings, Database())
    for _ in range(2):
        await keeper.check()
    ahead = "database is ahead of this checkout (revision d3497638af58)"
    way_out = "switch back to the branch that has it, or `make reset` to delete the local data"
    assert [r.getMessage() for r in errors_in(caplog)] == [f"The {ahead}: {way_out}."]
    assert keeper.database.address is not None
    finished = run("stylipp", "migrate", DATA_DIR=str(open_folder))
    assert (finished.returncode, finished.stdout) == (1, f"Not migrated: the {ahead}: {way_out}\n")
    finished = run("stylipp", "check", DATA_DIR=str(open_folder))
    assert finished.returncode == 1
    assert f"✗ migrations  the {ahead}\n" in finished.stdout
    assert f"  S{way_out[1:]}.\n" in finished.stdout


async def test_a_reloading_process_migrates_only_a_new_database(
    open_folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv(RELOADING, "1")
    settings = Settings(DATA_DIR=open_folder)
    await EmbeddedDatabaseKeeper(settings, Database()).check()
    sql = await connect_to(open_folder)
    assert await sql.fetchval("SELECT version_num FROM alembic_version") == head_revision()
    first = "d8fbf0ba00a8"
    await sql.execute("UPDATE alembic_version SET version_num = $1", first)
    keeper = EmbeddedDatabaseKeeper(settings, Database())
    for _ in range(2):
        await keeper.check()
    assert await sql.fetchval("SELECT version_num FROM alembic_version") == first
    (record,) = errors_in(caplog)
    assert f"Migration {head_revision()} is not applied yet" in record.getMessage()
    assert keeper.database.address is not None
    await sql.execute("UPDATE alembic_version SET version_num = $1", head_revision())
    with caplog.at_level(logging.INFO):
        await keeper.check()
    assert "The database is ready" in caplog.text
    await sql.close()


async def test_a_problem_of_the_embedded_database_is_logged_once(
    open_folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    data = open_folder / "postgres"
    data.mkdir()
    (data / "PG_VERSION").write_text("9\n")
    keeper = EmbeddedDatabaseKeeper(Settings(DATA_DIR=open_folder), Database())
    for _ in range(3):
        await keeper.check()
    assert len(caplog.records) == 1
    (open_folder / "postgres.password").write_text("x" * 40)  # leads to the next problem
    await keeper.check()
    assert len(caplog.records) == 2
    assert keeper.database.address is None
