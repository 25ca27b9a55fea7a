"""What `stylipp serve` runs in production: granian's workers, and an end that is seen coming.

On SIGTERM `/health/ready` says 503 first; DRAIN_SECONDS later the socket closes, what is in flight is
answered, and the process ends with 0. SIGINT (Ctrl-C) leaves out the waiting.
"""

import asyncio
import gc
import os
import resource
import signal

from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.server import Server
from starlette.types import Receive, Scope, Send

from src.features.auth.utils.utils import common_passwords
from src.main import app

HEADER_SECONDS = 10
"""Patience with a client that sends its request's head, and with an idle connection."""
HEAD_LIMIT_BYTES = 64 * 1024
CONNECTIONS_PER_WORKER = 8192
"""More wait. Idle ones count, so it is far above what clients of good will open."""
LAST_SECONDS = 30
"""What requests in flight get, after the waiting; then workers are killed."""
TERMINATION = {signal.SIGTERM, signal.SIGINT}

LOGGING = {
    "handlers": {},
    "loggers": {"_granian": {"propagate": True}, "granian.access": {"propagate": True}},
}
"""granian's lines go where ours go."""


async def draining_app(scope: Scope, receive: Receive, send: Send) -> None:
    """The application, in a worker that lets go of its load balancer before it ends."""
    if scope["type"] == "lifespan":
        loop = asyncio.get_running_loop()
        # granian has set its own handlers by now: SIGTERM and SIGINT both end the worker at once.
        # Not by `loop.add_signal_handler`: uvloop loses signals that arrive while it is stopped, and
        # granian stops it between the application's start-up and serving.
        loop.remove_signal_handler(signal.SIGTERM)
        signal.signal(signal.SIGTERM, lambda *_: loop.call_soon_threadsafe(_drain))
        _unblock_termination()
        app.state.parent_watch = loop.create_task(_end_with_parent(os.getppid()))
    await app(scope, receive, send)


async def _end_with_parent(parent: int) -> None:
    """End when the main process was killed: a worker without one would keep the port for ever."""
    while os.getppid() == parent:  # noqa: ASYNC110  nothing tells us
        await asyncio.sleep(1)
    os.kill(os.getpid(), signal.SIGINT)


def _drain() -> None:
    if not app.state.is_draining:
        app.state.is_draining = True
        seconds = app.state.settings.DRAIN_SECONDS
        asyncio.get_running_loop().call_later(seconds, os.kill, os.getpid(), signal.SIGINT)


def _block_termination() -> None:
    signal.pthread_sigmask(signal.SIG_BLOCK, TERMINATION)


def _unblock_termination() -> None:
    signal.pthread_sigmask(signal.SIG_UNBLOCK, TERMINATION)


def _allow_open_files(wanted: int) -> None:
    """Raise the soft limit, which many shells set to 1,024: each connection is an open file."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY:
        wanted = min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def run(host: str, port: int, workers: int, drain_seconds: int) -> None:
    """Serve until a signal comes. Workers that die are replaced, unless they die at once."""
    _allow_open_files(2 * CONNECTIONS_PER_WORKER)
    # Read once, and shared by all workers as long as no garbage collection touches it.
    common_passwords()
    gc.freeze()
    gc.enable()
    server = Server(
        "src.server:draining_app",
        address=host,
        port=port,
        workers=workers,
        interface=Interfaces.ASGI,
        http=HTTPModes.http1,
        websockets=False,  # a WebSocket handshake is a request like any other, and finds nothing
        http1_settings=HTTP1Settings(
            header_read_timeout=HEADER_SECONDS * 1000, max_buffer_size=HEAD_LIMIT_BYTES
        ),
        backpressure=CONNECTIONS_PER_WORKER,
        respawn_failed_workers=True,
        log_dictconfig=LOGGING,
        log_access=False,
        workers_kill_timeout=drain_seconds + LAST_SECONDS,
    )
    is_nohup = signal.getsignal(signal.SIGHUP) is signal.SIG_IGN

    def end_with_the_terminal() -> None:
        # granian would replace the workers instead, and go on without a terminal.
        handler = signal.SIG_IGN if is_nohup else signal.getsignal(signal.SIGTERM)
        signal.signal(signal.SIGHUP, handler)

    server.on_startup(end_with_the_terminal)
    # A forked worker inherits the main process's handlers, which only set a flag there. It lost a
    # SIGTERM that arrived before it had its own, and was killed LAST_SECONDS later: the signals
    # stay blocked until `draining_app` has set its handler.
    os.register_at_fork(before=_block_termination, after_in_parent=_unblock_termination)
    server.serve()
