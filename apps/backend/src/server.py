"""The production server: granian's workers, with a graceful shutdown.

On SIGTERM, `/health/ready` answers 503 first; DRAIN_SECONDS later the socket closes, requests in
flight are answered, and the process exits with 0. SIGINT (Ctrl-C) skips the wait.
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

from src.core.telemetry.process import process_of
from src.features.auth.utils.passwords import common_passwords
from src.main import app, settings

HEADER_SECONDS = 10
"""Time limit for receiving a request's head, and for an idle connection."""
HEAD_LIMIT_BYTES = 64 * 1024
CONNECTIONS_PER_WORKER = 8192
"""Further connections are queued. Idle ones count, so the limit is far above normal use."""
SHUTDOWN_SECONDS = 30
"""Time for requests in flight after DRAIN_SECONDS; then workers are killed."""
TERMINATION = {signal.SIGTERM, signal.SIGINT}

LOGGING = {
    "handlers": {},
    "loggers": {"_granian": {"propagate": True}, "granian.access": {"propagate": True}},
}
"""granian's log lines go through our handlers."""


async def draining_app(scope: Scope, receive: Receive, send: Send) -> None:
    """The application, in a worker that drains before it ends."""
    if scope["type"] == "lifespan":
        loop = asyncio.get_running_loop()
        # Replaces granian's handler, which would end the worker at once, as SIGINT does. Not with
        # `loop.add_signal_handler`: uvloop loses signals that arrive while the loop is stopped, as it
        # is between the application's start-up and serving.
        loop.remove_signal_handler(signal.SIGTERM)
        signal.signal(signal.SIGTERM, lambda *_: loop.call_soon_threadsafe(_drain))
        _unblock_termination()
        process = process_of(app)
        process.parent_watch = loop.create_task(_end_with_parent(os.getppid()))
    await app(scope, receive, send)


async def _end_with_parent(parent: int) -> None:
    """End if the main process is killed: an orphaned worker would keep the port occupied."""
    while os.getppid() == parent:  # noqa: ASYNC110  there is no event to wait for
        await asyncio.sleep(1)
    os.kill(os.getpid(), signal.SIGINT)


def _drain() -> None:
    process = process_of(app)
    if not process.is_draining:
        process.is_draining = True
        seconds = settings.DRAIN_SECONDS
        asyncio.get_running_loop().call_later(seconds, os.kill, os.getpid(), signal.SIGINT)


def _block_termination() -> None:
    signal.pthread_sigmask(signal.SIG_BLOCK, TERMINATION)


def _unblock_termination() -> None:
    signal.pthread_sigmask(signal.SIG_UNBLOCK, TERMINATION)


def _allow_open_files(wanted: int) -> None:
    """Raise the soft limit, often 1,024: each connection is an open file."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY:
        wanted = min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def run(host: str, port: int, workers: int, drain_seconds: int) -> None:
    """Serve until a signal ends it. Workers that die are replaced, unless it is at start-up."""
    _allow_open_files(2 * CONNECTIONS_PER_WORKER)
    # Loaded once; the workers share its memory as long as no garbage collection touches it.
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
        websockets=False,  # a WebSocket handshake is treated as an ordinary request: 404
        http1_settings=HTTP1Settings(
            header_read_timeout=HEADER_SECONDS * 1000, max_buffer_size=HEAD_LIMIT_BYTES
        ),
        backpressure=CONNECTIONS_PER_WORKER,
        respawn_failed_workers=True,
        log_dictconfig=LOGGING,
        log_access=False,
        workers_kill_timeout=drain_seconds + SHUTDOWN_SECONDS,
    )
    is_nohup = signal.getsignal(signal.SIGHUP) is signal.SIG_IGN

    def end_with_the_terminal() -> None:
        # granian would restart the workers instead, and keep running without a terminal.
        handler = signal.SIG_IGN if is_nohup else signal.getsignal(signal.SIGTERM)
        signal.signal(signal.SIGHUP, handler)

    server.on_startup(end_with_the_terminal)
    # A forked worker inherits the main process's handlers, which only set a flag there. A SIGTERM that
    # arrived before the worker had its own was lost, and the worker was killed SHUTDOWN_SECONDS later.
    # Therefore the signals stay blocked until `draining_app` has set its handler.
    os.register_at_fork(before=_block_termination, after_in_parent=_unblock_termination)
    server.serve()
