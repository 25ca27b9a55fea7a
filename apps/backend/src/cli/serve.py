"""``stylipp serve``: granian in production, uvicorn with ``--reload`` during development."""

import argparse
import errno
import gc
import logging
import os
import re
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from src.core.config import Settings

logger = logging.getLogger(__name__)

SOURCE_FOLDER = Path(__file__).resolve().parents[1]

MAX_WORKERS = 256
"""More is a typo: each worker has two connection pools, and one worker per core is enough."""

LOCALHOST_ADDRESSES = {"127.0.0.1", "0.0.0.0", "::1", "::"}  # noqa: S104


def usage_error(sentence: str) -> SystemExit:
    """Print the sentence, and return an exit with the status that argparse uses."""
    print(sentence, file=sys.stderr)
    return SystemExit(2)


def check_workers(workers: str) -> int:
    """Return the number of workers, or exit with one sentence."""
    if not re.fullmatch("[0-9]{1,3}", workers) or not 0 < int(workers) <= MAX_WORKERS:
        raise usage_error(
            f"The number of workers must be between 1 and {MAX_WORKERS}, not {workers!r}."
        )
    return int(workers)


def check_address(host: str, port: str) -> tuple[str, int]:
    """Return address and port, or exit with one sentence if the server could not listen there."""
    if not re.fullmatch("[0-9]{1,5}", port) or not 0 < int(port) < 65_536:
        raise usage_error(f"The port must be a number from 1 to 65535, not {port!r}.")
    try:
        # granian needs a numeric address, and `localhost` is a name.
        family, _, _, _, found = socket.getaddrinfo(host, int(port), type=socket.SOCK_STREAM)[0]
    except (OSError, UnicodeError):
        raise SystemExit(f"Cannot listen on {host!r}: unknown address.") from None
    address = str(found[0])
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, int(port)))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise SystemExit(
                    f"Port {port} is already in use by another program; choose a different one: "
                    f"make run PORT={int(port) + 1}, or stylipp serve --port {int(port) + 1}"
                ) from None
            raise SystemExit(f"Cannot listen on {host}:{port}: {error}") from None
    return address, int(port)


def url_for(host: str, address: str, port: int) -> str:
    """Return the URL for a browser on this machine."""
    name = "localhost" if address in LOCALHOST_ADDRESSES else host
    return f"http://[{name}]:{port}" if ":" in name else f"http://{name}:{port}"


def migrate_before_reloading(settings: "Settings") -> None:
    """Migrate the embedded database once; the processes that reload leave it alone."""
    from sqlalchemy.exc import DBAPIError

    from src.cli.migrate import reason_of
    from src.core.local.embedded import EmbeddedPostgresError
    from src.core.local.local_mode import RELOADING, start_embedded_postgres
    from src.core.migrations import MigrationFailed, upgrade_to_head

    os.environ[RELOADING] = "1"
    try:
        upgrade_to_head(start_embedded_postgres(settings))
    except (EmbeddedPostgresError, MigrationFailed):
        pass  # those processes meet the same problem, and log it
    except DBAPIError as error:
        print(f"Not migrated: {reason_of(error)}", file=sys.stderr)


def run(arguments: argparse.Namespace) -> None:
    """Serve the API until a signal ends it."""
    gc.disable()  # importing creates hardly any garbage; collecting it takes a tenth of start-up
    from src.core.config import REPOSITORY_ROOT, SERVED_AT, Settings, load_settings
    from src.core.telemetry.logs import configure_logging
    from src.core.web.web_build import find_build

    workers = check_workers(arguments.workers)
    settings = load_settings(Settings)  # report invalid settings once, not in each worker
    configure_logging(is_local=settings.is_local, is_debug=settings.DEBUG)
    if settings.is_local and settings.SECRET_KEY is not None:
        logger.warning(
            "SECRET_KEY is set, but DATABASE_URL is not: this is local mode, on a database in %s. Set "
            "DATABASE_URL, if this is not a machine for development.",
            settings.DATA_DIR,
        )
    address, port = check_address(arguments.host, arguments.port)
    if port == settings.METRICS_PORT:
        raise SystemExit(
            f"The API and METRICS_PORT cannot both use port {port}; change one of them."
        )
    if arguments.reload:
        try:
            import uvicorn
        except ImportError:
            raise SystemExit(
                "--reload needs the development dependencies: pip install -e 'apps/backend[dev]'"
            ) from None
    os.environ[SERVED_AT] = url = url_for(arguments.host, address, port)
    if find_build(settings) is None:
        print(f"Stylipp API: {url}/docs", flush=True)
    else:
        print(f"Stylipp: {url}  (API docs at /docs)", flush=True)
    if not arguments.reload:
        from src.server import run as run_server

        run_server(address, port, workers, settings.DRAIN_SECONDS)
        return
    gc.enable()
    if settings.is_local:
        migrate_before_reloading(settings)
    reload_folders = [
        SOURCE_FOLDER,
        SOURCE_FOLDER.parent / "alembic",  # so that a new migration is reported at once
        REPOSITORY_ROOT / "packages/schemas/stylipp_schemas",
    ]
    uvicorn.run(
        "src.main:app",
        host=arguments.host,
        port=port,
        reload=True,
        reload_dirs=[str(folder) for folder in reload_folders if folder.is_dir()],
        # uvicorn would trust X-Forwarded-For from this machine, and the app cannot undo that.
        proxy_headers=False,
        server_header=False,
        log_config=None,
        access_log=False,  # `ObservationMiddleware` writes a line for each request
        ws="none",  # a WebSocket handshake is treated as an ordinary request: 404
    )
