"""Work for a sandbox that a signal ends: the one whose number was sent."""

import os


def run(file: int) -> bytes:
    os.kill(os.getpid(), int(os.pread(file, 2, 0)))
    return b""
