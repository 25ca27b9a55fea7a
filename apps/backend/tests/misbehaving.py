"""What tests call in the sandbox: the file that is sent names a function of this module and its argument."""

import json
import os
import re
import resource
import signal
import socket
import sys
import time


def run(file: int) -> bytes:
    name, _, argument = os.pread(file, 1_000, 0).decode().partition(" ")
    return str(globals()[name](argument, file)).encode()


def echo(argument: str, _: int) -> str:
    return argument


def environment(_: str, __: int) -> str:
    return json.dumps(dict(os.environ))


def modules(_: str, __: int) -> str:
    return json.dumps(sorted(sys.modules))


def pids(_: str, __: int) -> str:
    """Of the nursery and of the child."""
    return json.dumps([os.getppid(), os.getpid()])


def limits(_: str, __: int) -> str:
    names = ("RLIMIT_AS", "RLIMIT_CPU", "RLIMIT_FSIZE", "RLIMIT_CORE", "RLIMIT_NOFILE")
    return json.dumps({name: resource.getrlimit(getattr(resource, name)) for name in names})


def time_left(_: str, __: int) -> str:
    return json.dumps([signal.getitimer(signal.ITIMER_REAL)[0], os.nice(0)])


def allocate(megabytes: str, _: int) -> int:
    return len(bytearray(int(megabytes) * 1024 * 1024))


def burn(_: str, __: int) -> None:
    while True:
        pass


def wait_for(path: str, _: int) -> None:
    """Wait until the file is there, without opening it."""
    while not os.path.exists(path):
        time.sleep(0.01)


def create(path: str, _: int) -> None:
    with open(path, "w"):
        pass


def connect(port: str, _: int) -> None:
    socket.create_connection(("127.0.0.1", int(port)))


def overwrite(_: str, file: int) -> None:
    os.pwrite(file, b"overwritten", 0)


def fail(message: str, _: int) -> None:
    raise ValueError(message)


def die(number: str, _: int) -> None:
    os.kill(os.getpid(), int(number))


def die_once(path: str, _: int) -> str:
    """Be killed as if by the kernel for lack of memory; the next time there is no file to say so."""
    if os.path.exists(path):
        os.unlink(path)
        os.kill(os.getpid(), signal.SIGKILL)
    return "made"


def hang_once(path: str, _: int) -> str:
    """Hang; the next time there is no file to say so."""
    if os.path.exists(path):
        os.unlink(path)
        time.sleep(60)
    return "made"


def burn_in_c(_: str, __: int) -> None:
    """Never return to Python, where a handler of its own could run."""
    re.match("(a*)*b", "a" * 64)


def answer_part(size: str, file: int) -> None:
    """End in the middle of the answer."""
    os.write(file - 1, ((9).to_bytes(8) + b"123456789")[: int(size)])
    os._exit(0)


def flood(_: str, file: int) -> None:
    """Give a valid answer that is too long."""
    os.write(file - 1, (64 * 1024 * 1024).to_bytes(8))
    for _chunk in range(64):
        os.write(file - 1, bytes(1024 * 1024))
    os._exit(0)
