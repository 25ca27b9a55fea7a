"""Creates a cluster, and starts and stops its server, with PostgreSQL's own programs."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from .account import Account
from .binaries import POSTGRES_MAJOR
from .errors import EmbeddedPostgresError

SOCKET_NAME = ".s.PGSQL.5432"
START_SECONDS = 60

CONFIGURATION = """\
listen_addresses = ''
unix_socket_directories = '{socket_folder}'
unix_socket_permissions = 0700
timezone = 'UTC'
log_timezone = 'UTC'
shared_buffers = 64MB
"""


def _run(arguments: list[str | Path], account: Account) -> tuple[int, str]:
    # Output goes to a file: the server would inherit a pipe and keep it open.
    # PG* variables of the user's shell would change which server pg_ctl talks to.
    environment = {name: value for name, value in os.environ.items() if name[:2] != "PG"}
    with tempfile.TemporaryFile("w+") as output:
        try:
            finished = subprocess.run(  # noqa: S603
                [os.fspath(argument) for argument in arguments],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd="/",
                env=environment | {"LC_ALL": "C"},
                check=False,
                **account.run_as,
            )
        except OSError as error:  # mounted noexec, or root without the right to change its account
            raise EmbeddedPostgresError(
                f"the account {account.name!r} cannot run {arguments[0]}: {error.strerror}; "
                f"{'run as an ordinary user, or ' * account.is_borrowed}set DATABASE_URL"
            ) from error
        output.seek(0)
        return finished.returncode, output.read()


def _is_zombie_or_other_program(pid: int) -> bool:
    """Whether the process with this id exists, but is not a PostgreSQL that could use the data."""
    status = Path(f"/proc/{pid}/stat")
    if not status.exists():
        return False  # no process (PostgreSQL removes the pid file itself), or no /proc
    name, _, rest = status.read_text().partition("(")[2].rpartition(")")
    return rest.split()[0] == "Z" or "postgres" not in name


def initialize(data: Path, binaries: Path, account: Account, password: str) -> None:
    """Create the cluster unless it exists; reject one of another major version."""
    version_file = data / "PG_VERSION"
    if version_file.exists():
        version = version_file.read_text().strip()
        if version != str(POSTGRES_MAJOR):
            raise EmbeddedPostgresError(
                f"{data} was created by PostgreSQL {version}, this is {POSTGRES_MAJOR}; "
                "dump it with the old version, or remove it to start over"
            )
        return
    # In a draft that is renamed at the end: a crash leaves no incomplete cluster.
    draft = Path(tempfile.mkdtemp(dir=data.parent, prefix=".draft-"))
    password_file = data.parent / f"{draft.name}.password"
    try:
        account.take(draft)
        password_file.touch(mode=0o600)
        password_file.write_text(password)
        account.take(password_file)
        # fmt: off
        code, output = _run([
            binaries / "initdb", "-D", draft, "-U", "postgres",
            "--auth=scram-sha-256", f"--pwfile={password_file}",
            # The same order and the same lower() on every operating system.
            "--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8",
            "--locale=C", "--data-checksums", "--no-instructions", "--no-sync",
        ], account)
        # fmt: on
        if code != 0:
            raise EmbeddedPostgresError(f"initdb failed: {output.strip()}")
        with (draft / "postgresql.conf").open("a") as configuration:
            configuration.write("include '../postgres.conf'\n")
        draft.rename(data)
    finally:
        password_file.unlink(missing_ok=True)
        shutil.rmtree(draft, ignore_errors=True)


def start(
    data: Path, binaries: Path, account: Account, socket_folder: Path, extra_configuration: str
) -> None:
    """Start a server on the cluster and wait until it accepts connections."""
    pid_file = data / "postmaster.pid"
    if pid_file.exists() and _is_zombie_or_other_program(int(pid_file.read_text().split()[0])):
        pid_file.unlink()
        for leftover in socket_folder.glob(f"{SOCKET_NAME}*"):
            leftover.unlink()
    settings = CONFIGURATION.format(socket_folder=str(socket_folder).replace("'", "''"))
    configuration = data.parent / "postgres.conf"
    configuration.write_text(settings + extra_configuration)
    configuration.chmod(0o644)
    log = data / "server.log"
    # fmt: off
    code, output = _run([
        binaries / "pg_ctl", "start", "-w", "-t", str(START_SECONDS), "-D", data, "-l", log,
    ], account)
    # fmt: on
    if code != 0:
        raise EmbeddedPostgresError(f"PostgreSQL did not start; see {log}. {output.strip()}")


def stop(data: Path, binaries: Path, account: Account) -> None:
    """Stop the server and wait until it has ended."""
    code, output = _run([binaries / "pg_ctl", "stop", "-w", "-m", "fast", "-D", data], account)
    if code != 0:
        raise EmbeddedPostgresError(f"PostgreSQL did not stop: {output.strip()}")
