"""Runs untrusted decoding in processes of its own, with limits that the kernel sets."""

import asyncio
import logging
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

from src.core.errors import ServerBusy
from src.core.nursery import SIZE_BYTES, WALL_SECONDS

logger = logging.getLogger(__name__)

WAITING_PER_PROCESS = 8
"""Queue length per process: at 150 ms per picture the last one waits little more than a second."""

ANSWER_MAX_BYTES = 32 * 1024 * 1024
"""What a child sends is not trusted: it has decoded what a stranger sent."""

ALLOCATION = ":".join(
    f"glibc.malloc.{name}" for name in ("hugetlb=1", "top_pad=33554432", "trim_threshold=134217728")
)
"""Memory in large pages, asked for rarely and kept (glibc manual, "Memory Allocation Tunables"): a fresh process
otherwise spends a sixth of its time on page faults."""

IMPORT_ROOT = Path(__file__).parents[2]


class Crashed(Exception):
    """The call has failed: it has reached one of its limits, or a bug."""


class Sandbox:
    """Calls `run(file: int) -> bytes` of a module, each time in a fresh process: forked from one, the
    nursery, that has imported the module and nothing else of ours, knows no secret, and is started by the
    first call. All of them end when this process does, even if it is killed."""

    def __init__(self, module: str) -> None:
        self.module = module
        self.processes = os.cpu_count() or 1
        self._under_way = 0
        self._free = asyncio.Semaphore(self.processes)
        self._nursery: subprocess.Popen[bytes] | None = None
        self._calls: socket.socket | None = None
        self._is_closed = False

    @property
    def running(self) -> int:
        return min(self._under_way, self.processes)

    @property
    def waiting(self) -> int:
        return self._under_way - self.running

    async def run(self, file: int) -> bytes:
        """Call the function with a copy of the descriptor. Raises `ServerBusy` if too many calls wait or no
        process can be started or each is killed from outside, and `Crashed`."""
        if self._under_way >= self.processes * (1 + WAITING_PER_PROCESS):
            raise ServerBusy
        # A copy, and a task of its own: when the client disconnects, the file is closed, but the slot stays
        # occupied until the child has ended.
        copy = os.dup(file)
        self._under_way += 1
        try:
            await self._free.acquire()
        except BaseException:
            self._under_way -= 1
            os.close(copy)
            raise
        call = asyncio.create_task(self._call(copy))
        call.add_done_callback(self._release)
        return await asyncio.shield(call)

    async def aclose(self) -> None:
        """End the processes."""
        self._is_closed = True
        if self._nursery is not None and self._nursery.poll() is None:
            os.killpg(self._nursery.pid, signal.SIGKILL)
        self._end_nursery()

    def _release(self, _: asyncio.Task[bytes]) -> None:
        self._under_way -= 1
        self._free.release()

    async def _call(self, file: int) -> bytes:
        try:
            # Twice: the nursery may have died, or the child been killed, because the machine had no memory left.
            for _ in range(2):
                answer = await self._try_call(file)
                if len(answer) == SIZE_BYTES + int.from_bytes(answer[:SIZE_BYTES]):
                    return answer[SIZE_BYTES:]
                if answer[:1] > b"\0" or len(answer) > ANSWER_MAX_BYTES:
                    text = answer[:10_000].decode(errors="replace")
                    logger.warning("A process of the sandbox failed:\n%s", text)
                    raise Crashed
                if not self._is_closed:
                    logger.warning("A process of the sandbox was killed, or could not be started.")
        finally:
            os.close(file)
        raise ServerBusy

    async def _try_call(self, file: int) -> bytes:
        """Return all that a child writes."""
        ours, theirs = socket.socketpair()
        with ours:
            with theirs:
                used = self._send(theirs.fileno(), file)
            ours.setblocking(False)
            answer = bytearray()
            loop = asyncio.get_running_loop()
            try:
                # A little more than the child takes before it ends itself.
                async with asyncio.timeout(WALL_SECONDS + 5):
                    while chunk := await loop.sock_recv(ours, 256 * 1024):
                        answer += chunk
                        if len(answer) > ANSWER_MAX_BYTES:
                            break
            except TimeoutError:
                if self._calls is used:  # and not a newer one
                    self._end_nursery()  # it is stuck
            return bytes(answer)

    def _send(self, *descriptors: int) -> socket.socket | None:
        """Return to which nursery they were sent; None if to none: then the call gets no answer."""
        for _ in range(2):
            if self._is_closed:
                return None
            self._calls = self._calls or self._start_nursery()
            try:
                socket.send_fds(self._calls, [b"."], descriptors)
                return self._calls
            except OSError:  # it has died
                self._end_nursery()
        return None

    def _start_nursery(self) -> socket.socket:
        ours, theirs = socket.socketpair()
        ours.setblocking(False)
        with theirs:
            self._nursery = subprocess.Popen(  # noqa: S603
                [sys.executable, "-P", "-m", "src.core.nursery", self.module],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                env={
                    "PYTHONPATH": str(IMPORT_ROOT),
                    "GLIBC_TUNABLES": ALLOCATION,
                },  # none of the secrets
                process_group=0,  # signals for the server are not for it, and it can end all its children
            )
        return ours

    def _end_nursery(self) -> None:
        if self._nursery is not None and self._calls is not None:
            self._calls.close()
            self._nursery.kill()
            self._nursery.wait()
            self._calls = self._nursery = None
