"""Replies of servers as they are found in the field."""

import pytest

from src.features.mail.utils.replies import About, read_reply

END = "end of data"


@pytest.mark.parametrize(
    ("step", "code", "text"),
    [
        ("RCPT", 550, "5.1.1 <ada@example.com>: Recipient address rejected: User unknown"),
        ("RCPT", 550, "5.1.10 <a@b>: null MX"),
        ("RCPT", 556, "5.1.10 domain does not accept mail"),
        ("RCPT", 501, "5.1.3 Bad recipient address syntax"),
        ("RCPT", 552, "5.2.2 mailbox full"),
        ("RCPT", 554, "5.2.1 disabled"),
        ("RCPT", 550, "5.4.1 Recipient address rejected: Access denied"),  # Exchange Online
        ("RCPT", 550, "5.4.4 unable to route: no mail hosts for domain"),
        ("RCPT", 550, "Unrouteable address"),  # exim
        ("RCPT", 550, "no such user"),
        ("RCPT", 550, "<spam.host@example.com>: no such user"),
        ("RCPT", 550, "Requested action not taken: mailbox unavailable"),
        ("RCPT", 550, "5.5.0 Requested action not taken: mailbox unavailable"),
        ("RCPT", 550, "5.0.0 unknown"),
        ("RCPT", 550, "sorry, no mailbox here by that name. (#5.1.1)"),  # qmail
        ("RCPT", 551, "user not local"),
        ("RCPT", 553, "mailbox name invalid"),
        ("RCPT", 550, ""),
        (END, 554, "Transaction failed"),
        (END, 550, "5.1.1 no such user"),
        (END, 552, "mailbox full"),
    ],
)
def test_a_refusal_about_the_recipient_is_final(step: str, code: int, text: str) -> None:
    assert read_reply(step, code, text).is_final


@pytest.mark.parametrize(
    ("step", "code", "text"),
    [
        # about our name, address or sender, at whatever step the server says so
        ("RCPT", 504, "5.5.2 <vm>: Helo command rejected: need fully-qualified hostname"),
        ("RCPT", 550, "5.7.1 <vm>: Helo command rejected: Host not found"),
        ("RCPT", 550, "5.1.7 <a@b>: Sender address rejected: undeliverable address"),
        ("RCPT", 553, "5.1.8 Domain of sender address does not exist"),
        ("RCPT", 550, "5.1.0 <a@b>: Sender address rejected: User unknown"),
        ("RCPT", 550, "Sender verify failed"),
        ("MAIL", 550, "5.7.60 SMTP; Client does not have permissions to send as this sender"),
        ("MAIL", 550, "no such user"),
        (END, 554, "5.2.252 SendAsDenied; not allowed to send as no-reply@example.com"),
        # about relaying and logins
        ("RCPT", 554, "5.7.1 <ada@example.com>: Relay access denied"),
        ("RCPT", 550, "5.7.0 Authentication required"),
        ("RCPT", 550, "relay not permitted"),  # exim
        ("RCPT", 550, "authentication required"),
        ("RCPT", 553, "Relaying disallowed as no-reply@example.com"),  # Zoho
        ("RCPT", 553, "sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)"),
        ("RCPT", 530, "5.7.0 Must issue a STARTTLS command first"),
        # about our network's reputation, quotas and what we send
        ("RCPT", 554, "5.7.1 Service unavailable; Client host [192.0.2.1] blocked using x"),
        ("RCPT", 550, "Requested action not taken: mailbox unavailable. ?ip=192.0.2.1&c=rbl"),
        ("RCPT", 550, "5.7.25 no reverse DNS"),
        ("RCPT", 550, "5.4.5 Daily sending quota exceeded"),
        ("RCPT", 550, "5.1.90 daily limit for message recipients"),
        (END, 550, "5.7.26 This mail is unauthenticated"),
        (END, 554, "Message rejected: Email address is not verified."),  # Amazon SES
        (END, 554, "5.7.1 Spam message rejected"),
        (END, 552, "5.3.4 Message too big"),
        (END, 554, "5.6.0 invalid content"),
        # about none of them
        ("RCPT", 503, "5.5.1 need MAIL command"),
        ("RCPT", 554, "no valid recipients"),
        ("RCPT", 599, "what"),
        ("RCPT", 450, "4.1.1 unknown"),
        ("RCPT", 450, "5.1.1 a contradiction"),
        (END, 451, "4.7.1 try again later"),
        ("RCPT", -1, "not SMTP"),
    ],
)
def test_every_other_refusal_waits(step: str, code: int, text: str) -> None:
    assert not read_reply(step, code, text).is_final


