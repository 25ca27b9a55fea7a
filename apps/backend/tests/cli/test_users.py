"""`stylipp users`, in real processes."""

import contextlib
import os
import subprocess

import asyncpg
import httpx
import pytest

from tests.features.auth.links import NEW, RESET, forgot, reset
from tests.features.auth.logins import assert_ended, me, start
from tests.features.two_step.two_step import add_passkey, events, set_up, trust_device
from tests.helpers import PASSWORD, Mailbox, assert_error, log_in
from tests.processes import BIN, unused_port


@pytest.fixture
def stylipp_users(database_url: str, app: object) -> "Runner":
    return Runner(database_url)


async def connect(sql: "asyncpg.Connection[asyncpg.Record]") -> None:
    """Connect every account to one at a provider."""
    await sql.execute("""
        INSERT INTO identities (id, user_id, issuer, subject, provider)
        SELECT gen_random_uuid(), id, 'https://acme.example', id::text, 'acme' FROM users
        """)


class Runner:
    def __init__(self, url: str) -> None:
        self.environment = os.environ | {"DATABASE_URL": url}

    def __call__(self, *arguments: str, typed: str = "") -> tuple[int, str]:
        finished = subprocess.run(
            [str(BIN / "stylipp"), "users", *arguments],
            env=self.environment,
            input=typed,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="surrogateescape",
            check=False,
        )
        return finished.returncode, finished.stdout.strip()


