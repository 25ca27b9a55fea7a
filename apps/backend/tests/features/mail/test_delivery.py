"""How mail is sent: over SMTP to a real server, or into a folder."""

import asyncio
import contextlib
import logging
import os
import signal
import stat
import sys
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest
from fastapi import FastAPI

from src.core.config import Settings
from src.core.database import Database
from src.core.errors import ServiceUnavailable
from src.core.postgres.address import parse_database_url
from src.core.seals import Seals
from src.core.smtp_url import parse_smtp_url
from src.features.mail.service.folder import FolderTransport, mail_folder
from src.features.mail.service.smtp import Patience, SmtpTransport
from src.features.mail.service.worker import MailWorker, deliver_queued, make_transport
from tests.conftest import Databases
from tests.helpers import (
    EMAIL,
    PASSWORD,
    SECRET_KEY,
    Mailbox,
    assert_error,
    bearer_of,
    errors_in,
    register,
    text_of,
    token_in,
)
from tests.postmaster import Postmaster
from tests.processes import BACKEND, serving_api, unused_port

type Sql = "asyncpg.Connection[asyncpg.Record]"


@pytest.fixture
def worker(app: FastAPI, postmaster: Postmaster) -> MailWorker:
    server = parse_smtp_url(f"smtp://127.0.0.1:{postmaster.port}")
    transport = SmtpTransport(server, "no-reply@stylipp.com", patience=Patience(quit=0.1))
    return MailWorker(
        app.state.database, transport, app.state.wiring.settings, app.state.wiring.seals
    )


async def make_due(sql: Sql) -> None:
    await sql.execute("UPDATE email_outbox SET not_before = now()")


async def waiting(sql: Sql) -> int:
    count: int = await sql.fetchval("SELECT count(*) FROM email_outbox")
    return count


async def test_a_mail_is_readable_and_its_link_leads_to_the_front_end(
    client: httpx.AsyncClient, worker: MailWorker, postmaster: Postmaster
) -> None:
    body = {"email": EMAIL, "password": "violet anvil kettle 7"}
    response = await client.post(
        "/v1/auth/register",
        json=body,
        headers={"Host": "evil.example.com", "X-Forwarded-Host": "evil.example.com"},
    )
    assert response.status_code == 201
    await worker.deliver_all()
    (message,) = postmaster.received
    assert message["From"] == "Stylipp <no-reply@stylipp.com>"
    assert message["To"] == EMAIL
    assert message["Auto-Submitted"] == "auto-generated"
    text = text_of(message)
    assert f"https://stylipp.com/verify-email#token={token_in(message)}" in text
    assert "24 hours" in text
    assert "evil" not in message.as_string()
    html = message.get_body(("html",))
    assert html is not None
    link = f'<a href="https://stylipp.com/verify-email#token={token_in(message)}"'
    assert link in html.get_content()
    verified = await client.post("/v1/auth/email/verify", json={"token": token_in(message)})
    assert verified.status_code == 200


async def test_links_use_the_front_end_of_the_settings(
    client: httpx.AsyncClient, app: FastAPI, postmaster: Postmaster, worker: MailWorker
) -> None:
    await register(client)
    worker.settings = app.state.wiring.settings.model_copy(
        update={"FRONTEND_URL": "http://front.test:81"}
    )
    await worker.deliver_all()
    assert "http://front.test:81/verify-email#token=" in text_of(postmaster.received[0])


async def test_a_mail_is_sent_once(
    client: httpx.AsyncClient, worker: MailWorker, postmaster: Postmaster, sql: Sql
) -> None:
    await register(client)
    await asyncio.gather(*(worker.deliver_all() for _ in range(5)))
    await worker.deliver_all()
    assert len(postmaster.received) == 1
    assert await waiting(sql) == 0