@pytest.mark.parametrize(
    ("step", "code", "text", "about"),
    [
        ("RCPT", 454, "4.7.1 <ada@example.com>: Relay access denied", About.US),  # Postfix
        ("RCPT", 454, "4.7.1 <a@b>: Recipient address rejected: Relay access denied", About.US),
        (
            "RCPT",
            450,
            "4.7.1 Client host rejected: cannot find your hostname, [192.0.2.1]",
            About.US,
        ),
        ("RCPT", 450, "4.7.25 Client host rejected: cannot find your reverse hostname", About.US),
        ("RCPT", 450, "4.7.1 Service unavailable; Client host [192.0.2.1] blocked", About.US),
        (
            "RCPT",
            451,
            "4.7.650 The mail server has been rate limited due to IP reputation",
            About.US,
        ),
        ("RCPT", 450, "4.7.1 <vm>: Helo command rejected: Host not found", About.NAME),
        ("EHLO", 450, "4.7.1 <vm>: Helo command rejected: Host not found", About.NAME),
        ("RCPT", 550, "5.7.1 <vm>: Helo command rejected: Host not found", About.NAME),
        ("RCPT", 504, "5.5.2 <vm>: need a fully qualified name", About.NAME),
        ("RCPT", 450, "4.1.8 <a@b>: Sender address rejected: Domain not found", About.SENDER),
        ("MAIL", 451, "4.1.8 Domain of sender address a@b does not resolve", About.SENDER),
        ("RCPT", 451, "Could not complete sender verify callout", About.SENDER),  # exim
        ("MAIL", 530, "5.7.0 Authentication required", About.LOGIN),
        ("MAIL", 530, "5.7.57 Client not authenticated to send mail", About.LOGIN),
        ("RCPT", 550, "relay not permitted, authentication required", About.LOGIN),
        ("RCPT", 550, "5.7.1 relaying denied, SMTP AUTH required", About.LOGIN),
        ("RCPT", 450, "4.7.1 you need to authenticate first", About.LOGIN),
        ("MAIL", 530, "5.7.0 Must issue a STARTTLS command first", About.TLS),
        ("RCPT", 451, "5.7.3 STARTTLS is required to send mail", About.TLS),
        ("MAIL", 550, "5.7.26 Unauthenticated email is not accepted due to DMARC", About.US),
        # about the recipient, for now
        (
            "RCPT",
            450,
            "4.2.0 <a@b>: Recipient address rejected: Greylisted, see http://x/host",
            None,
        ),
        ("RCPT", 451, "4.7.1 Greylisting in action, please come back in 00:05:00", None),
        ("RCPT", 450, "4.7.1 <vm[192.0.2.1]>: Client host rejected: Greylisted", None),
        ("RCPT", 451, "Sender is graylisted, not permitted yet", None),
        ("RCPT", 451, "4.7.1 try again later", None),
        ("RCPT", 451, "4.7.1 messages from 192.0.2.1 temporarily deferred", None),
        ("RCPT", 450, "<relay.denied@host.example>: busy", None),
        ("RCPT", 450, "4.1.1 <a@b>: unverified address: Address verification in progress", None),
        ("RCPT", 451, "Could not complete recipient verify callout", None),  # exim
        ("RCPT", 450, "4.2.1 The user is receiving mail at a rate that is too high", None),  # Gmail
        ("RCPT", 452, "mailbox size limit exceeded", None),
        ("RCPT", 452, "4.5.3 Too many recipients", None),
        ("RCPT", 556, "5.1.10 <a@b>: Domain does not accept mail (nullMX)", None),
        ("RCPT", 554, "5.7.1 <a@b>: Recipient address rejected: Access denied", None),
        # about the server
        ("connect", 421, "4.7.0 too many connections from your host", None),
        ("AUTH", 454, "4.7.0 Temporary authentication failure", None),
        ("STARTTLS", 454, "4.7.0 STARTTLS not available", None),
        ("RCPT", 451, "4.3.0 Temporary lookup failure", None),
        (END, 451, "4.5.0 virus scan failed", None),
    ],
)
def test_a_refusal_about_us_is_told_from_one_that_passes(
    step: str, code: int, text: str, about: About | None
) -> None:
    assert read_reply(step, code, text).about == about


def test_a_reply_shows_its_codes_only() -> None:
    assert str(read_reply("RCPT", 550, "5.1.1 <ada@example.com> unknown")) == "550 5.1.1"
    assert "ada" not in repr(read_reply("RCPT", 550, "ada@example.com"))
