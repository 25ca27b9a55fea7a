"""Work for a sandbox that the kernel ends."""

import os
import signal


def run(file: int) -> bytes:
    os.kill(os.getpid(), signal.SIGKILL)
    return b""
