"""What happens to a mail for each way in which the server can answer, or not answer."""

import asyncio
import contextlib
import logging
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import asyncpg
import httpx
import pytest
from fastapi import FastAPI

from src.core.smtp_url import parse_smtp_url
from src.features.mail.service.smtp import Patience, SmtpTransport
from src.features.mail.service.transport import MailNotSent
from src.features.mail.service.worker import MailWorker, make_transport
from tests.certificates import server_tls, write_certificate
from tests.features.auth.links import forgot
from tests.helpers import EMAIL, register, token_in
from tests.smtp_peer import CLOSE, DELAY, GOOD, HANG, SmtpPeer, smtp_peer

type Sql = "asyncpg.Connection[asyncpg.Record]"
type MakeWorker = Callable[..., MailWorker]

SENDER = "no-reply@stylipp.com"


@pytest.fixture
async def peer() -> AsyncIterator[SmtpPeer]:
    async with smtp_peer() as peer:
        yield peer


@pytest.fixture
def make_worker(app: FastAPI, peer: SmtpPeer) -> MakeWorker:
    def make(lease_seconds: float = 120, **patience: float) -> MailWorker:
        server = parse_smtp_url(f"smtp://127.0.0.1:{peer.port}")
        transport = SmtpTransport(server, SENDER, "api.example.com", Patience(**patience))
        settings = app.state.wiring.settings
        return MailWorker(
            app.state.database, transport, settings, app.state.wiring.seals, lease_seconds
        )

    return make


