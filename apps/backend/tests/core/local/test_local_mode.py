"""Local mode, and the database that commands use."""

from pathlib import Path

import pytest

from src.core.config import DatabaseSettings, Settings
from src.core.database import Database
from src.core.local.local_mode import EmbeddedDatabaseKeeper, find_database, secret_key
from src.core.migrations import MigrationFailed
from tests.processes import run, unused_port


async def test_migrations_use_their_own_address(empty_database_url: str) -> None:
    away = f"postgresql://u@127.0.0.1:{unused_port()}/d"
    finished = run(
        "stylipp", "migrate", DATABASE_URL=away, MIGRATION_DATABASE_URL=empty_database_url
    )
    assert finished.returncode == 0, finished.stdout


def test_migrations_do_not_go_through_a_pooler() -> None:
    direct, pooled = "postgresql://u@db.example.com/d", "postgresql://u@pooler.example.com/d"
    settings = DatabaseSettings(DATABASE_URL=pooled, DATABASE_POOLER="pgbouncer")
    assert find_database(settings).dsn == pooled
    with pytest.raises(MigrationFailed, match="set MIGRATION_DATABASE_URL"):
        find_database(settings, for_migrations=True)
    settings.MIGRATION_DATABASE_URL = direct
    assert find_database(settings, for_migrations=True).dsn == direct
    assert find_database(settings).dsn == pooled


def test_a_key_that_cannot_be_stored_lasts_as_long_as_the_process(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "secret_key").mkdir()  # in the way
    settings = Settings(DATA_DIR=tmp_path)
    first, second = secret_key(settings), secret_key(settings)
    assert len(first) == len(second) == 64
    assert first != second
    assert "sessions will end with this process" in caplog.text


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
