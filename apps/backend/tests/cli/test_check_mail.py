"""What `stylipp check` says about a mail server, and that it sends no mail."""

from pathlib import Path

import pytest

from src.cli.checks.line import Mark
from src.cli.checks.mail import check_mail
from src.core.config import Settings
from src.features.mail.service.smtp import Patience
from tests.certificates import server_tls, write_certificate
from tests.smtp_peer import CLOSE, HANG, SmtpPeer, smtp_peer

PASSWORD = "hunter2hunter2"


async def checked(
    peer: SmtpPeer, url: str = "smtp://127.0.0.1", seconds: float = 10
) -> tuple[Mark, str]:
    line = await check_mail(Settings(SMTP_URL=f"{url}:{peer.port}"), Patience(step=seconds))
    assert line.name == "mail"
    assert peer.mails == []
    assert peer.count("DATA") == 0
    assert PASSWORD not in line.finding + line.advice
    return line.mark, f"{line.finding.partition(' ')[2]}. {line.advice}"


@pytest.mark.parametrize(
    ("step", "reply", "finding"),
    [
        ("connect", "554 5.7.1 blocked", "refuses mail from here (connect: 554 5.7.1). Let this"),
        ("connect", "421 busy", "is not available for now (connect: 421). Mail stays queued"),
        ("connect", CLOSE, "cannot be used (connect: SMTPServerDisconnected). Check host and port"),
        ("EHLO", "550 who?", "rejects the name of this host (EHLO: 550). Set MAIL_EHLO_NAME"),
        ("EHLO", "504 5.5.2 who?", "rejects the name of this host (EHLO: 504 5.5.2). Set MAIL_E"),
        ("MAIL", "550 5.7.60 no", "does not accept the sender no-reply@stylipp.com (MAIL: 550 5."),
        ("RCPT", "504 5.5.2 who?", "rejects the name of this host (RCPT: 504 5.5.2). Set MAIL_E"),
        ("RCPT", "554 5.7.1 Relay access denied", "refuses mail from here (RCPT: 554 5.7.1). Let"),
        ("RCPT", "550 relay not permitted", "refuses mail from here (RCPT: 550). Let this host"),
        ("RCPT", "454 4.7.1 Relay access denied", "refuses mail from here (RCPT: 454 4.7.1). Let"),
        (
            "RCPT",
            "450 4.7.1 cannot find your host",
            "refuses mail from here (RCPT: 450 4.7.1). Let",
        ),
        (
            "RCPT",
            "450 4.7.1 <vm>: Helo command rejected: Host not found",
            "rejects the name of this host (RCPT: 450 4.7.1). Set MAIL_EHLO_NAME",
        ),
        (
            "EHLO",
            "450 4.7.1 <vm>: Helo command rejected",
            "rejects the name of this host (EHLO: 450",
        ),
        (
            "connect",
            "450 4.7.1 Client host rejected",
            "refuses mail from here (connect: 450 4.7.1). L",
        ),
        ("RCPT", "421 busy", "is not available for now (RCPT: 421). Mail stays queued"),
        ("MAIL", "451 4.1.8 unknown domain", "does not accept the sender no-reply@stylipp.com (M"),
        (
            "MAIL",
            "530 5.7.0 Authentication required",
            "requires a login (MAIL: 530 5.7.0). Put use",
        ),
        ("MAIL", "530 5.7.57 not authenticated", "requires a login (MAIL: 530 5.7.57). Put user a"),
        (
            "RCPT",
            "530 5.7.0 Authentication required",
            "requires a login (RCPT: 530 5.7.0). Put use",
        ),
        (
            "MAIL",
            "530 5.7.0 Must issue a STARTTLS command first",
            "requires TLS (MAIL: 530 5.7.0). ",
        ),
        (
            "RCPT",
            "530 Must issue a STARTTLS command first",
            "requires TLS (RCPT: 530). Use smtps://",
        ),
        ("connect", "HTTP/1.1 400 Bad Request", "is not an SMTP server (connect). Check host and "),
        ("connect", "SSH-2.0-OpenSSH_10.0", "is not an SMTP server (connect). Check host and port"),
        ("EHLO", "500 unknown command", "is not an SMTP server (EHLO). Check host and port"),
    ],
)
async def test_what_a_server_refuses_is_told_with_the_way_out(
    step: str, reply: str, finding: str
) -> None:
    async with smtp_peer() as peer:
        peer.replies[step] = reply
        if step == "EHLO":
            peer.replies["HELO"] = reply
        mark, text = await checked(peer)
    assert (mark, text[: len(finding)]) == (Mark.BAD, finding)


