"""Servers as child processes: how they are started and ended, and what they cost."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from src.core.config import REPOSITORY_ROOT
from tests.processes import Server, children, started

LOGS = REPOSITORY_ROOT / ".data" / "bench" / "logs"
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Program:
    """A server that can be started any number of times, each time on a port of its own."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str]
    cwd: Path

    @contextlib.contextmanager
    def running(
        self, request: bytes, patience: float = 10, *, shares_session: bool = False
    ) -> Iterator[Server]:
        """Run it from its first 200; end all its processes afterwards, by force after `patience`
        seconds. Its process group is its own, so that Ctrl-C reaches only this process."""
        isolation = {"process_group": 0} if shares_session else {"start_new_session": True}
        log = LOGS / f"{self.name}.log"
        with started(
            self.command, self.environment, log, cwd=self.cwd, request=request, **isolation
        ) as server:
            try:
                yield server
            finally:
                end_group(server.process, patience)


def end_group(process: "subprocess.Popen[bytes]", patience: float) -> None:
    for number, seconds in ((signal.SIGTERM, patience), (signal.SIGKILL, 5.0)):
        deadline = time.monotonic() + seconds
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, number)
            while time.monotonic() < deadline:
                process.poll()
                os.killpg(process.pid, 0)
                time.sleep(0.02)


def tree(pid: int) -> list[int]:
    """Return the process and all its descendants."""
    return [pid, *(p for child in children(pid) for p in tree(child))]


def cpu_seconds(server: Server) -> float:
    """User and system time of all its processes, including those that have ended."""
    total = 0
    for pid in tree(server.process.pid):
        with contextlib.suppress(OSError):
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            total += sum(int(field) for field in fields[11:15])
    return total / TICKS


def memory(server: Server) -> dict[str, float]:
    """Megabytes of all its processes together, and of the largest worker. PSS divides shared pages
    among the processes that share them (proc(5))."""
    sizes = {}
    for pid in tree(server.process.pid):
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        (line,) = (line for line in lines if line.startswith("Pss:"))
        sizes[pid] = int(line.split()[1]) / 1024
    # A supervisor's resource_tracker and the like count too, but are no workers.
    worker = max(size for pid, size in sizes.items() if not children(pid))
    return {"processes": len(sizes), "worker's_PSS_MB": worker, "all_PSS_MB": sum(sizes.values())}