async def test_a_mail_that_another_process_is_claiming_is_skipped(
    client: httpx.AsyncClient, worker: MailWorker, postmaster: Postmaster, sql: Sql
) -> None:
    await register(client)
    async with sql.transaction():
        await sql.execute("UPDATE email_outbox SET attempts = 1, not_before = now() + '1 minute'")
        async with asyncio.timeout(20):  # without waiting for the other's lock
            assert await worker.deliver_next() is False
    await worker.deliver_all()
    assert postmaster.received == []


async def test_a_cause_is_queued_once(client: httpx.AsyncClient, sql: Sql) -> None:
    await register(client)
    forgot = {"email": EMAIL}
    await asyncio.gather(
        *(client.post("/v1/auth/password/forgot", json=forgot) for _ in range(3)),
    )
    kinds = await sql.fetch("SELECT kind FROM email_outbox ORDER BY kind")
    assert [row["kind"] for row in kinds] == ["reset_password", "verify_email"]


async def test_mail_stays_queued_while_the_server_is_unreachable(
    client: httpx.AsyncClient,
    worker: MailWorker,
    postmaster: Postmaster,
    sql: Sql,
    caplog: pytest.LogCaptureFixture,
) -> None:
    await postmaster.stop()
    await register(client)
    response = await client.post("/v1/auth/password/forgot", json={"email": EMAIL})
    assert response.status_code == 202
    for attempt in range(1, 4):
        with caplog.at_level(logging.WARNING):
            await worker.deliver_all()
        # The other mail was not tried: the server is unreachable for it too.
        assert await sql.fetchval("SELECT sum(attempts) FROM email_outbox") == attempt
        await make_due(sql)
    assert caplog.text.count("Mail stays queued") == 1
    # The link of an unsent mail does not work.
    assert await sql.fetchval("SELECT count(*) FROM one_time_tokens") == 0
    assert EMAIL not in caplog.text
    await postmaster.start()
    await worker.deliver_all()
    assert len(postmaster.received) == 2
    assert "Sending mail works again" in caplog.text


async def test_the_delay_grows_and_a_mail_is_dropped_after_a_day(
    client: httpx.AsyncClient, worker: MailWorker, postmaster: Postmaster, sql: Sql
) -> None:
    await postmaster.stop()
    await register(client)
    waits = []
    for _ in range(8):
        await worker.deliver_all()
        waits.append(await sql.fetchval("SELECT not_before - now() FROM email_outbox"))
        await make_due(sql)
    assert [round(wait.total_seconds()) for wait in waits] == [2, 4, 8, 16, 32, 60, 60, 60]
    await sql.execute("UPDATE email_outbox SET created_at = now() - interval '25 hours'")
    await worker.deliver_all()
    assert await waiting(sql) == 0


async def test_a_mail_that_is_rejected_permanently_is_dropped(
    client: httpx.AsyncClient,
    worker: MailWorker,
    postmaster: Postmaster,
    sql: Sql,
    caplog: pytest.LogCaptureFixture,
) -> None:
    await register(client)
    postmaster.answer = "554 no such user ada@example.com"
    await worker.deliver_all()
    assert await waiting(sql) == 0
    ours = [r.getMessage() for r in caplog.records if r.name.startswith("src.")]
    assert any("permanently rejected" in line for line in ours)
    assert not any(EMAIL in line for line in ours)
    postmaster.answer = "451 later"
    await register(client, email="grace@example.com")
    await worker.deliver_all()
    assert await waiting(sql) == 1


async def test_a_mail_whose_recipient_is_rejected_permanently_is_dropped(
    client: httpx.AsyncClient, worker: MailWorker, postmaster: Postmaster, sql: Sql
) -> None:
    await register(client)
    postmaster.answer_to_recipient = "550 no such user"
    await worker.deliver_all()
    assert await waiting(sql) == 0


