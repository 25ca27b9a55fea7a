"""Servers as child processes: starting them, ending them, and what they have cost."""

import contextlib
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import load

TICKS = os.sysconf("SC_CLK_TCK")
START_SECONDS = 60


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def children(pid: int) -> list[int]:
    with contextlib.suppress(OSError):
        return [
            int(child)
            for task in Path(f"/proc/{pid}/task").iterdir()
            for child in (task / "children").read_text().split()
        ]
    return []


def tree(pid: int) -> list[int]:
    """Return the process and all that it has started."""
    return [pid, *(p for child in children(pid) for p in tree(child))]


def memory_kilobytes(pid: int) -> tuple[int, int]:
    """Return RSS, and PSS: shared pages divided among those who share them (proc(5))."""
    values = {}
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]:
        name, _, value = line.partition(":")
        values[name] = int(value.split()[0])
    return values["Rss"], values["Pss"]


class Server:
    """One server on a free port, in a process group of its own, so that Ctrl-C reaches only us."""

    def __init__(
        self, name: str, command: Sequence[str], env: Mapping[str, str], cwd: Path, log: Path
    ) -> None:
        self.name = name
        self.port = free_port()
        self.log = log
        self._command = list(command)
        self._env, self._cwd = env, cwd
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [part.replace("{port}", str(self.port)) for part in self._command],
                env=self._env,
                cwd=self._cwd,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def another(self) -> "Server":
        """The same server on another port, not yet started."""
        return Server(self.name, self._command, self._env, self._cwd, self.log)

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def wait_until(self, request: bytes, patience: float = START_SECONDS) -> None:
        """Ask every 10 ms until the answer is 200. Raises `StartError` with the log's end."""
        assert self._process is not None
        deadline = time.monotonic() + patience
        status = 0
        while time.monotonic() < deadline:
            status = load.ask_once(self.port, request)
            if status == 200:
                return
            if self._process.poll() is not None:
                raise StartError(f"ended with {self._process.returncode}: {self.last_line()}")
            time.sleep(0.01)
        raise StartError(
            f"gave {status or 'no answer'} and no 200 for {patience} s: {self.last_line()}"
        )

    def last_line(self) -> str:
        """Return what its log says in the end, complaints first."""
        lines = self.log.read_text(errors="replace").strip().splitlines() or ["nothing in its log"]
        complaints = [line for line in lines if line.startswith(("WARNING", "ERROR"))]
        return (complaints or lines)[-1][:250]

    def cpu_seconds(self) -> float:
        """User and system time of all its processes, those that have ended included."""
        total = 0
        for pid in tree(self.pid):
            with contextlib.suppress(OSError):
                fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
                total += sum(int(field) for field in fields[11:15])
        return total / TICKS

    def memory(self) -> dict[str, float]:
        """Megabytes of all its processes together, and of each one that serves."""
        pids = tree(self.pid)
        # resource_tracker and the like of a supervisor are counted, but are no workers.
        kilobytes = [memory_kilobytes(pid) for pid in pids]
        workers = [k for pid, k in zip(pids, kilobytes, strict=True) if not children(pid)]
        return {
            "processes": len(pids),
            "rss": sum(rss for rss, _ in kilobytes) / 1024,
            "pss": sum(pss for _, pss in kilobytes) / 1024,
            "largest_rss": max(rss for rss, _ in workers) / 1024,
            "largest_pss": max(pss for _, pss in workers) / 1024,
        }

    def stop(self, patience: float = 10) -> None:
        """End it, and whatever it has started; by force after so many seconds."""
        if self._process is None:
            return
        for number, seconds in ((signal.SIGTERM, patience), (signal.SIGKILL, 5)):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, number)
            deadline = time.monotonic() + seconds
            while time.monotonic() < deadline:
                self._process.poll()
                if not _group_exists(self._process.pid):
                    self._process = None
                    return
                time.sleep(0.02)


def _group_exists(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


class StartError(RuntimeError):
    """A server does not start; the message says why."""


@contextlib.contextmanager
def running(server: Server, request: bytes, patience: float = 10) -> Iterator[Server]:
    """Start a server, wait for its first 200, and end it afterwards."""
    try:
        server.start()
        server.wait_until(request)
        yield server
    finally:
        server.stop(patience)
