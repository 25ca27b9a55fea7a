"""``stylipp users``: accounts from the command line, above all the first administrator."""

import argparse
import asyncio
import getpass
import logging
import sys
from collections.abc import Awaitable, Callable

from pydantic import TypeAdapter, ValidationError
from sqlalchemy.ext.asyncio import AsyncSession

from src.core.client import ClientContext
from src.core.config import DatabaseSettings, load_settings
from src.core.database import Database
from src.core.database_errors import (
    DATABASE_FAILURES,
    MIGRATION_MISSING,
    sqlstate_of,
    words_of,
)
from src.core.embedded import EmbeddedPostgresError
from src.core.errors import AppError, NotFound, ServiceUnavailable
from src.core.local_mode import find_database
from src.core.migrations import MigrationFailed, upgrade_to_head
from src.core.passwords import PasswordHasher
from src.features.audit.service.service import AuditService, AuditType
from src.features.auth.service.passwords import check_new_password
from src.features.users.service.admin import UserAdminService, find_account
from src.features.users.service.service import UserService
from stylipp_schemas import Role, UserAdminUpdate
from stylipp_schemas.common import EmailAddress

CHANGES = {
    "promote": UserAdminUpdate(role=Role.ADMIN),
    "demote": UserAdminUpdate(role=Role.USER),
    "disable": UserAdminUpdate(is_disabled=True),
    "enable": UserAdminUpdate(is_disabled=False),
}


def add_commands(users: argparse.ArgumentParser) -> None:
    commands = users.add_subparsers(required=True, metavar="COMMAND")
    helps = {
        "create-admin": "make an account that administrates; asks for its password, "
        "or reads it as one line from standard input",
        "promote": "make an account an administrator",
        "demote": "make an administrator an ordinary account",
        "disable": "shut an account and end its sessions",
        "enable": "open an account again",
    }
    for name, text in helps.items():
        command = commands.add_parser(
            name,
            help=text,
            description=f"{text[0].upper()}{text[1:]}.",
            epilog=f"Example: stylipp users {name} you@example.com",
        )
        command.add_argument("email", help="address of the account")
        command.set_defaults(run=run, command=name)
    listing = commands.add_parser(
        "list",
        help="print the newest 100 accounts",
        description="Prints the newest 100 accounts, and how many there are.",
        epilog="Example: stylipp users list ada@",
    )
    listing.add_argument("prefix", nargs="?", default="", help="how the address begins")
    listing.set_defaults(run=run, command="list")


def run(arguments: argparse.Namespace) -> None:
    """Do it, or end with one sentence."""
    logging.getLogger("src").addHandler(logging.NullHandler())  # that sentence says it all
    try:
        if arguments.command == "list":
            asyncio.run(with_database(lambda database: print_list(database, arguments.prefix)))
            return
        email = TypeAdapter(EmailAddress).validate_python(arguments.email)
        if arguments.command == "create-admin":
            password = read_password()
            check_new_password(password, email)
            asyncio.run(with_database(lambda db: create_admin(db, email, password)))
        else:
            change = CHANGES[arguments.command]
            asyncio.run(with_database(lambda database: change_user(database, email, change)))
    except BrokenPipeError:  # of standard output, which is no failure of the database
        raise
    except ValidationError:
        raise SystemExit(f"{arguments.email!r} is not an e-mail address.") from None
    except NotFound:
        raise SystemExit(f"There is no account {arguments.email}.") from None
    except ServiceUnavailable as error:
        reason = f"{type(error.__cause__).__name__}: {error.__cause__}"
        raise SystemExit(f"The database does not answer ({reason}).") from None
    except (AppError, EmbeddedPostgresError, MigrationFailed) as error:
        raise SystemExit(str(error)) from None
    except DATABASE_FAILURES as error:
        if sqlstate_of(error) in MIGRATION_MISSING:
            raise SystemExit("The database is not migrated. Run `stylipp migrate`.") from None
        raise SystemExit(f"The database refuses: {words_of(error)}.") from None
    except UnicodeEncodeError:
        raise SystemExit("That is not valid UTF-8.") from None
    except EOFError:
        raise SystemExit("No password was given.") from None


def read_password() -> str:
    """Ask twice on a terminal; otherwise take one line of standard input."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    password = getpass.getpass("Password: ")
    if getpass.getpass("Again: ") != password:
        raise SystemExit("The two are not the same.")
    return password


def open_database() -> Database:
    settings = load_settings(DatabaseSettings)
    address = find_database(settings)
    if settings.is_local:
        upgrade_to_head(address)
    return Database(address, is_behind_pooler=settings.DATABASE_POOLER is not None)


async def with_database(work: Callable[[Database], Awaitable[None]]) -> None:
    database = await asyncio.to_thread(open_database)
    try:
        await work(database)
    finally:
        await database.dispose()


def admin_service(session: AsyncSession, database: Database) -> UserAdminService:
    return UserAdminService(session, database, AuditService(session, database, ClientContext()))


async def create_admin(database: Database, email: str, password: str) -> None:
    password_hash = await PasswordHasher().hash(password)
    async with database.sessions.begin() as session:
        user = await UserService(session, database).create(email=email, password_hash=password_hash)
        users = admin_service(session, database)
        await users.audit.record(AuditType.REGISTERED, user.id)
        await users.update(user.id, CHANGES["promote"], None)
    print(f"{email} administrates now.")


async def change_user(database: Database, email: str, change: UserAdminUpdate) -> None:
    async with database.sessions.begin() as session:
        found = await find_account(database, email=email)
        user = await admin_service(session, database).update(found.id, change, None)
    print(f"{user.email}: {user.role}{', disabled' if user.is_disabled else ''}")


async def print_list(database: Database, prefix: str) -> None:
    async with database.sessions.begin() as session:
        page = await admin_service(session, database).list_page(prefix, 1, 100)
    for user in page.items:
        state = "disabled" if user.is_disabled else ""
        print(f"{user.created_at:%Y-%m-%d}  {user.role:5}  {user.email}  {state}".rstrip())
    print(f"{len(page.items)} of {page.total}")
