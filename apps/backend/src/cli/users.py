"""``stylipp users``: manages accounts from the command line, such as the first administrator."""

import argparse
import asyncio
import getpass
import logging
import sys

from pydantic import TypeAdapter, ValidationError
from sqlalchemy.ext.asyncio import AsyncSession

from src.cli.database import explaining_failures, with_database
from src.core.config import DatabaseSettings, load_settings
from src.core.database import Database
from src.core.errors import NotFound
from src.core.passwords import PasswordHasher
from src.features.admin.service.service import AdminService
from src.features.audit.schemas.schemas import AuditType, ClientContext
from src.features.audit.service.service import AuditService
from src.features.auth.service.passwords import check_new_password
from src.features.two_step.service.switching import reset_two_step
from src.features.users.service.addresses import check_new_email
from src.features.users.service.service import UserService, find_account, has_password
from stylipp_schemas import EmailAddress, EmailLookup, Role, UserAdminResponse, UserAdminUpdate

CHANGES = {
    "promote": UserAdminUpdate(role=Role.ADMIN),
    "demote": UserAdminUpdate(role=Role.USER),
    "disable": UserAdminUpdate(is_disabled=True),
    "enable": UserAdminUpdate(is_disabled=False),
}


def run(arguments: argparse.Namespace) -> None:
    """Run the command, or exit with one sentence."""
    logging.getLogger("src").addHandler(logging.NullHandler())  # the sentence says the same
    with explaining_failures():
        run_command(arguments)


def run_command(arguments: argparse.Namespace) -> None:
    settings = load_settings(DatabaseSettings)
    try:
        if arguments.command == "list":
            asyncio.run(
                with_database(settings, lambda database: print_list(database, arguments.prefix))
            )
            return
        if arguments.command == "create-admin":
            email = TypeAdapter(EmailAddress).validate_python(arguments.email)
            check_new_email(email, settings)
            password = read_password()
            check_new_password(password, email)
            asyncio.run(with_database(settings, lambda db: create_admin(db, email, password)))
        elif arguments.command == "reset-two-step":
            email, with_passkeys = arguments.email, arguments.passkeys
            asyncio.run(
                with_database(settings, lambda db: reset(db, email, with_passkeys=with_passkeys))
            )
        else:
            email, change = arguments.email, CHANGES[arguments.command]
            asyncio.run(
                with_database(settings, lambda database: change_user(database, email, change))
            )
    except ValidationError as error:
        reason = error.errors(include_input=False)[0]["msg"]
        raise SystemExit(f"The address {arguments.email!r} {reason}.") from None
    except NotFound:
        raise SystemExit(f"No account has the address {arguments.email}.") from None
    except UnicodeEncodeError:
        raise SystemExit("The input is not valid UTF-8.") from None
    except EOFError:
        raise SystemExit("No password was given.") from None


def read_password() -> str:
    """Prompt twice on a terminal; otherwise read one line from standard input."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    password = getpass.getpass("Password: ")
    if getpass.getpass("Repeat the password: ") != password:
        raise SystemExit("The passwords do not match.")
    return password


def admin_service(transaction: AsyncSession, database: Database) -> AdminService:
    return AdminService(transaction, database, AuditService(transaction, database, ClientContext()))


async def create_admin(database: Database, email: str, password: str) -> None:
    password_hash = await PasswordHasher().hash(password)
    async with database.transaction() as transaction:
        user = await UserService(transaction, database).create(
            email=email, password_hash=password_hash
        )
        users = admin_service(transaction, database)
        await users.audit.record(AuditType.REGISTERED, user.id)
        await users.update(user.id, CHANGES["promote"], None)
    print(f"{email} is now an administrator.")


async def find(database: Database, email: str) -> UserAdminResponse:
    try:  # as `list` shows it: another system may have stored any text
        return await find_account(database, email=email)
    except NotFound:
        return await find_account(database, email=TypeAdapter(EmailLookup).validate_python(email))


async def change_user(database: Database, email: str, change: UserAdminUpdate) -> None:
    found = await find(database, email)
    async with database.transaction() as transaction:
        user = await admin_service(transaction, database).update(found.id, change, None)
    print(f"{user.email}: {user.role}{', disabled' if user.is_disabled else ''}")


async def reset(database: Database, email: str, *, with_passkeys: bool) -> None:
    found = await find(database, email)
    async with database.transaction() as transaction:
        audit = AuditService(transaction, database, ClientContext())
        done = await reset_two_step(
            transaction, database, audit, found.id, with_passkeys=with_passkeys
        )
    state = "off now" if done.was_on else "already off"
    if with_passkeys:
        state += (
            f", all sessions have ended, passkeys removed: {done.passkeys_removed}, "
            f"connected accounts removed: {done.identities_removed}"
        )
        if not await has_password(database, found.id):
            state += "; there is no password, so the owner resets it by mail"
    elif done.was_on:
        state += ", and all sessions have ended; passkeys stay"
    print(f"{found.email}: two-step login is {state}")


async def print_list(database: Database, prefix: str) -> None:
    async with database.transaction() as transaction:
        page = await admin_service(transaction, database).list_page(prefix, 1, 100)
    for user in page.items:
        state = "disabled" if user.is_disabled else ""
        print(f"{user.created_at:%Y-%m-%d}  {user.role:5}  {user.email}  {state}".rstrip())
    print(f"{len(page.items)} of {page.total}")