@pytest.mark.parametrize(
    ("reply", "finding"),
    [
        ("454 4.7.1 Relay access denied", "refuses mail from here (RCPT: 454 4.7.1)"),
        ("550 relay not permitted", "refuses mail from here (RCPT: 550)"),
        ("556 5.1.10 null MX", "accepts mail, not encrypted"),
        ("550 5.7.1 Recipient address rejected: Access denied", "accepts mail, not encrypted"),
        ("450 4.2.0 greylisted", "accepts mail, not encrypted"),
        ("452 4.5.3 Too many recipients", "accepts mail, not encrypted"),
        ("503 5.5.1 one at a time", "accepts mail, not encrypted"),
        (HANG, "accepts mail, not encrypted"),
        (CLOSE, "accepts mail, not encrypted"),
    ],
)
async def test_a_server_that_takes_mail_for_its_own_domain_only_is_told(
    reply: str, finding: str
) -> None:
    async with smtp_peer() as peer:
        peer.replies["RCPT TO:<postmaster@example.com>"] = reply
        _, text = await checked(peer, seconds=1)
    assert text.startswith(finding)


@pytest.mark.parametrize("reply", ["502 what", CLOSE])
async def test_a_server_that_does_not_know_rset_can_be_used(reply: str) -> None:
    async with smtp_peer() as peer:
        peer.replies["RSET"] = reply
        assert await checked(peer) == (Mark.GOOD, "accepts mail, not encrypted. ")


@pytest.mark.parametrize("reply", ["250 ok", "550 5.1.1 no such mailbox", "450 4.2.0 greylisted"])
async def test_the_sender_need_not_have_a_mailbox(reply: str) -> None:
    async with smtp_peer() as peer:
        peer.replies["RCPT"] = reply
        assert await checked(peer) == (Mark.GOOD, "accepts mail, not encrypted. ")
    assert peer.commands[-2:] == ["RSET", "QUIT"]


async def test_a_server_that_says_nothing_is_told_in_time() -> None:
    async with smtp_peer() as peer:
        peer.replies["connect"] = HANG
        _, text = await checked(peer, seconds=0.2)
    assert text.startswith("cannot be used (connect: TimeoutError). Check host and port")


@pytest.mark.parametrize(
    ("host", "days", "finding"),
    [
        ("localhost", 1, "has an invalid certificate: self-signed certificate. Set SSL_CERT_FILE"),
        ("localhost", -1, "has an invalid certificate: certificate has expired. Renew"),
        ("mail.example", 1, "has an invalid certificate: Hostname mismatch"),
    ],
)
async def test_an_invalid_certificate_is_told_with_the_way_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, host: str, days: int, finding: str
) -> None:
    certificate = write_certificate(tmp_path / "own.pem", host, days)
    if "self-signed" not in finding:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    async with smtp_peer(server_tls(certificate)) as peer:
        mark, text = await checked(peer, f"smtp://u:{PASSWORD}@localhost")
        assert (mark, text[: len(finding)]) == (Mark.BAD, finding)
        assert ("SSL_CERT_FILE" in text) is ("self-signed" in text)
        assert ("Write the host in SMTP_URL as in the certificate" in text) is ("mismatch" in text)
        # Without a password, the certificate does not matter.
        assert await checked(peer, "smtp://localhost") == (Mark.GOOD, "accepts mail, encrypted. ")


async def test_what_a_password_needs_is_told() -> None:
    async with smtp_peer() as peer:
        _, text = await checked(peer, f"smtp://u:{PASSWORD}@localhost")
    assert text.startswith("offers no STARTTLS: the password is not sent. Use smtps://")
    assert peer.count("AUTH") == 0


@pytest.mark.parametrize(
    ("step", "reply", "finding"),
    [
        ("AUTH", "535 5.7.8 no", "rejects the login (535 5.7.8). Check user and password"),
        ("AUTH", "454 4.7.0 later", "is not available for now (AUTH: 454 4.7.0). Mail stays"),
        ("EHLO", "250-x\nSTARTTLS", "offers no login. Remove user and password"),
        ("EHLO", "250-x\nSTARTTLS\nAUTH XOAUTH2 GSSAPI", "offers no login. Remove user and"),
    ],
)
async def test_a_login_that_fails_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, reply: str, finding: str
) -> None:
    certificate = write_certificate(tmp_path / "own.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    async with smtp_peer(server_tls(certificate)) as peer:
        peer.replies[step] = reply.replace("250-x", "250 x")
        _, text = await checked(peer, f"smtp://u:{PASSWORD}@localhost")
    assert text.startswith(finding)


async def test_smtps_on_a_port_without_tls_is_told() -> None:
    async with smtp_peer() as peer:
        mark, text = await checked(peer, "smtps://localhost")
    assert mark is Mark.BAD
    assert text.startswith("does not speak TLS from the first byte (connect: SSLError)")
    assert "smtps:// is for port 465" in text
