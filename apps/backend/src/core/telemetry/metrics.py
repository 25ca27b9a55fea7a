"""Metrics for Prometheus, on their own port.

Every worker counts in files of one shared folder, and prometheus-client adds them up. One worker
listens on the port and serves the totals; when it ends, another one takes over.
"""

import asyncio
import fcntl
import logging
import os
import threading
from collections.abc import Awaitable, Callable, Iterator, Mapping
from wsgiref.simple_server import WSGIServer

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    start_http_server,
    values,
)
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from src.core.config import Settings
from src.core.database import Database
from src.core.passwords import PasswordHasher
from src.core.sandbox import Sandbox
from src.core.storage.slots import UploadSlots
from src.core.telemetry.metrics_folder import MetricsFolder, try_lock

logger = logging.getLogger(__name__)

UPDATE_SECONDS = 2.0
"""How often a worker updates its gauges, and tries to listen on the port."""
SCRAPE_SECONDS = 3.0
"""How long a scrape waits for the database."""
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)

Queue = Callable[[], Awaitable[tuple[int, float]]]
"""Reads how much is waiting, and the age of the oldest in seconds."""

QUEUES = {"mail": "mails", "object_deletions": "deletions of stored objects"}
"""The queues that are read at each scrape: their names in the metrics, and what they hold."""


class Metrics:
    """The metrics of this process. They contain no personal data and no path as it was sent."""

    def __init__(
        self, host: str, port: int, installation: str, queues: Mapping[str, Queue]
    ) -> None:
        self.address = (host, port)
        self.folder = MetricsFolder(host, port, installation)
        self.queues = queues
        # prometheus-client reads this variable when imported, and then counts in files.
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(self.folder.path)
        values.ValueClass = values.MultiProcessValue()
        self.requests = Counter(
            "stylipp_http_requests",
            "Completed requests.",
            ["method", "route", "status"],
            registry=None,
        )
        self.durations = Histogram(
            "stylipp_http_request_duration_seconds",
            "From the first byte of the request to the end of the response.",
            ["method", "route"],
            buckets=BUCKETS,
            registry=None,
        )
        self.pool_size = _gauge(
            "stylipp_database_pool_size", "Maximum number of connections.", "pool"
        )
        self.pool_open = _gauge("stylipp_database_pool_open", "Open connections.", "pool")
        self.pool_in_use = _gauge("stylipp_database_pool_in_use", "Connections in use.", "pool")
        self.hashes = _gauge("stylipp_password_hashes", "Password hashes in progress.", "state")
        self.refused_hashes = Counter(
            "stylipp_password_hashes_refused",
            "Hashes refused with 503 server_busy because the queue was full.",
            registry=None,
        )
        self.limit_hits = Counter(
            "stylipp_limit_hits", "Attempts refused by a rate limit.", ["limit"], registry=None
        )
        self.breach_checks = Counter(
            "stylipp_breach_checks",
            "New passwords that were looked up in data breaches.",
            ["result"],
            registry=None,
        )
        self.uploads = Counter(
            "stylipp_uploads", "Uploads that have ended.", ["result"], registry=None
        )
        self.upload_seconds = Counter(
            "stylipp_upload_seconds", "How long uploads took, together.", registry=None
        )
        self.upload_bytes = Counter(
            "stylipp_upload_bytes", "Bytes that uploads have brought.", registry=None
        )
        self.missing_pictures = Counter(
            "stylipp_pictures_missing", "Pictures that the store did not have.", registry=None
        )
        self.pictures = _gauge("stylipp_pictures", "Pictures that are being made.", "state")
        self._children: dict[tuple[str, str, int], tuple[Counter, Histogram]] = {}
        self._seen: dict[str, float] = {}
        self._server: WSGIServer | None = None
        self._port_lock = (self.folder.path / "port.lock").open("w")
        self._is_port_taken = False

    def note_request(self, method: str, route: str, status: int, seconds: float) -> None:
        key = (method, route, status)
        children = self._children.get(key)
        if children is None:
            children = (
                self.requests.labels(method, route, str(status)),
                self.durations.labels(method, route),
            )
            self._children[key] = children
        children[0].inc()
        children[1].observe(seconds)

    async def update(
        self,
        database: Database,
        hasher: PasswordHasher,
        limit_hits: Mapping[str, int],
        breach_results: Mapping[str, int],
        uploads: UploadSlots,
        sandbox: Sandbox,
    ) -> None:
        """Update the gauges of this process, and serve the port unless another process does."""
        await self._serve_if_port_is_free()
        for name, pool in database.pools().items():
            self.pool_size.labels(name).set(pool.size)
            self.pool_open.labels(name).set(pool.open)
            self.pool_in_use.labels(name).set(pool.in_use)
        self.hashes.labels("running").set(hasher.running)
        self.hashes.labels("waiting").set(hasher.waiting)
        self.refused_hashes.inc(self._growth("refused", hasher.refused))
        for limit, hits in limit_hits.items():
            self.limit_hits.labels(limit).inc(self._growth(f"limit {limit}", hits))
        for result, count in breach_results.items():
            self.breach_checks.labels(result).inc(self._growth(f"breach {result}", count))
        for result, count in uploads.results.items():
            self.uploads.labels(result).inc(self._growth(f"upload {result}", count))
        self.upload_seconds.inc(self._growth("upload seconds", uploads.seconds))
        self.upload_bytes.inc(self._growth("upload bytes", uploads.received_bytes))
        self.missing_pictures.inc(self._growth("missing pictures", uploads.missing_pictures))
        self.pictures.labels("running").set(sandbox.running)
        self.pictures.labels("waiting").set(sandbox.waiting)

    def _growth(self, name: str, count: float) -> float:
        growth = count - self._seen.get(name, 0)
        self._seen[name] = count
        return growth

    async def _serve_if_port_is_free(self) -> None:
        if self._server is not None or not try_lock(self._port_lock):
            return
        host, port = self.address
        registry = CollectorRegistry()
        registry.register(_AllWorkers(self.folder, self.queues, asyncio.get_running_loop()))
        try:
            # On a thread, because it looks the name of the address up in the DNS.
            self._server, _ = await asyncio.to_thread(start_http_server, port, host, registry)
        except OSError as error:
            fcntl.flock(self._port_lock, fcntl.LOCK_UN)
            if not self._is_port_taken:
                logger.error("Metrics cannot be served at %s:%d: %s.", host, port, error.strerror)
            self._is_port_taken = True
        else:
            self._is_port_taken = False
            logger.info("Metrics: http://%s:%d/metrics", host, port)

    async def close(self) -> None:
        if self._server is not None:
            await asyncio.to_thread(self._server.shutdown)
            self._server.server_close()
        self._port_lock.close()
        self.folder.close()


