"""The process that `core/sandbox.py` starts. Imports only the standard library: it should know, and hold in
memory, as little as possible.

`python -m src.core.nursery <module>` imports the module once, then forks a child for every call that it
receives over the socket that is its standard input: a child starts in milliseconds, with the module in
memory, and its end cannot harm any other.
"""

import faulthandler
import gc
import importlib
import os
import resource
import signal
import socket
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress

NICENESS = 5
"""With 19 or SCHED_IDLE, other requests would wait half as long, but on a machine that is busy with other work,
pictures would reach WALL_SECONDS."""
CPU_SECONDS = 5
WALL_SECONDS = 20
"""What reaches this, but not the limit of CPU time, has waited for the machine. Its picture is not to blame."""
MEMORY_BYTES = 512 * 1024 * 1024

SIZE_BYTES = 8
"""The length before a result, so that half of one is none. It begins with a zero, unlike the text that says where a
call has failed."""


def main() -> None:
    module = importlib.import_module(sys.argv[1])
    calls = socket.socket(fileno=0)
    # The server decides when this ends: a service manager may send SIGTERM to both, and the server still
    # answers then.
    for ignored in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ignored, signal.SIG_IGN)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # children leave no zombies
    gc.freeze()  # a collection in a child would copy the pages of what is here already
    while True:
        _, descriptors, _, _ = socket.recv_fds(calls, 1, 2)
        if not descriptors:  # the server has ended, in whatever way
            os.killpg(0, signal.SIGKILL)  # its children, and itself
        if os.fork() == 0:
            try:
                calls.close()
                run_child(module.run, *descriptors)
            finally:
                os._exit(0)
        for descriptor in descriptors:
            os.close(descriptor)


def run_child(function: Callable[[int], bytes], answers: int, file: int) -> None:
    """Call the function within the limits, and write what it returns or where it failed."""
    # The end that a call brings upon itself leaves a text; if something else kills it, there is none. These handlers
    # are written in C, and run in the middle of a decoder, too.
    faulthandler.enable(answers, all_threads=False)
    faulthandler.register(signal.SIGXCPU, answers, all_threads=False, chain=True)
    try:
        set_limits()
        answer = function(file)
        answer = len(answer).to_bytes(SIZE_BYTES) + answer
    except Exception as error:
        # Without its message, which may quote what the client sent.
        frames = "".join(traceback.format_tb(error.__traceback__))
        answer = f"{frames}{type(error).__name__}".encode()
    with open(answers, "wb") as output:
        output.write(answer)


def set_limits() -> None:
    """Limit this process for good. Beyond them, the kernel ends it or refuses what it asks for."""
    os.nice(NICENESS)
    signal.alarm(WALL_SECONDS)
    if sys.platform == "linux":  # other systems do not enforce it
        # If the machine runs out of memory, better this than the server.
        with suppress(OSError), open("/proc/self/oom_score_adj", "w") as score:
            score.write("1000")
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # None beyond those that are open: no file can be opened, and no socket.
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))


if __name__ == "__main__":
    main()