async def test_a_mail_whose_recipient_is_rejected_temporarily_is_retried(
    client: httpx.AsyncClient, worker: MailWorker, postmaster: Postmaster, sql: Sql
) -> None:
    await register(client)
    postmaster.answer_to_recipient = "450 mailbox busy"
    await worker.deliver_all()
    assert await waiting(sql) == 1
    postmaster.answer_to_recipient = "250 OK"
    await make_due(sql)
    await worker.deliver_all()
    assert (postmaster.recipients, await waiting(sql)) == ([EMAIL], 0)


async def test_a_mail_without_a_link_is_retried(
    client: httpx.AsyncClient,
    worker: MailWorker,
    postmaster: Postmaster,
    sql: Sql,
    caplog: pytest.LogCaptureFixture,
) -> None:
    headers = await bearer_of(client)
    body = {"current_password": PASSWORD, "new_password": "tin drum orchard 4"}
    response = await client.post("/v1/users/me/password", json=body, headers=headers)
    assert response.status_code == 200
    await postmaster.stop()
    await worker.deliver_all()
    wait = await sql.fetchval("SELECT not_before - now() FROM email_outbox")
    assert round(wait.total_seconds()) == 2
    assert errors_in(caplog) == []
    await postmaster.start()
    await make_due(sql)
    await worker.deliver_all()
    assert [message["Subject"] for message in postmaster.received] == ["Your password was changed"]


async def test_a_database_lost_while_a_mail_is_sent_keeps_the_mail(
    client: httpx.AsyncClient,
    settings: Settings,
    database_url: str,
    postmaster: Postmaster,
    sql: Sql,
    caplog: pytest.LogCaptureFixture,
) -> None:
    database = Database(parse_database_url(database_url))
    server = parse_smtp_url(f"smtp://127.0.0.1:{postmaster.port}")
    transport = SmtpTransport(server, "no-reply@stylipp.com")
    await register(client)
    postmaster.seconds_to_answer = 0.1
    sending = asyncio.create_task(
        MailWorker(database, transport, settings, Seals("k" * 32, None)).deliver_next()
    )
    async with asyncio.timeout(10):
        await postmaster.is_busy.wait()
    database.address = parse_database_url(f"postgresql://u@127.0.0.1:{unused_port()}/d")
    await database.dispose()
    with pytest.raises(ServiceUnavailable):
        await sending
    assert await waiting(sql) == 1
    assert errors_in(caplog) == []  # the database is at fault, not the mail


async def test_a_mail_whose_process_died_is_sent_when_its_lease_ends(
    client: httpx.AsyncClient, worker: MailWorker, postmaster: Postmaster, sql: Sql
) -> None:
    """The process is killed after the server accepted the mail and before its row is deleted."""
    await register(client)

    class Killed(BaseException):
        pass

    deliver = worker.transport.send

    async def send_and_die(*arguments: Any) -> None:
        await deliver(*arguments)
        raise Killed

    worker.transport.send = send_and_die  # type: ignore[method-assign]
    with contextlib.suppress(Killed):
        await worker.deliver_next()
    worker.transport.send = deliver  # type: ignore[method-assign]
    await worker.deliver_all()
    assert len(postmaster.received) == 1  # the lease holds, for longer than a mere attempt
    assert await sql.fetchval("SELECT not_before > now() + interval '29 min' FROM email_outbox")
    await make_due(sql)
    await worker.deliver_all()
    first, second = postmaster.received
    assert first["Message-ID"] == second["Message-ID"]
    # The links of both work.
    body = {"token": token_in(first)}
    assert (await client.post("/v1/auth/email/verify", json=body)).status_code == 200


async def test_a_late_mail_is_dropped_when_a_newer_one_has_left(
    client: httpx.AsyncClient, worker: MailWorker, postmaster: Postmaster, sql: Sql
) -> None:
    await register(client)
    await worker.deliver_all()
    await client.post("/v1/auth/password/forgot", json={"email": EMAIL})
    await sql.execute(
        "UPDATE email_outbox SET not_before = now() + interval '1 hour', cause = 'late'"
    )
    await client.post("/v1/auth/password/forgot", json={"email": EMAIL})
    await worker.deliver_all()
    await make_due(sql)
    await worker.deliver_all()
    assert await waiting(sql) == 0
    assert len(postmaster.received) == 2
    body = {"token": token_in(postmaster.received[1]), "new_password": "tin drum orchard 4"}
    assert (await client.post("/v1/auth/password/reset", json=body)).status_code == 200