async def test_the_life_of_an_administrator(
    stylipp_users: Runner, sql: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    made = stylipp_users("create-admin", "Root@Example.com", typed=f"{PASSWORD}\n")
    assert made == (0, "root@example.com is now an administrator.")
    assert await sql.fetchval("SELECT role FROM users") == "admin"
    code, text = stylipp_users("demote", "root@example.com")
    assert (code, text) == (
        1,
        "This is the last administrator. Make another account an administrator first.",
    )
    code, text = stylipp_users("create-admin", "root@example.com", typed=f"{PASSWORD}\n")
    assert (code, text) == (1, "This e-mail address is already registered.")
    code, text = stylipp_users("create-admin", "two@example.com", typed="password123\n")
    assert code == 1
    assert text.startswith("This password is too common")
    await sql.execute(
        "INSERT INTO users (id, email, password_hash) VALUES ($1, 'b@example.com', '')",
        "00000000-0000-7000-8000-000000000001",
    )
    assert stylipp_users("promote", "b@example.com") == (0, "b@example.com: admin")
    assert stylipp_users("disable", "ROOT@example.com") == (0, "root@example.com: admin, disabled")
    assert stylipp_users("enable", "root@example.com") == (0, "root@example.com: admin")
    assert stylipp_users("demote", "root@example.com") == (0, "root@example.com: user")
    code, text = stylipp_users("list")
    assert text.endswith("2 of 2")
    assert "user   root@example.com" in text
    assert stylipp_users("list", "b@")[1].endswith("1 of 1")


async def test_accounts_that_could_not_register_today_are_tended(
    stylipp_users: Runner, sql: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    twin = "ada@xn--bcher-kva.example"
    emails = ["old.user@intranet.local", "grüße@bücher.example", "ada@bücher.example", "a@b@c"]
    for email in (*emails, "no-at-sign", twin):
        await sql.execute(
            "INSERT INTO users (id, email, password_hash) VALUES (gen_random_uuid(), $1, '')", email
        )
    listed = stylipp_users("list")[1]
    for email in emails:
        assert email in listed
        assert stylipp_users("disable", email) == (0, f"{email}: user, disabled")
    assert stylipp_users("enable", "a@b@c") == (0, "a@b@c: user")
    assert await sql.fetchval("SELECT disabled_at IS NULL FROM users WHERE email = $1", twin)


async def test_two_step_login_is_reset_for_an_owner_who_has_lost_everything(
    stylipp_users: Runner,
    client: httpx.AsyncClient,
    mailbox: Mailbox,
    sql: "asyncpg.Connection[asyncpg.Record]",
) -> None:
    two_step = await set_up(client, sql)
    await add_passkey(sql)
    await trust_device(sql)
    assert_error(await log_in(client), 401, "mfa_required")
    await mailbox.receive()
    assert (await me(client, two_step.login)).status_code == 200
    assert stylipp_users("reset-two-step", "ADA@example.com") == (
        0,
        "ada@example.com: two-step login is off now, and all sessions have ended; passkeys stay",
    )
    for table in ("totp_secrets", "recovery_codes", "trusted_devices"):
        assert await sql.fetchval(f"SELECT count(*) FROM {table}") == 0
    assert await sql.fetchval("SELECT count(*) FROM passkeys") == 1
    await assert_ended(client, two_step.login)
    assert (await log_in(client)).status_code == 200
    event = await sql.fetchrow("SELECT * FROM audit_events WHERE type = 'two_step_off'")
    assert event is not None
    assert event["user_id"] == await sql.fetchval("SELECT id FROM users")
    assert (event["ip_network"], event["request_id"]) == (None, None)
    assert "all_sessions_ended" in await events(sql)
    assert [mail["Subject"] for mail in await mailbox.receive()] == ["Two-step login is off"]
    assert stylipp_users("reset-two-step", "ada@example.com") == (
        0,
        "ada@example.com: two-step login is already off",
    )
    assert await mailbox.receive() == []
    assert stylipp_users("reset-two-step", "x@example.com") == (
        1,
        "No account has the address x@example.com.",
    )


async def test_an_account_that_was_taken_over_is_given_back(
    stylipp_users: Runner,
    client: httpx.AsyncClient,
    mailbox: Mailbox,
    sql: "asyncpg.Connection[asyncpg.Record]",
) -> None:
    """As docs/incidents.md says. The thief knows the password, and has added an app, passkeys and a
    connected account."""
    thief = await set_up(client, sql)
    await add_passkey(sql)
    await add_passkey(sql, "elsewhere.example")
    await connect(sql)
    added = {
        (f"{type_}ed", row["id"])
        for type_, table in (("passkey_remov", "passkeys"), ("identity_unlink", "identities"))
        for row in await sql.fetch(f"SELECT id FROM {table}")
    }
    assert stylipp_users("disable", "ada@example.com")[0] == 0
    assert stylipp_users("reset-two-step", "--passkeys", "ada@example.com") == (
        0,
        "ada@example.com: two-step login is off now, all sessions have ended, passkeys removed: 2, "
        "connected accounts removed: 1",
    )
    assert stylipp_users("enable", "ada@example.com")[0] == 0
    for table in ("totp_secrets", "recovery_codes", "passkeys", "identities"):
        assert await sql.fetchval(f"SELECT count(*) FROM {table}") == 0
    removals = await sql.fetch(
        "SELECT * FROM audit_events WHERE type IN ('passkey_removed', 'identity_unlinked')"
    )
    assert {(event["type"], event["subject_id"]) for event in removals} == added
    assert {event["user_id"] for event in removals} == {await sql.fetchval("SELECT id FROM users")}
    await assert_ended(client, thief.login)
    subjects = [mail["Subject"] for mail in await mailbox.receive()]
    assert sorted(subjects[-3:]) == [
        "A connected account was removed",
        "A passkey was removed",
        "Two-step login is off",
    ]
    await forgot(client)
    token = await mailbox.receive_token(RESET)
    assert (await reset(client, token)).status_code == 200
    assert_error(await log_in(client), 401, "invalid_credentials")
    assert (await log_in(client, password=NEW)).status_code == 200


async def test_passkeys_are_removed_while_two_step_login_is_off(
    stylipp_users: Runner, client: httpx.AsyncClient, sql: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    thief = await start(client)
    await add_passkey(sql)
    assert (await me(client, thief)).status_code == 200
    assert stylipp_users("reset-two-step", "ada@example.com", "--passkeys") == (
        0,
        "ada@example.com: two-step login is already off, all sessions have ended, passkeys removed: 1, "
        "connected accounts removed: 0",
    )
    assert await sql.fetchval("SELECT count(*) FROM passkeys") == 0
    await assert_ended(client, thief)


async def test_an_account_without_a_password_is_given_back_to_the_owner_of_its_mailbox(
    stylipp_users: Runner,
    client: httpx.AsyncClient,
    mailbox: Mailbox,
    sql: "asyncpg.Connection[asyncpg.Record]",
) -> None:
    thief = await set_up(client, sql)
    await add_passkey(sql)
    await connect(sql)
    await sql.execute("UPDATE users SET password_hash = NULL")
    assert stylipp_users("reset-two-step", "--passkeys", "ada@example.com") == (
        0,
        "ada@example.com: two-step login is off now, all sessions have ended, passkeys removed: 1, "
        "connected accounts removed: 1; there is no password, so the owner resets it by mail",
    )
    await assert_ended(client, thief.login)
    await mailbox.receive()
    await forgot(client)
    assert (await reset(client, await mailbox.receive_token(RESET))).status_code == 200
    assert (await log_in(client, password=NEW)).status_code == 200


@pytest.mark.parametrize(
    ("email", "reason"),
    [
        ("root@intranet.local", "must not be below .local, a reserved name without mail"),
        ("Root <root@example.com>", "must be the address alone, without a name or < and >"),
    ],
)
def test_an_administrator_is_not_created_at_an_address_without_mail(
    stylipp_users: Runner, email: str, reason: str
) -> None:
    code, text = stylipp_users("create-admin", email, typed=f"{PASSWORD}\n")
    assert (code, text) == (1, f"The address '{email}' {reason}.")


def test_an_administrator_is_not_created_at_an_address_for_tests(stylipp_users: Runner) -> None:
    code, text = stylipp_users("create-admin", "root@shop.test", typed=f"{PASSWORD}\n")
    assert code == 1
    assert text == "The e-mail address must not be below .test, which is for tests only."


async def test_a_database_without_tables_is_one_sentence(empty_database_url: str) -> None:
    code, text = Runner(empty_database_url)("list")
    assert (code, text) == (1, "The database is not migrated. Run `stylipp migrate`.")


def test_an_unreachable_database_is_one_sentence() -> None:
    code, text = Runner(f"postgresql://stylipp@127.0.0.1:{unused_port()}/stylipp")("list")
    assert code == 1
    assert text.startswith("Cannot connect to the database: ")
    assert "\n" not in text


async def test_a_statement_that_the_database_rejects_is_one_sentence(
    database_url: str, app: object
) -> None:
    refused = f"{database_url}{'&' if '?' in database_url else '?'}default_transaction_read_only=on"
    code, text = Runner(refused)("create-admin", "root@example.com", typed=f"{PASSWORD}\n")
    assert (code, text.count("\n")) == (1, 0)
    assert text.startswith(
        "The database rejected the statement: cannot execute INSERT in a read-only transaction"
    )


def test_mistakes_are_one_sentence(stylipp_users: Runner) -> None:
    assert stylipp_users("promote", "x") == (
        1,
        "The address 'x' must be a plain e-mail address such as ada@example.com.",
    )
    code, text = stylipp_users("promote", "nobody@example.com")
    assert (code, text) == (1, "No account has the address nobody@example.com.")
    code, text = stylipp_users("list", "\udcff")
    assert (code, text.count("\n")) == (1, 0)
    code, text = stylipp_users("create-admin", "x@example.com", typed="\udcffcdefghijklmnop\n")
    assert (code, text) == (1, "The input is not valid UTF-8.")


def create_admin_on_a_terminal(users: Runner, *typed: str) -> tuple[int, str]:
    """Answer each prompt, those without an answer with Ctrl-D; return the exit status and everything
    that the terminal shows."""
    ours, theirs = os.openpty()
    process = subprocess.Popen(
        [str(BIN / "stylipp"), "users", "create-admin", "root@example.com"],
        env=users.environment,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,  # or it would prompt on the terminal of the test run
    )
    os.close(theirs)
    shown, answers = "", list(typed)
    with contextlib.suppress(OSError):  # how Linux tells that the other end was closed
        while chunk := os.read(ours, 4096):
            shown += chunk.decode()
            if shown.endswith(": "):
                os.write(ours, (answers.pop(0) if answers else "\x04").encode())
    os.close(ours)
    return process.wait(30), shown


async def test_on_a_terminal_the_password_is_typed_twice_and_not_shown(
    stylipp_users: Runner, sql: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    password, other = f"{PASSWORD}\n", f"{PASSWORD}8\n"
    code, shown = create_admin_on_a_terminal(stylipp_users, password, other)
    assert code == 1
    assert shown.endswith("The passwords do not match.\r\n")
    assert await sql.fetchval("SELECT count(*) FROM users") == 0
    code, shown = create_admin_on_a_terminal(stylipp_users, password, password)
    assert code == 0
    assert shown.endswith("root@example.com is now an administrator.\r\n")
    assert PASSWORD not in shown


def test_without_a_password_no_administrator_is_created(stylipp_users: Runner) -> None:
    code, shown = create_admin_on_a_terminal(stylipp_users)
    assert code == 1
    assert shown.endswith("No password was given.\r\n")


def test_a_closed_pipe_is_not_a_failure_of_the_database(stylipp_users: Runner) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    finished = subprocess.run(
        [str(BIN / "stylipp"), "users", "list"],
        env=stylipp_users.environment | {"PYTHONUNBUFFERED": "1"},  # fails in the first `print`
        stdout=writer,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(writer)
    assert (finished.returncode, finished.stderr) == (141, b"")