def mail_of(content: bytes) -> EmailMessage:
    message = message_from_bytes(content, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


async def count(sql: Sql, table: str) -> int:
    number: int = await sql.fetchval(f"SELECT count(*) FROM {table}")
    return number


async def minutes_until_due(sql: Sql) -> int:
    seconds = await sql.fetchval("SELECT extract(epoch FROM not_before - now()) FROM email_outbox")
    return round(float(seconds) / 60)


async def make_due(sql: Sql) -> None:
    await sql.execute("UPDATE email_outbox SET not_before = now()")


def log_of(caplog: pytest.LogCaptureFixture, level: int) -> list[str]:
    ours = [r for r in caplog.records if r.name.startswith("src.") and r.levelno == level]
    return [record.getMessage() for record in ours]


@pytest.mark.parametrize(
    ("step", "reply"),
    [("RCPT", "550 5.1.1 <ada@example.com> unknown"), ("end of data", "554 transaction failed")],
)
async def test_a_mail_that_is_refused_for_good_is_dropped_with_its_token(
    client: httpx.AsyncClient,
    peer: SmtpPeer,
    make_worker: MakeWorker,
    sql: Sql,
    caplog: pytest.LogCaptureFixture,
    step: str,
    reply: str,
) -> None:
    await register(client)
    peer.replies[step] = reply
    await make_worker().deliver_all()
    assert (await count(sql, "email_outbox"), await count(sql, "one_time_tokens")) == (0, 0)
    (line,) = log_of(caplog, logging.WARNING)
    assert f"{step}: {reply[:3]}" in line
    assert EMAIL not in line
    assert peer.count("QUIT") == 1


@pytest.mark.parametrize(
    ("step", "reply", "level"),
    [
        # about us: an operator has to do something
        ("connect", "554 no mail from you", logging.ERROR),
        ("connect", "521 no mail here", logging.ERROR),
        ("EHLO", "550 5.7.1 name rejected", logging.ERROR),
        ("MAIL", "550 5.7.60 not allowed to send as this sender", logging.ERROR),
        ("MAIL", "530 5.7.0 authentication required", logging.ERROR),
        ("MAIL", "552 5.3.4 too big", logging.ERROR),
        ("RCPT", "504 5.5.2 <vm>: need a fully qualified name", logging.ERROR),
        ("RCPT", "554 5.7.1 ada@example.com: Relay access denied", logging.ERROR),
        ("RCPT", "550 relay not permitted", logging.ERROR),
        ("RCPT", "454 4.7.1 <ada@example.com>: Relay access denied", logging.ERROR),
        ("RCPT", "450 4.7.1 <vm>: Helo command rejected: Host not found", logging.ERROR),
        ("RCPT", "450 4.7.1 Client host rejected: cannot find your hostname", logging.ERROR),
        ("MAIL", "451 4.1.8 Domain of sender address does not resolve", logging.ERROR),
        ("connect", "450 4.7.1 Client host rejected: cannot find your hostname", logging.ERROR),
        ("DATA", "554 no", logging.ERROR),
        ("end of data", "550 5.7.26 unauthenticated", logging.ERROR),
        # about the server
        ("connect", CLOSE, logging.WARNING),
        ("connect", HANG, logging.WARNING),
        ("connect", "421 too busy", logging.WARNING),
        ("EHLO", "421 too busy", logging.WARNING),
        ("EHLO", CLOSE, logging.WARNING),
        ("MAIL", "451 local error", logging.WARNING),
        ("MAIL", HANG, logging.WARNING),
        ("RCPT", "421 shutting down", logging.WARNING),
        ("RCPT", "what is this?", logging.WARNING),
        ("DATA", HANG, logging.WARNING),
        ("DATA", CLOSE, logging.WARNING),
        ("end of data", "421 shutting down", logging.WARNING),
        # about this recipient, for now
        ("RCPT", "450 4.2.0 greylisted", None),
        ("RCPT", "450 4.7.1 <host.denied@example.com>: Sender greylisted, try again later", None),
        ("RCPT", "452 4.2.2 mailbox full", None),
        ("end of data", "451 4.7.1 later", None),
    ],
)
async def test_a_mail_that_was_not_taken_waits_without_a_token(
    client: httpx.AsyncClient,
    peer: SmtpPeer,
    make_worker: MakeWorker,
    sql: Sql,
    caplog: pytest.LogCaptureFixture,
    step: str,
    reply: str,
    level: int | None,
) -> None:
    await register(client)
    peer.replies[step] = reply
    worker = make_worker(step=0.3, data=0.3)
    for _ in range(2):
        await worker.deliver_all()
        await make_due(sql)
    assert (await count(sql, "email_outbox"), await count(sql, "one_time_tokens")) == (1, 0)
    assert await sql.fetchval("SELECT unconfirmed FROM email_outbox") == 0
    for each in (logging.WARNING, logging.ERROR):
        lines = log_of(caplog, each)
        assert len(lines) == (1 if each == level else 0)  # once, not for each attempt
        assert all(f"({step}: " in line and EMAIL not in line for line in lines)
    peer.replies = dict(GOOD)
    await worker.deliver_all()
    assert (await count(sql, "email_outbox"), len(peer.mails) >= 1) == (0, True)
    assert ("Sending mail works again" in caplog.text) is (level is not None)


@pytest.mark.parametrize("reply", [HANG, CLOSE, "what is this?", "354 go on", "999 hm"])
async def test_a_mail_that_is_not_confirmed_keeps_its_link_and_is_sent_again_rarely(
    client: httpx.AsyncClient,
    peer: SmtpPeer,
    make_worker: MakeWorker,
    sql: Sql,
    caplog: pytest.LogCaptureFixture,
    reply: str,
) -> None:
    await register(client)
    peer.replies["end of data"] = reply
    worker = make_worker(end=0.3)
    waits = []
    for _ in range(2):
        await worker.deliver_all()
        waits.append(await minutes_until_due(sql))
        await worker.deliver_all()  # not due
        await make_due(sql)
    await worker.deliver_all()
    assert waits == [30, 240]
    assert (len(peer.mails), await count(sql, "email_outbox")) == (3, 0)
    assert [line.rpartition(": ")[2] for line in log_of(caplog, logging.WARNING)] == [
        "it is sent again in 30 min.",
        "it is sent again in 240 min.",
        "it is not sent again.",
    ]
    first, *others = [mail_of(content) for content in peer.mails]
    assert {mail["Message-ID"] for mail in others} == {first["Message-ID"]}
    assert len({token_in(mail) for mail in (first, *others)}) == 3
    answer = await client.post("/v1/auth/email/verify", json={"token": token_in(first)})
    assert answer.status_code == 200


async def test_a_mail_that_may_have_arrived_can_be_requested_again_at_once(
    client: httpx.AsyncClient, peer: SmtpPeer, make_worker: MakeWorker, sql: Sql
) -> None:
    await register(client)
    await make_worker().deliver_all()
    forgot = {"email": EMAIL}
    await client.post("/v1/auth/password/forgot", json=forgot)
    peer.replies["end of data"] = CLOSE
    await make_worker().deliver_all()
    await client.post("/v1/auth/password/forgot", json=forgot)
    assert await count(sql, "email_outbox") == 2
    peer.replies = dict(GOOD)
    await make_worker().deliver_all()
    assert len(peer.mails) == 3
    await make_due(sql)
    await make_worker().deliver_all()  # a later one was sent
    assert (len(peer.mails), await count(sql, "email_outbox")) == (3, 0)
    body = {"token": token_in(mail_of(peer.mails[2])), "new_password": "tin drum orchard 4"}
    assert (await client.post("/v1/auth/password/reset", json=body)).status_code == 200


async def stopped_at(worker: MailWorker, moment: Awaitable[object]) -> None:
    """Stop a worker as SIGTERM does, once something has happened."""
    task = asyncio.create_task(worker.deliver_all())
    async with asyncio.timeout(20):
        await moment
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


async def test_a_process_that_is_stopped_at_the_end_of_a_mail_leaves_its_outcome_unknown(
    client: httpx.AsyncClient,
    peer: SmtpPeer,
    make_worker: MakeWorker,
    sql: Sql,
    caplog: pytest.LogCaptureFixture,
) -> None:
    await register(client)
    peer.replies["end of data"] = HANG
    worker = make_worker()
    worker.end_seconds = 0.2
    await stopped_at(worker, peer.has_mail.wait())
    assert await minutes_until_due(sql) == 30
    assert log_of(caplog, logging.WARNING) == [
        "The mail server did not confirm an e-mail (verify_email, the process was stopped): "
        "it is sent again in 30 min."
    ]
    body = {"token": token_in(mail_of(peer.mails[0]))}
    assert (await client.post("/v1/auth/email/verify", json=body)).status_code == 200


@pytest.mark.parametrize(
    ("reply", "queued"),
    [("250 queued", 0), ("550 5.1.1 unknown", 0), ("451 4.7.1 later", 1), (CLOSE, 1)],
)
async def test_a_process_that_is_stopped_at_the_end_of_a_mail_waits_for_its_outcome(
    client: httpx.AsyncClient,
    peer: SmtpPeer,
    make_worker: MakeWorker,
    sql: Sql,
    caplog: pytest.LogCaptureFixture,
    reply: str,
    queued: int,
) -> None:
    for email in (EMAIL, "grace@example.com"):
        await register(client, email=email)
    peer.replies["end of data"] = f"{DELAY}{reply}"
    worker = make_worker()
    task = asyncio.create_task(worker.deliver_all())
    async with asyncio.timeout(20):
        await peer.has_mail.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert len(peer.mails) == 1  # no other one is begun
    assert await sql.fetchval("SELECT count(*) FROM email_outbox WHERE attempts = 1") == queued
    assert "the process was stopped" not in caplog.text
    unconfirmed = await sql.fetchval("SELECT sum(unconfirmed) FROM email_outbox")
    assert unconfirmed == int(reply == CLOSE)


async def test_a_process_that_is_stopped_before_the_end_of_a_mail_releases_it(
    client: httpx.AsyncClient, peer: SmtpPeer, make_worker: MakeWorker, sql: Sql
) -> None:
    await register(client)
    peer.replies["DATA"] = HANG

    async def until_data() -> None:
        while peer.count("DATA") == 0:
            await asyncio.sleep(0.01)

    await stopped_at(make_worker(), until_data())
    peer.replies = dict(GOOD)
    await make_worker().deliver_all()
    assert (len(peer.mails), await count(sql, "email_outbox")) == (1, 0)


async def test_a_mail_during_which_processes_crash_again_and_again_is_given_up(
    client: httpx.AsyncClient,
    peer: SmtpPeer,
    make_worker: MakeWorker,
    sql: Sql,
    caplog: pytest.LogCaptureFixture,
) -> None:
    await register(client)
    await sql.execute("UPDATE email_outbox SET unconfirmed = 3")
    await make_worker().deliver_all()
    assert (peer.mails, await count(sql, "email_outbox")) == ([], 0)
    assert "it is not sent again" in caplog.text


async def test_the_lease_is_renewed_while_the_server_is_slow(
    client: httpx.AsyncClient, peer: SmtpPeer, make_worker: MakeWorker, sql: Sql
) -> None:
    await register(client)
    peer.replies["RCPT"] = HANG
    ends: set[datetime] = set()

    async def until_renewed_twice() -> None:
        while len(ends) < 4:  # queued, claimed, renewed, renewed
            ends.add(await sql.fetchval("SELECT not_before FROM email_outbox"))
            await asyncio.sleep(0.01)

    await stopped_at(make_worker(lease_seconds=3), until_renewed_twice())
    assert peer.connections == 1


async def test_a_server_that_resets_the_connection_after_accepting_has_the_mail(
    client: httpx.AsyncClient, peer: SmtpPeer, make_worker: MakeWorker, sql: Sql
) -> None:
    await register(client)
    peer.replies["end of data"] = f"250 queued\n{CLOSE}"
    await make_worker().deliver_all()
    assert (len(peer.mails), await count(sql, "email_outbox")) == (1, 0)
    assert await count(sql, "one_time_tokens") == 1


async def test_a_recipient_who_is_deferred_does_not_hold_up_others(
    client: httpx.AsyncClient, peer: SmtpPeer, make_worker: MakeWorker, sql: Sql
) -> None:
    for email in (EMAIL, "grace@example.com"):
        await register(client, email=email)
    peer.replies["RCPT"] = "450 4.2.0 greylisted"
    await make_worker().deliver_all()
    assert await sql.fetchval("SELECT sum(attempts) FROM email_outbox") == 2


async def test_a_mail_that_was_refused_for_a_day_is_an_error_with_the_number_of_others(
    client: httpx.AsyncClient,
    peer: SmtpPeer,
    make_worker: MakeWorker,
    sql: Sql,
    caplog: pytest.LogCaptureFixture,
) -> None:
    for email in (EMAIL, "grace@example.com"):
        await register(client, email=email)
    peer.replies["RCPT"] = "450 4.2.0 greylisted"
    await sql.execute(
        "UPDATE email_outbox SET created_at = now() - interval '25 hours' WHERE address = $1",
        EMAIL,
    )
    await make_worker().deliver_all()
    assert log_of(caplog, logging.ERROR) == [
        "An e-mail could not be sent for a day and is discarded "
        "(verify_email, RCPT: 450 4.2.0); 1 are waiting."
    ]


async def test_the_oldest_mail_that_waits_for_long_is_a_warning_once(
    client: httpx.AsyncClient,
    peer: SmtpPeer,
    make_worker: MakeWorker,
    sql: Sql,
    caplog: pytest.LogCaptureFixture,
) -> None:
    for email in (EMAIL, "grace@example.com"):
        await register(client, email=email)
    await sql.execute(
        "UPDATE email_outbox SET created_at = now() - interval '14 minutes' WHERE address = $1",
        EMAIL,
    )
    peer.replies["RCPT"] = "451 4.3.0 Temporary lookup failure"
    for _ in range(12):
        await make_worker().deliver_all()
        await make_due(sql)
    assert log_of(caplog, logging.WARNING) == [
        "An e-mail has been waiting for 14 min (verify_email, RCPT: 451 4.3.0); 2 are waiting. "
        "Run `stylipp check`."
    ]


async def test_refusals_are_repeated_more_rarely_than_attempts_to_connect(
    client: httpx.AsyncClient, peer: SmtpPeer, make_worker: MakeWorker, sql: Sql
) -> None:
    await register(client)
    for reply, minutes in (("550 5.7.60 not you", 5), ("421 busy", 1)):
        peer.replies["MAIL"] = reply
        await sql.execute("UPDATE email_outbox SET attempts = 20, not_before = now()")
        await make_worker().deliver_all()
        assert await minutes_until_due(sql) == minutes


async def test_a_server_without_esmtp_gets_the_mail(
    client: httpx.AsyncClient, peer: SmtpPeer, make_worker: MakeWorker
) -> None:
    await register(client)
    peer.replies |= {"EHLO": "500 what", "RCPT": "250 ok\nwith\nthree lines"}
    await make_worker().deliver_all()
    assert peer.commands[:2] == ["EHLO api.example.com", "HELO api.example.com"]
    assert len(peer.mails) == 1


async def test_sender_and_name_are_those_of_the_settings(
    client: httpx.AsyncClient, app: FastAPI, peer: SmtpPeer
) -> None:
    await register(client)
    changes = {
        "SMTP_URL": f"smtp://127.0.0.1:{peer.port}",
        "MAIL_FROM": "Müller <no-reply@bücher.example>",
        "MAIL_EHLO_NAME": "mail.example.com",
    }
    settings = app.state.wiring.settings.model_copy(update=changes)
    await MailWorker(
        app.state.database, make_transport(settings), settings, app.state.wiring.seals
    ).deliver_all()
    assert peer.commands[:2] == [
        "EHLO mail.example.com",
        "MAIL FROM:<no-reply@xn--bcher-kva.example>",
    ]
    assert mail_of(peer.mails[0])["From"] == "Müller <no-reply@xn--bcher-kva.example>"


async def no_mark() -> None:
    pass


async def send(peer: SmtpPeer, url: str = "", *, body: str = "hello\n") -> None:
    message = EmailMessage(policy=policy.SMTP)
    message["From"] = SENDER
    message.set_content(body)
    server = parse_smtp_url(url or f"smtp://127.0.0.1:{peer.port}")
    await SmtpTransport(server, SENDER).send(message, EMAIL, "", no_mark)


async def test_a_line_that_begins_with_a_dot_arrives(peer: SmtpPeer) -> None:
    await send(peer, body=".\n..\n.a\nend\n")
    assert peer.mails[0].endswith(b"\r\n\r\n.\r\n..\r\n.a\r\nend\r\n")


@pytest.mark.parametrize("address", ["grüße@example.com", '"ada lovelace"@example.com'])
async def test_an_address_of_another_system_gets_mail_if_the_server_can_send_it(
    client: httpx.AsyncClient, peer: SmtpPeer, make_worker: MakeWorker, sql: Sql, address: str
) -> None:
    await sql.execute(
        "INSERT INTO users (id, email, password_hash) VALUES (gen_random_uuid(), $1, '')", address
    )
    await forgot(client, address)
    await make_worker().deliver_all()
    assert len(peer.mails) == int(address.isascii())
    peer.replies["EHLO"] = "250 peer.example\nSMTPUTF8"
    await forgot(client, address)
    await make_worker().deliver_all()
    assert await count(sql, "email_outbox") == 0
    assert peer.count(f"RCPT TO:<{address}>".upper()) == len(peer.mails)
    assert f"\nTo: {address}\r\n".encode() in peer.mails[-1]
    assert peer.count("MAIL FROM:<NO-REPLY@STYLIPP.COM> SMTPUTF8") == int(not address.isascii())


@pytest.mark.parametrize(
    "address", ["a;b@example.com", "a]b@example.com", "a@example.com\r\nbcc: eve@example.com"]
)
async def test_a_mail_whose_address_cannot_be_written_is_dropped_with_its_token(
    client: httpx.AsyncClient,
    peer: SmtpPeer,
    make_worker: MakeWorker,
    sql: Sql,
    caplog: pytest.LogCaptureFixture,
    address: str,
) -> None:
    await register(client)
    await sql.execute("UPDATE email_outbox SET address = $1", address)
    user_id = await sql.fetchval("UPDATE users SET email = $1 RETURNING id", address)
    await make_worker().deliver_all()
    assert (await count(sql, "email_outbox"), await count(sql, "one_time_tokens")) == (0, 0)
    assert (peer.mails, log_of(caplog, logging.ERROR)) == ([], [])
    (line,) = log_of(caplog, logging.WARNING)
    assert f"(verify_email, account {user_id})" in line
    assert address not in caplog.text


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("api.example.com", "api.example.com"),
        ("vm", "[127.0.0.1]"),
        ("15b0717dc4c2", "[127.0.0.1]"),
        ("ada.local", "[127.0.0.1]"),
        ("localhost.localdomain", "[127.0.0.1]"),
        ("ip-10-0-0-1.ec2.internal", "[127.0.0.1]"),
        ("my_host.example.com", "[127.0.0.1]"),
        ("192.0.2.1", "[127.0.0.1]"),
    ],
)
async def test_the_host_introduces_itself_with_a_full_name_or_its_address(
    peer: SmtpPeer, monkeypatch: pytest.MonkeyPatch, host: str, name: str
) -> None:
    monkeypatch.setattr(socket, "gethostname", lambda: host)
    await send(peer)
    assert peer.commands[0] == f"EHLO {name}"