async def test_a_server_that_does_not_answer_quit_has_the_mail(
    client: httpx.AsyncClient, worker: MailWorker, postmaster: Postmaster, sql: Sql
) -> None:
    postmaster.has_time_to_quit = False
    await register(client)
    await worker.deliver_all()
    assert (len(postmaster.received), await waiting(sql)) == (1, 0)


async def test_a_mail_that_cannot_be_composed_blocks_no_other(
    client: httpx.AsyncClient,
    worker: MailWorker,
    postmaster: Postmaster,
    sql: Sql,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """One of a kind that only a newer release knows."""
    for email in (EMAIL, "future@example.com", "grace@example.com"):
        await register(client, email=email)
    await sql.execute("UPDATE email_outbox SET kind = 'greeting' WHERE address LIKE 'future%'")
    await worker.deliver_all()
    assert sorted(postmaster.recipients) == [EMAIL, "grace@example.com"]
    assert await waiting(sql) == 1
    assert caplog.text.count("An e-mail could not be composed") == 1
    await sql.execute(
        "UPDATE email_outbox SET not_before = now(), created_at = now() - interval '25 hours'"
    )
    await worker.deliver_all()
    assert await waiting(sql) == 0


async def test_a_commit_that_fails_sends_nothing(
    client: httpx.AsyncClient, app: FastAPI, worker: MailWorker, postmaster: Postmaster
) -> None:
    async with contextlib.AsyncExitStack() as stack:
        transaction = await stack.enter_async_context(app.state.database.transaction())
        from src.features.mail.schemas.schemas import EmailKind
        from src.features.mail.service.service import MailService

        service = MailService(transaction, app.state.database)
        await service.queue(EmailKind.RESET_PASSWORD, EMAIL)
        await transaction.rollback()
    await worker.deliver_all()
    assert postmaster.received == []


async def test_without_smtp_mails_are_files_for_their_owner_only(
    client: httpx.AsyncClient, app: FastAPI, mailbox: Mailbox, caplog: pytest.LogCaptureFixture
) -> None:
    await register(client)
    with caplog.at_level(logging.INFO):
        await deliver_queued(app.state.wiring)
    folder: Path = mail_folder(app.state.wiring.settings)
    (path,) = folder.iterdir()
    assert path.suffix == ".eml"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert f"Mail: {path}" in caplog.text
    as_it_lies_there = path.read_text("ascii")
    (message,) = await mailbox.receive()
    assert token_in(message) not in caplog.text
    # Without a mail program too, the link is in one piece.
    assert f"/verify-email#token={token_in(message)}\n" in as_it_lies_there.replace("\r\n", "\n")


async def test_a_folder_that_cannot_be_written_keeps_the_mail(
    client: httpx.AsyncClient, app: FastAPI, sql: Sql, tmp_path: Path
) -> None:
    await register(client)
    blocked = tmp_path / "file"
    blocked.touch()
    worker = MailWorker(
        app.state.database, FolderTransport(blocked / "mail"), Settings(), app.state.wiring.seals
    )
    await worker.deliver_all()
    assert await waiting(sql) == 1


async def test_an_account_deleted_while_its_mail_is_written_leaves_no_file(
    client: httpx.AsyncClient, app: FastAPI
) -> None:
    headers = await bearer_of(client)
    settings = app.state.wiring.settings
    worker = MailWorker(
        app.state.database, make_transport(settings), settings, app.state.wiring.seals
    )
    deliver = worker.transport.send

    async def delete_meanwhile(*arguments: Any) -> None:
        body = {"current_password": "violet anvil kettle 7"}
        response = await client.post("/v1/users/me/delete", json=body, headers=headers)
        assert response.status_code == 200
        await deliver(*arguments)

    worker.transport.send = delete_meanwhile  # type: ignore[method-assign]
    try:
        await worker.deliver_all()
    finally:
        worker.transport.send = deliver  # type: ignore[method-assign]
    assert list(mail_folder(app.state.wiring.settings).iterdir()) == []


def test_smtp_addresses_are_read_as_providers_write_them() -> None:
    server = parse_smtp_url("smtp://ada%40x.com:p%2Fw@mail.example.com")
    assert (server.host, server.port) == ("mail.example.com", 587)
    assert (server.username, server.password) == ("ada@x.com", "p/w")
    assert server.needs_tls
    assert "p/w" not in repr(server)
    implicit = parse_smtp_url("smtps://mail.example.com")
    assert (implicit.port, implicit.has_implicit_tls, implicit.needs_tls) == (465, True, True)
    assert not parse_smtp_url("smtp://localhost:1025").needs_tls


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("smtp://localhost:0", "must have a port from 1 to 65535"),
        ("smtps://u:p@localhost:0/", "must have a port from 1 to 65535"),
        ("smtp://u:hunter2%ff@localhost", "must encode user and password as UTF-8"),
        ("smtp://m%fcller:p@localhost", "must encode user and password as UTF-8"),
        ("smtp://u:%00hunter2@localhost", "must not have a null character in user or password"),
        ("smtp://localhost:99999", "must look like"),
    ],
)
def test_an_smtp_address_that_means_something_else_is_one_sentence(url: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=f"^{sentence}") as caught:
        parse_smtp_url(url)
    assert "hunter2" not in str(caught.value)


