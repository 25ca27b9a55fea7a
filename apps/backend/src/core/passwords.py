"""Password hashing: Argon2id on dedicated threads, so that a login storm slows only logins."""

import asyncio
import os
import sys
import threading
import unicodedata
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

import argon2
import bcrypt

from src.core.errors import ServerBusy

WAITING_PER_THREAD = 32
"""Queue length per thread: at 30 ms per hash the last one waits a second, which is when rejected
clients retry."""

BCRYPT_MAX_BYTES = 72
"""bcrypt ignores further bytes; version 5 of the library raises an error instead of truncating."""


NORMALIZED_MAX_LENGTH = 1024
"""Longer input cannot be a valid password: 128 characters are at most some 500 before NFKC.
Normalizing 60 KB of combining marks takes seconds (they are sorted in quadratic time)."""


def normalize_password(password: str) -> str:
    """NFKC, so that a password typed on another keyboard is the same one (NIST SP 800-63B-4
    §3.1.1.2). Nothing is trimmed or changed in case."""
    if len(password) > NORMALIZED_MAX_LENGTH:
        return password
    return unicodedata.normalize("NFKC", password)


NICENESS = 2
"""Enough for the event loop to run first, and little enough for logins beside other processes.

Medians of three rounds on two cores, niceness 0, 2 and 3: p99 of `GET /v1/users/me` while 50 clients
log in, 25, 18 and 20 ms; a login beside four busy processes of the same session, 78, 123 and 136 ms.
With 10 that login took 450 ms. One thread fewer than there are cores also protects the event loop,
but completes a third fewer logins."""


def _lower_priority() -> None:
    # Only Linux has a niceness per thread; elsewhere this would slow down the whole process.
    if sys.platform == "linux":
        os.nice(NICENESS)


class PasswordHasher:
    """Hashes and verifies off the event loop; raises `ServerBusy` when its queue is full.

    Never call it while holding a database connection.
    """

    def __init__(self) -> None:
        # OWASP Password Storage Cheat Sheet: Argon2id, 19 MiB, t=2, p=1.
        self._argon2 = argon2.PasswordHasher(memory_cost=19_456, time_cost=2, parallelism=1)
        threads = os.cpu_count() or 1
        self._executor = ThreadPoolExecutor(threads, "password", initializer=_lower_priority)
        self._threads = threads
        self._under_way = 0
        self._lock = threading.Lock()
        self.refused = 0
        """Number of hashes refused since the process started."""
        # On a thread, because it takes as long as a login and is not needed yet.
        self._dummy_hash = self._executor.submit(self._argon2.hash, "dummy password")

    @property
    def running(self) -> int:
        return min(self._under_way, self._threads)

    @property
    def waiting(self) -> int:
        return self._under_way - self.running

    async def hash(self, password: str) -> str:
        """Return the Argon2id hash to store."""
        return await self._run(self._argon2.hash, normalize_password(password))

    async def verify(self, password: str, stored_hash: str | None) -> bool:
        """Whether the password belongs to the hash. None, for an account that does not exist,
        costs the same as a wrong password."""
        return await self._run(self._verify, password, stored_hash)

    def needs_rehash(self, stored_hash: str) -> bool:
        """Whether the hash uses another algorithm or other parameters than new hashes."""
        try:
            return self._argon2.check_needs_rehash(stored_hash)
        except argon2.exceptions.InvalidHashError:
            return True

    def close(self) -> None:
        """Let running hashes finish and cancel waiting ones."""
        self._executor.shutdown(wait=False, cancel_futures=True)

    def _verify(self, password: str, stored_hash: str | None) -> bool:
        if stored_hash is not None and stored_hash.startswith("$2"):
            # Imported from an older system, which hashed the password as typed.
            try:
                return bcrypt.checkpw(password.encode()[:BCRYPT_MAX_BYTES], stored_hash.encode())
            except ValueError:  # not a bcrypt hash after all
                return False
        try:
            stored = stored_hash or self._dummy_hash.result()
            self._argon2.verify(stored, normalize_password(password))
        except (argon2.exceptions.VerificationError, argon2.exceptions.InvalidHashError):
            return False
        except UnicodeEncodeError:  # what another system has stored is not ASCII
            return False
        return stored_hash is not None

    async def _run[**P, R](self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        with self._lock:
            if self._under_way >= self._threads * (1 + WAITING_PER_THREAD):
                self.refused += 1
                raise ServerBusy
            self._under_way += 1
        future = self._executor.submit(function, *args, **kwargs)

        # Called by the executor: when a client disconnects, its slot stays occupied until its hash
        # has finished or been cancelled.
        def free_slot(_: Future[R]) -> None:
            with self._lock:
                self._under_way -= 1

        future.add_done_callback(free_slot)
        return await asyncio.wrap_future(future)
