"""The check of the metrics' port."""

import errno
import socket
import urllib.request

from src.cli.checks.line import Line, Mark
from src.core.config import Settings


def check_metrics(settings: Settings) -> Line:
    host, port = settings.METRICS_HOST, settings.METRICS_PORT
    if port is None:
        return Line(Mark.GOOD, "metrics", "disabled, METRICS_PORT is not set")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE and _serves_our_metrics(host, port):
                return Line(Mark.GOOD, "metrics", f"{host}:{port}, served by a running API")
            advice = "Choose another METRICS_PORT or METRICS_HOST."
            return Line(Mark.BAD, "metrics", f"{host}:{port}: {error.strerror}", advice)
    return Line(Mark.GOOD, "metrics", f"{host}:{port} is free")


def _serves_our_metrics(host: str, port: int) -> bool:
    name = f"[{host}]" if ":" in host else host
    try:
        url = f"http://{name}:{port}/metrics"
        with urllib.request.urlopen(url, timeout=2) as answer:
            return b"stylipp_" in answer.read()
    except (OSError, ValueError):
        return False