def open_metrics(settings: Settings, queues: Mapping[str, Queue]) -> Metrics | None:
    """Return the metrics if METRICS_PORT is set. If their folder cannot be created, log it and return
    None: the service matters more."""
    if settings.METRICS_PORT is None:
        return None
    installation = settings.DATABASE_URL or str(settings.DATA_DIR)
    try:
        return Metrics(settings.METRICS_HOST, settings.METRICS_PORT, installation, queues)
    except OSError as error:
        logger.error("Metrics are not available: %s.", error)
        return None


class _AllWorkers(Collector):
    """Collects the metrics of all workers for one scrape."""

    def __init__(
        self, folder: MetricsFolder, queues: Mapping[str, Queue], loop: asyncio.AbstractEventLoop
    ) -> None:
        self.folder = folder
        self.queues = queues
        self.loop = loop
        self._lock = threading.Lock()

    def collect(self) -> Iterator[Metric]:
        with self._lock:
            self.folder.merge_dead_workers()
            path = str(self.folder.path)
            yield from MultiProcessCollector(None, path).collect()
        reading = asyncio.run_coroutine_threadsafe(self._read_queues(), self.loop)
        try:
            queues = reading.result(SCRAPE_SECONDS + 1)
        except Exception as error:  # the other metrics are still valid
            logger.debug("The queues could not be read: %s", type(error).__name__)
            return
        for name, (waiting, age) in queues.items():
            things = QUEUES[name]
            yield GaugeMetricFamily(f"stylipp_{name}_waiting", f"Waiting {things}.", waiting)
            yield GaugeMetricFamily(
                f"stylipp_{name}_oldest_seconds", f"Age of the oldest of the waiting {things}.", age
            )

    async def _read_queues(self) -> dict[str, tuple[int, float]]:
        async with asyncio.timeout(SCRAPE_SECONDS):
            return {name: await read() for name, read in self.queues.items()}


def _gauge(name: str, text: str, label: str) -> Gauge:
    return Gauge(name, text, [label], registry=None, multiprocess_mode="livesum")
