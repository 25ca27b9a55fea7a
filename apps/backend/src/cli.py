"""The ``stylipp`` command. Each command imports what it needs: start-up time is felt.

Exit codes: 0 done, 1 failed, 2 used wrongly; for 1 and 2 one sentence on standard error says why.
"""

import argparse
import errno
import gc
import json
import logging
import os
import re
import socket
import sys
from importlib.metadata import version
from pathlib import Path

MAX_WORKERS = 256
"""More is a slip of the finger: each has two pools of connections, and one for each core is enough."""
THIS_MACHINE = {"127.0.0.1", "0.0.0.0"}  # noqa: S104


def used_wrongly(sentence: str) -> SystemExit:
    """Say it, and end as argparse does."""
    print(sentence, file=sys.stderr)
    return SystemExit(2)


def check_workers(workers: str) -> int:
    """Return how many, or end with one sentence."""
    if not re.fullmatch("[0-9]{1,3}", workers) or not 0 < int(workers) <= MAX_WORKERS:
        raise used_wrongly(
            f"The workers must be a number from 1 to {MAX_WORKERS}, not {workers!r}."
        )
    return int(workers)


def check_address(host: str, port: str) -> tuple[str, int]:
    """Return address and port, or end with one sentence if the server could not listen there."""
    if not re.fullmatch("[0-9]{1,5}", port) or not 0 < int(port) < 65_536:
        raise used_wrongly(f"The port must be a number from 1 to 65535, not {port!r}.")
    try:
        # granian wants a number, and `localhost` is a name.
        family, _, _, _, found = socket.getaddrinfo(host, int(port), type=socket.SOCK_STREAM)[0]
    except (OSError, UnicodeError):
        raise SystemExit(f"Cannot listen on {host!r}: there is no such address.") from None
    address = str(found[0])
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, int(port)))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise SystemExit(
                    f"Port {port} is taken by another program; choose another: "
                    f"make run PORT={int(port) + 1}, or stylipp serve --port {int(port) + 1}"
                ) from None
            raise SystemExit(f"Cannot listen on {host}:{port}: {error}") from None
    return address, int(port)


def serve(arguments: argparse.Namespace) -> None:
    """Serve the API: with granian, or with uvicorn where the code is being written."""
    gc.disable()  # importing makes hardly any garbage; looking for it takes a tenth of the start
    from src.core.config import REPOSITORY_ROOT, Settings, load_settings
    from src.core.logs import configure_logging

    workers = check_workers(arguments.workers)
    settings = load_settings(Settings)  # before any worker could fail because of them
    configure_logging(is_local=settings.is_local, is_debug=settings.DEBUG)
    address, port = check_address(arguments.host, arguments.port)
    if port == settings.METRICS_PORT:
        raise SystemExit(
            f"The API and METRICS_PORT cannot both have port {port}; change one of them."
        )
    name = "localhost" if address in THIS_MACHINE else arguments.host
    name = f"[{name}]" if ":" in name else name
    if arguments.reload:
        try:
            import uvicorn
        except ImportError:
            raise SystemExit(
                "--reload needs what developers install: pip install -e 'apps/backend[dev]'"
            ) from None
    print(f"Stylipp API: http://{name}:{port}/docs", flush=True)
    if not arguments.reload:
        from src.server import run

        run(address, port, workers, settings.DRAIN_SECONDS)
        return
    gc.enable()
    reload_folders = [Path(__file__).parent, REPOSITORY_ROOT / "packages/schemas/stylipp_schemas"]
    uvicorn.run(
        "src.main:app",
        host=arguments.host,
        port=port,
        reload=True,
        reload_dirs=[str(folder) for folder in reload_folders if folder.is_dir()],
        # uvicorn would believe X-Forwarded-For from this machine, and the app cannot undo it.
        proxy_headers=False,
        server_header=False,
        log_config=None,
        access_log=False,  # `ObservationMiddleware` writes a line for each request
        ws="none",  # a WebSocket handshake is a request like any other, and finds nothing
    )


