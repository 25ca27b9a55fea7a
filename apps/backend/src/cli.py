"""The ``stylipp`` command. Each command imports what it needs: start-up time is felt."""

import argparse
import errno
import json
import socket
import sys
from pathlib import Path

from src.core.config import REPOSITORY_ROOT, DatabaseSettings, Settings, load_settings

SCHEMAS_FOLDER = REPOSITORY_ROOT / "packages" / "schemas" / "stylipp_schemas"
THIS_MACHINE = {"127.0.0.1", "0.0.0.0"}  # noqa: S104


def check_address(host: str, port: str) -> int:
    """Return the port, or end with one sentence if the server could not listen there."""
    if not port.isdecimal() or not 0 < int(port) < 65_536:
        raise SystemExit(f"The port must be a number from 1 to 65535, not {port!r}.")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, int(port)))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise SystemExit(
                    f"Port {port} is taken by another program; choose another: "
                    f"make run PORT={int(port) + 1}, or stylipp serve --port {int(port) + 1}"
                ) from None
            raise SystemExit(f"Cannot listen on {host}:{port}: {error}") from None
    return int(port)


def serve(arguments: argparse.Namespace) -> None:
    """Serve the API: with granian, or with uvicorn where the code is being written."""
    settings = load_settings(Settings)  # before any worker could fail because of them
    port = check_address(arguments.host, arguments.port)
    name = "localhost" if arguments.host in THIS_MACHINE else arguments.host
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

        run(arguments.host, port, arguments.workers, settings.DRAIN_SECONDS)
        return
    reload_folders = [str(Path(__file__).parent)]
    if SCHEMAS_FOLDER.is_dir():
        reload_folders.append(str(SCHEMAS_FOLDER))
    uvicorn.run(
        "src.main:app",
        host=arguments.host,
        port=port,
        reload=True,
        reload_dirs=reload_folders,
        # uvicorn would believe X-Forwarded-For from this machine, and the app cannot undo it.
        proxy_headers=False,
        server_header=False,
        ws="none",  # a WebSocket handshake is a request like any other, and finds nothing
    )


def migrate(_: argparse.Namespace) -> None:
    """Bring the database to the newest migration."""
    from alembic.util import CommandError

    from src.core.embedded import EmbeddedPostgresError
    from src.core.local_mode import find_database
    from src.core.migrations import upgrade_to_head

    settings = load_settings(DatabaseSettings)
    try:
        address = find_database(settings, for_migrations=True)
        upgrade_to_head(address)
    except (CommandError, EmbeddedPostgresError) as error:
        raise SystemExit(f"Not migrated: {error}") from None
    print(f"The database {address.label} is at the newest migration.")


def print_openapi(_: argparse.Namespace) -> None:
    """Print the OpenAPI document. Needs no server, no database and no settings."""
    from src.application import create_app
    from src.core.openapi import build_openapi

    app = create_app(Settings.model_construct())
    print(json.dumps(build_openapi(app), indent=2, ensure_ascii=False))


def build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="stylipp", description="Runs and tends the Stylipp API.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    serving = commands.add_parser("serve", help="serve the API")
    serving.add_argument("--host", default="127.0.0.1", help="address to listen on (%(default)s)")
    serving.add_argument("--port", default="8000", help="port (%(default)s)")
    serving.add_argument("--workers", type=int, default=1, help="processes (%(default)s)")
    serving.add_argument("--reload", action="store_true", help="restart when the code changes")
    serving.set_defaults(run=serve)

    migrating = commands.add_parser("migrate", help="bring the database to the newest migration")
    migrating.set_defaults(run=migrate)

    describing = commands.add_parser("openapi", help="print the OpenAPI document")
    describing.set_defaults(run=print_openapi)
    users = commands.add_parser("users", help="make and change accounts")
    if "users" in sys.argv[1:2]:
        from src.cli_users import add_commands

        add_commands(users)
    return parser


def main() -> None:
    arguments = build_parser().parse_args()
    arguments.run(arguments)


if __name__ == "__main__":
    main()