async def test_an_ipv6_address_is_introduced_as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "gethostname", lambda: "vm")
    try:
        async with smtp_peer(host="::1") as peer:
            await send(peer, f"smtp://[::1]:{peer.port}")
    except OSError:
        pytest.skip("this machine has no IPv6")
    assert peer.commands[0] == "EHLO [IPv6:::1]"


async def test_without_a_password_any_encryption_is_better_than_none(tmp_path: Path) -> None:
    tls = server_tls(write_certificate(tmp_path / "own.pem"))
    async with smtp_peer(tls) as peer:
        await send(peer)
    assert peer.encrypted == [True]


@pytest.mark.parametrize(
    "reply", ["454 4.7.0 TLS not available", CLOSE, "220 go on, in plain text"]
)
async def test_without_a_password_a_broken_starttls_is_done_without(
    tmp_path: Path, reply: str
) -> None:
    tls = server_tls(write_certificate(tmp_path / "own.pem"))
    async with smtp_peer(tls) as peer:
        peer.replies["STARTTLS"] = reply
        await send(peer)
    assert (peer.encrypted, peer.connections) == ([False], 2)


@pytest.mark.parametrize("reply", [GOOD["STARTTLS"], "454 4.7.0 TLS not available", CLOSE])
async def test_a_password_is_sent_only_to_a_server_that_has_proven_its_name(
    tmp_path: Path, reply: str
) -> None:
    tls = server_tls(write_certificate(tmp_path / "own.pem"))
    async with smtp_peer(tls) as peer:
        peer.replies["STARTTLS"] = reply
        with pytest.raises(MailNotSent, match="STARTTLS: "):
            await send(peer, f"smtp://u:hunter2hunter2@localhost:{peer.port}")
    assert (peer.count("AUTH"), peer.mails) == (0, [])


async def test_a_password_is_sent_to_a_server_with_a_certificate_that_is_trusted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = write_certificate(tmp_path / "own.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    async with smtp_peer(server_tls(certificate)) as peer:
        await send(peer, f"smtp://u:hunter2hunter2@localhost:{peer.port}")
    assert (peer.count("AUTH PLAIN"), peer.encrypted) == (1, [True])