def migrate(_: argparse.Namespace) -> None:
    """Bring the database to the newest migration."""
    from sqlalchemy.exc import DBAPIError

    from src.core.config import DatabaseSettings, load_settings
    from src.core.database_errors import NOT_PERMITTED, sqlstate_of, words_of
    from src.core.embedded import EmbeddedPostgresError
    from src.core.local_mode import find_database
    from src.core.migrations import MigrationFailed, upgrade_to_head

    settings = load_settings(DatabaseSettings)
    # One line for each migration: an index on a large table takes a while.
    logging.basicConfig(level=logging.WARNING, format="%(message)s", stream=sys.stdout)
    logging.getLogger("alembic.runtime.migration").addFilter(
        lambda record: record.getMessage().startswith(("Running ", "Waiting "))
    )
    logging.getLogger("alembic.runtime.migration").setLevel(logging.INFO)
    try:
        address = find_database(settings, for_migrations=True)
        upgrade_to_head(address)
    except (MigrationFailed, EmbeddedPostgresError) as error:
        raise SystemExit(f"Not migrated: {error}") from None
    except DBAPIError as error:
        reason, state = f"{words_of(error)}.", sqlstate_of(error)
        if state == "55P03":  # lock_timeout
            reason = (
                "another transaction was in the way for more than 3 s, a long query or a backup maybe; "
                "pg_stat_activity shows it. Run it again: it finishes what was begun."
            )
        elif state == NOT_PERMITTED:
            reason += " Migrate as the role that owns the database and its tables."
        raise SystemExit(f"Not migrated: {reason}") from None
    print(f"The database {address.label} is at the newest migration.")


def print_openapi(_: argparse.Namespace) -> None:
    """Print the OpenAPI document. Needs no server, no database and no settings."""
    from src.application import create_app
    from src.core.config import Settings
    from src.core.openapi import build_openapi

    app = create_app(Settings.model_construct())
    print(json.dumps(build_openapi(app), indent=2, ensure_ascii=False))


def check(_: argparse.Namespace) -> None:
    """Look at everything that the API needs."""
    from src.cli_check import run

    run()


def build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="stylipp",
        description="Runs and tends the Stylipp API. Settings come from the environment and .env.",
        epilog="Exit codes: 0 done, 1 failed, 2 used wrongly. Examples: stylipp COMMAND --help",
    )
    parser.add_argument("--version", action="version", version=version("stylipp-backend"))
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    serving = commands.add_parser(
        "serve",
        help="serve the API",
        description="Serves the API until it gets SIGTERM or Ctrl-C. Without DATABASE_URL it starts "
        "a PostgreSQL of its own.",
        epilog="Example: stylipp serve --host 0.0.0.0 --port 8000 --workers 2",
    )
    serving.add_argument("--host", default="127.0.0.1", help="address to listen on (%(default)s)")
    serving.add_argument("--port", default="8000", help="port (%(default)s)")
    serving.add_argument("--workers", default="1", help="processes (%(default)s)")
    serving.add_argument("--reload", action="store_true", help="restart when the code changes")
    serving.set_defaults(run=serve)

    migrating = commands.add_parser(
        "migrate",
        help="bring the database to the newest migration",
        description="Brings the database to the newest migration. Any number of processes may do so "
        "at once: one migrates, the others wait.",
        epilog="Example: MIGRATION_DATABASE_URL=postgresql://owner@host/stylipp stylipp migrate",
    )
    migrating.set_defaults(run=migrate)

    checking = commands.add_parser(
        "check",
        help="look at settings, database, migrations, clock, mail and metrics",
        description="Looks at everything that the API needs, changes nothing, sends no mail. Says "
        "for each failure what to do. Ends with 1 if there is one.",
        epilog="Example: stylipp check && stylipp serve",
    )
    checking.set_defaults(run=check)

    describing = commands.add_parser(
        "openapi",
        help="print the OpenAPI document",
        description="Prints the OpenAPI document. Needs no server, no database and no settings.",
        epilog="Example: stylipp openapi > openapi.json",
    )
    describing.set_defaults(run=print_openapi)

    users = commands.add_parser(
        "users",
        help="make and change accounts",
        description="Makes and changes accounts, above all the first administrator.",
        epilog="Example: stylipp users create-admin you@example.com",
    )
    if "users" in sys.argv[1:2]:
        from src.cli_users import add_commands

        add_commands(users)
    return parser


def main() -> None:
    arguments = build_parser().parse_args()
    # Exit codes as shells count them: 128 and the signal.
    try:
        arguments.run(arguments)
        sys.stdout.flush()
    except KeyboardInterrupt:
        raise SystemExit(130) from None
    except BrokenPipeError:
        # `| head` has seen enough. SIGPIPE would say so, too, but lost connections raise it as well.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(141) from None


if __name__ == "__main__":
    main()
