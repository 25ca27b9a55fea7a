"""PostgreSQL servers that can be killed, frozen, copied and promoted; and PgBouncer before them."""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from src.core.local.embedded import cluster as programs
from src.core.local.embedded.account import Account, postgres_account
from src.core.local.embedded.binaries import find_binaries, reachable_binaries
from src.core.migrations import upgrade_to_head
from src.core.postgres.address import parse_database_url
from tests.processes import unused_port

PASSWORD = "embedded9secret"
NAME = "postgres"


class Cluster:
    """A PostgreSQL 18 on a port of its own, with the durability of production."""

    def __init__(self, home: Path, configuration: str = "") -> None:
        wheel = find_binaries()
        assert wheel is not None
        self.account = postgres_account()
        self.binaries = reachable_binaries(wheel, self.account)
        self.data = home / "postgres"
        home.mkdir()
        home.chmod(0o755)
        self.account.take(home)
        self.port = unused_port()
        self.configuration = f"""\
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
port = {self.port}
shared_buffers = 16MB
{configuration}"""

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        return f"postgresql://postgres:{PASSWORD}@{self.host}/{NAME}"

    def create(self) -> None:
        """Make the cluster, start it, and bring its database to the newest migration."""
        programs.initialize(self.data, self.binaries, self.account, PASSWORD)
        self.start()
        upgrade_to_head(parse_database_url(self.url))

    def start(self) -> None:
        """Start, and wait until connections are accepted."""
        programs.start(self.data, self.binaries, self.account, self.data, self.configuration)

    def stop(self) -> None:
        """End all connections and stop, as an administrator does."""
        programs.stop(self.data, self.binaries, self.account)

    def processes(self) -> list[int]:
        """Return the ids of the server's processes, the parent of all first."""
        with contextlib.suppress(FileNotFoundError):
            parent = (self.data / "postmaster.pid").read_text().split()[0]
            listed = subprocess.run(["ps", "-o", "pid=", "--ppid", parent], stdout=subprocess.PIPE)
            return [int(parent), *map(int, listed.stdout.split())]
        return []

    def send(self, number: signal.Signals) -> None:
        """Send a signal to all of the server's processes: SIGKILL, or SIGSTOP to freeze it."""
        for process in self.processes():
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, number)

    def kill(self) -> None:
        """kill -9, and wait until all are gone."""
        processes = self.processes()
        self.send(signal.SIGKILL)
        while any(is_running(process) for process in processes):
            time.sleep(0.01)

    def run(self, program: str, *arguments: str | Path) -> None:
        """Run one of PostgreSQL's own programs against this server."""
        subprocess.run(
            [self.binaries / program, *arguments],
            check=True,
            cwd="/",
            env={"PGPASSWORD": PASSWORD, "LC_ALL": "C"},
            stdout=subprocess.DEVNULL,
            **self.account.run_as,
        )

    def copy_to(self, standby: "Cluster") -> None:
        """Make and start a standby that streams from this server."""
        self.run(
            *("pg_basebackup", "-D", standby.data, "-R", "-X", "stream", "-c", "fast"),
            *("-h", "127.0.0.1", "-p", str(self.port), "-U", "postgres"),
        )
        standby.start()

    def promote(self) -> None:
        """Make the standby a primary."""
        self.run("pg_ctl", "promote", "-w", "-D", self.data)


def is_running(process: int) -> bool:
    """Whether the process exists and is not a zombie, which stays if no init process reaps it."""
    try:
        status = Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"


@contextlib.contextmanager
def clusters() -> Iterator["MakeCluster"]:
    """Make clusters in a folder that PostgreSQL's account can enter; end and delete all of them."""
    folder = Path(tempfile.mkdtemp(prefix="stylipp-faults-", dir="/tmp"))
    folder.chmod(0o755)
    maker = MakeCluster(folder)
    try:
        yield maker
    finally:
        for cluster in maker.made:
            cluster.kill()
        shutil.rmtree(folder)


class MakeCluster:
    """Makes clusters side by side."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.made: list[Cluster] = []

    def __call__(self, configuration: str = "") -> Cluster:
        """Return a cluster that is neither created nor started yet."""
        cluster = Cluster(self.folder / str(len(self.made)), configuration)
        self.made.append(cluster)
        return cluster


PGBOUNCER = shutil.which("pgbouncer", path=f"{os.environ['PATH']}:/usr/sbin")


@contextlib.contextmanager
def pgbouncer(
    database_url: str, account: Account, folder: Path, servers: int, ignored: str = ""
) -> Iterator[str]:
    """Run PgBouncer in transaction mode with so many connections to the server; give the address
    of the database through it. It swallows the start-up parameters in `ignored`. It refuses to run as
    root, and reads its files from `folder`."""
    assert PGBOUNCER is not None
    address, port = urlsplit(database_url), unused_port()
    (host,) = parse_qs(address.query).get("host", [address.hostname or ""])
    name = address.path[1:]
    (folder / "users").write_text(f'"{address.username}" "{unquote(address.password or "")}"\n')
    configuration = folder / "pgbouncer.ini"
    configuration.write_text(f"""\
[databases]
{name} = host={host} port={address.port or 5432}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = {folder / "users"}
pool_mode = transaction
default_pool_size = {servers}
ignore_startup_parameters = {ignored}
""")
    for path in (folder / "users", configuration):
        account.take(path)
    process = subprocess.Popen([PGBOUNCER, "--quiet", configuration], cwd="/", **account.run_as)
    try:
        yield f"postgresql://{address.username}:{address.password}@127.0.0.1:{port}/{name}"
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(10)