async def test_a_password_is_not_sent_without_tls(
    client: httpx.AsyncClient, app: FastAPI, postmaster: Postmaster, sql: Sql
) -> None:
    await register(client)
    server = parse_smtp_url(f"smtp://u:hunter2hunter2@127.0.0.1:{postmaster.port}")
    transport = SmtpTransport(server, "no-reply@stylipp.com")
    worker = MailWorker(
        app.state.database, transport, app.state.wiring.settings, app.state.wiring.seals
    )
    await worker.deliver_all()
    assert (postmaster.received, await waiting(sql)) == ([], 1)


async def test_a_server_that_was_killed_between_commit_and_delivery_loses_nothing(
    databases: Databases, postmaster: Postmaster, tmp_path: Path
) -> None:
    """Over real processes: registered while the SMTP server is away, killed -9, started again."""
    url = await databases.create_migrated()
    smtp = {"SMTP_URL": f"smtp://127.0.0.1:{postmaster.port}"}
    environment = {"DATABASE_URL": url, "SECRET_KEY": SECRET_KEY, "DATA_DIR": str(tmp_path)} | smtp
    await postmaster.stop()
    port = unused_port()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "uvicorn", "src.main:app", "--port", str(port)),
        cwd=BACKEND,
        env=os.environ | environment,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=30) as client:
        for _ in range(600):
            with contextlib.suppress(httpx.TransportError):
                if (await client.get("/health/ready")).status_code == 200:
                    break
            await asyncio.sleep(0.05)
        assert (await register(client)).status_code == 201
        assert_error(await register(client), 409, "email_taken")
    process.send_signal(signal.SIGKILL)
    await process.wait()
    await postmaster.start()
    connection = await asyncpg.connect(url)
    await connection.execute("UPDATE email_outbox SET not_before = now()")  # the back-off is over
    await connection.close()
    with serving_api(url, tmp_path, **smtp):
        for _ in range(200):
            if postmaster.received:
                break
            await asyncio.sleep(0.05)
    (message,) = postmaster.received
    assert message["To"] == EMAIL
