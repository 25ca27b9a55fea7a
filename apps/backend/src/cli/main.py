"""The ``stylipp`` command line: its commands and their options.

Each command is a module of this folder, imported only when it runs, so that no command loads what
only another one needs.

Exit status: 0 success, 1 failure, 2 usage error. One sentence on standard error says why; `check`
prints its findings on standard output.
"""

import argparse
import contextlib
import json
import os
import sys
from importlib import import_module
from importlib.metadata import version

USERS_COMMANDS = {
    "create-admin": "create an administrator account; prompts for the password, "
    "or reads it as one line from standard input",
    "promote": "make an account an administrator",
    "demote": "make an administrator an ordinary user",
    "disable": "disable an account and end its sessions",
    "enable": "enable a disabled account",
    "reset-two-step": "switch two-step login off for an owner who has lost the second factors",
}


def print_openapi(_: argparse.Namespace) -> None:
    """Print the OpenAPI document. Needs no server, database or settings."""
    from src.application import create_app
    from src.core.config import Settings
    from src.core.web.openapi import build_openapi

    app = create_app(Settings.model_construct())
    print(json.dumps(build_openapi(app), indent=2, ensure_ascii=False))


def _count(text: str) -> int:
    with contextlib.suppress(ValueError):
        if (number := int(text)) > 0:
            return number
    raise argparse.ArgumentTypeError("must be a number from 1 on")


def build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="stylipp",
        description="Runs and administers the Stylipp API. Settings are read from the environment "
        "and from .env.",
        epilog="Exit status: 0 success, 1 failure, 2 usage error. For examples, run stylipp COMMAND --help.",
    )
    parser.add_argument("--version", action="version", version=version("stylipp-backend"))
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    serve = commands.add_parser(
        "serve",
        help="serve the API",
        description="Serves the API until SIGTERM or Ctrl-C. Without DATABASE_URL it starts an "
        "embedded PostgreSQL.",
        epilog="Example: stylipp serve --host 0.0.0.0 --port 8000 --workers 2",
    )
    serve.add_argument("--host", default="127.0.0.1", help="address to listen on (%(default)s)")
    serve.add_argument("--port", default="8000", help="port to listen on (%(default)s)")
    serve.add_argument("--workers", default="1", help="number of processes (%(default)s)")
    serve.add_argument("--reload", action="store_true", help="restart when the code changes")
    serve.set_defaults(module="src.cli.serve")

    migrate = commands.add_parser(
        "migrate",
        help="upgrade the database to the newest migration",
        description="Upgrades the database to the newest migration. Safe to run from several "
        "processes at once: one migrates, the others wait.",
        epilog="Example: MIGRATION_DATABASE_URL=postgresql://owner:…@host/stylipp stylipp migrate",
    )
    migrate.set_defaults(module="src.cli.migrate")

    check = commands.add_parser(
        "check",
        help="check settings, database, clock, mail, providers, storage, metrics and web app",
        description="Checks everything that the API needs. Leaves nothing behind and sends no mail. "
        "Prints what to do about each problem, and exits with 1 if a check failed.",
        epilog="Example: stylipp check && stylipp serve",
    )
    check.set_defaults(module="src.cli.check")

    openapi = commands.add_parser(
        "openapi",
        help="print the OpenAPI document",
        description="Prints the OpenAPI document. Needs no server, database or settings.",
        epilog="Example: stylipp openapi > openapi.json",
    )
    openapi.set_defaults(run=print_openapi)

    users = commands.add_parser(
        "users",
        help="create, change and list accounts",
        description="Creates, changes and lists accounts; create-admin creates the first "
        "administrator.",
        epilog="Example: stylipp users create-admin you@example.com",
    )
    users.set_defaults(module="src.cli.users")
    users_commands = users.add_subparsers(required=True, metavar="COMMAND")
    for name, text in USERS_COMMANDS.items():
        command = users_commands.add_parser(
            name,
            help=text,
            description=f"{text[0].upper()}{text[1:]}.",
            epilog=f"Example: stylipp users {name} you@example.com",
        )
        command.add_argument("email", help="e-mail address of the account")
        command.set_defaults(command=name)
        if name == "reset-two-step":
            command.add_argument(
                "--passkeys",
                action="store_true",
                help="also remove all passkeys and connected accounts, as after a takeover of the account",
            )
    listing = users_commands.add_parser(
        "list",
        help="print the newest 100 accounts",
        description="Prints the newest 100 accounts, or the first 100 whose address starts with the prefix, and the total number.",
        epilog="Example: stylipp users list ada@",
    )
    listing.add_argument(
        "prefix", nargs="?", default="", help="only addresses that begin with this"
    )
    listing.set_defaults(command="list")

    storage = commands.add_parser(
        "storage",
        help="compare the object store with the database",
        description="Compares the object store with the database.",
        epilog="Example: stylipp storage check",
    )
    storage_check = storage.add_subparsers(required=True, metavar="COMMAND").add_parser(
        "check",
        help="look for photos without pictures, and for pictures without a photo",
        description="Looks for photos without pictures, and for pictures without a photo, beside "
        "running servers. Without options it changes nothing. Exits with 1 if something is left to do.",
        epilog="Example: stylipp storage check --repair",
    )
    storage_check.add_argument(
        "--repair",
        action="store_true",
        help="queue the deletion of pictures without a photo; it is due after a day",
    )
    storage_check.add_argument(
        "--delete-lost",
        type=_count,
        metavar="NUMBER",
        help="delete photos without pictures for good, if they are as many as the check has printed: "
        "do so only if no backup has the pictures",
    )
    storage_check.set_defaults(module="src.cli.storage")

    new = commands.add_parser(
        "new",
        help="write a new feature",
        description="Writes the code of something new into a checkout of the repository.",
        epilog="Example: stylipp new feature wardrobes --item WardrobeItem --owned",
    )
    feature = new.add_subparsers(required=True, metavar="KIND").add_parser(
        "feature",
        help="a feature with contract, table, layers and tests",
        description="Writes a feature whose items belong to accounts: contract, table, layers, "
        "manifest and tests, as a start. docs/features.md explains them.",
        epilog="Example: stylipp new feature wardrobes --item WardrobeItem --owned",
    )
    feature.add_argument("name", help="name of the folder, such as wardrobes")
    feature.add_argument("--item", required=True, help="class of its items, such as WardrobeItem")
    feature.add_argument(
        "--owned", action="store_true", required=True, help="each item belongs to one account"
    )
    feature.set_defaults(module="src.cli.new")
    return parser


def main() -> None:
    arguments = build_parser().parse_args()
    # Exit statuses of signals follow the shell's convention: 128 plus the signal's number.
    try:
        run = arguments.run if "run" in arguments else import_module(arguments.module).run
        run(arguments)
        sys.stdout.flush()
    except KeyboardInterrupt:
        raise SystemExit(130) from None
    except BrokenPipeError:
        # The reader, such as `head`, has closed the pipe. Resetting SIGPIPE would do the same, but
        # lost network connections raise it as well.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(141) from None
