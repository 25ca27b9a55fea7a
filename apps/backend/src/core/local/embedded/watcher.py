"""Stops the embedded PostgreSQL when no process uses it any more.

Runs as a separate, detached process: ``python -I -S watcher.py <arguments>``. It may import only
the standard library. Every user of the server holds a shared lock on one file, and the kernel
releases that lock when a process ends, even after ``kill -9``. The exclusive lock is therefore
granted exactly when the last user has ended.
"""

import contextlib
import fcntl
import os
import subprocess
import sys
import time

POLL_SECONDS = 0.1


def open_lock_file(path: str) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


def try_exclusive(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def wait_until_unused(users_lock: str, linger_seconds: float) -> int:
    """Return the exclusive lock once no process has held a shared one for `linger_seconds`.

    Between checks the lock is released, so that a new user does not wait meanwhile. It is held while
    the server is being stopped, so that a new user starts the server again afterwards.
    """
    while True:
        descriptor = open_lock_file(users_lock)
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        unused_since = time.monotonic()
        while time.monotonic() - unused_since < linger_seconds:
            os.close(descriptor)
            time.sleep(POLL_SECONDS)
            descriptor = open_lock_file(users_lock)
            if not try_exclusive(descriptor):
                os.close(descriptor)
                break
        else:
            return descriptor


def remove_socket_folder(folder: str) -> None:
    """Remove the folder if it was created only for the socket; the data folder is never empty."""
    with contextlib.suppress(OSError):
        os.rmdir(folder)


def main(
    watch_lock: str,
    users_lock: str,
    linger: str,
    pg_ctl: str,
    data: str,
    socket_folder: str,
    uid: str,
    gid: str,
) -> None:
    if not try_exclusive(open_lock_file(watch_lock)):
        return  # one watcher is enough; its descriptor stays open until the process ends
    wait_until_unused(users_lock, float(linger))
    account = {"user": int(uid), "group": int(gid), "extra_groups": []} if uid else {}
    subprocess.run(  # noqa: S603
        [pg_ctl, "stop", "-w", "-m", "fast", "-D", data],
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
        **account,  # type: ignore[call-overload]
    )
    remove_socket_folder(socket_folder)


if __name__ == "__main__":
    main(*sys.argv[1:])
