"""What one request pays for its line in the log and for its metrics: CPU time in one process.

    python bench/observation.py [lines]

The middleware runs around an application that does nothing; the log goes to a pipe that another
process reads.
"""

import asyncio
import os
import subprocess
import sys
import time
import uuid
from types import SimpleNamespace

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from src.core.telemetry.logs import OUTPUT, configure_logging
from src.core.telemetry.metrics import Metrics
from src.core.telemetry.observation import ObservationMiddleware

ROUNDS = 5
ROUTE = SimpleNamespace(path_format="/v1/users/me")
USER = uuid.uuid4()


async def nothing(_scope: Scope, _receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200})


async def receive() -> Message:
    return {"type": "http.disconnect"}


async def send(_: Message) -> None:
    pass


async def no_mail() -> tuple[int, float]:
    return 0, 0.0


async def microseconds(app: ASGIApp, metrics: Metrics | None, count: int) -> float:
    owner = SimpleNamespace(state=SimpleNamespace(metrics=metrics))
    begin = time.process_time()
    for _ in range(count):
        state = {"request_id": "0af7651916cd43dd8448eb211c80319c", "user_id": USER}
        scope = {"type": "http", "method": "GET", "route": ROUTE, "app": owner, "state": state}
        await app(scope, receive, send)
    return (time.process_time() - begin) / count * 1e6


async def measure(count: int) -> None:
    observed = ObservationMiddleware(nothing)
    metrics = Metrics("127.0.0.1", os.getpid(), "none", no_mail)  # a name only, no port is opened
    for _ in range(ROUNDS):
        bare = await microseconds(nothing, None, count)
        line = await microseconds(observed, None, count) - bare
        both = await microseconds(observed, metrics, count) - bare
        print(f"line {line:.1f} µs, metrics {both - line:.1f} µs more")
    await metrics.close()


def main() -> None:
    read = "import sys\nwhile sys.stdin.buffer.read1(65536): pass"
    with subprocess.Popen([sys.executable, "-c", read], stdin=subprocess.PIPE) as reader:
        assert reader.stdin is not None
        OUTPUT.descriptor = reader.stdin.fileno()
        configure_logging(is_local=False, is_debug=False)
        asyncio.run(measure(int(sys.argv[1]) if sys.argv[1:] else 50_000))


main()
