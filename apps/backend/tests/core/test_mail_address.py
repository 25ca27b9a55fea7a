"""Every sender that the settings accept makes a mail that others can read."""

import re
from datetime import UTC, datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.utils import parseaddr
from uuid import uuid4

import pytest

from src.core.config import Settings, load_settings
from src.core.mail_address import Mailbox, UnwritableAddress, mailbox_header
from src.features.mail.schemas.schemas import EmailKind, QueuedMail
from src.features.mail.utils.letters import compose
from stylipp_schemas import Locale

FAMILY = "\N{WOMAN}\N{ZERO WIDTH JOINER}\N{PERSONAL COMPUTER}"


@pytest.mark.parametrize(
    ("setting", "name", "address"),
    [
        ("Stylipp <no-reply@stylipp.com>", "Stylipp", "no-reply@stylipp.com"),
        ("no-reply@stylipp.com", "", "no-reply@stylipp.com"),
        ("<no-reply@stylipp.com>", "", "no-reply@stylipp.com"),
        ("Stylipp <no-reply@bücher.example>", "Stylipp", "no-reply@xn--bcher-kva.example"),
        ("株式会社 <a@例え.jp>", "株式会社", "a@xn--r8jz45g.jp"),
        ("Müller <a@example.com>", "Müller", "a@example.com"),
        ('"Müller" <a@example.com>', "Müller", "a@example.com"),
        ("Müller, Inc. (Team) <a@example.com>", "Müller, Inc. (Team)", "a@example.com"),
        ("Müller@home: <a@example.com>", "Müller@home:", "a@example.com"),
        ("Stylipp, Inc. (Team) <a@example.com>", "Stylipp, Inc. (Team)", "a@example.com"),
        ('A "B" \\ C <a@example.com>', 'A "B" \\ C', "a@example.com"),
        ('"A \\"B\\" C" <a@example.com>', 'A "B" C', "a@example.com"),
        ("=?utf-8?q?M=C3=BCller=2C?= <a@example.com>", "Müller,", "a@example.com"),
        ("=?no encoding <a@example.com>", "=?no encoding", "a@example.com"),
        (f"{FAMILY} Stylipp <a@example.com>", f"{FAMILY} Stylipp", "a@example.com"),
        ("A\N{NO-BREAK SPACE} B <a@example.com>", "A B", "a@example.com"),
        (f"{'ü' * 200} <a@example.com>", "ü" * 200, "a@example.com"),
        (f"{'é x, ' * 39}é <a@example.com>", f"{'é x, ' * 39}é", "a@example.com"),
        (f"{'x' * 200} <a@example.com>", "x" * 200, "a@example.com"),
        ("Intranet <a@corp.local>", "Intranet", "a@corp.local"),
        ("root@localhost", "", "root@localhost"),
        ("a@mail.test", "", "a@mail.test"),
    ],
)
def test_a_sender_arrives_as_it_was_set(setting: str, name: str, address: str) -> None:
    mail = QueuedMail(
        uuid4(), EmailKind.VERIFY_EMAIL, uuid4(), "ada@example.com", 1, 0, datetime.now(UTC)
    )
    content = compose(
        mail, Settings(MAIL_FROM=setting), locale=Locale.ENGLISH, token="token"
    ).as_bytes()
    assert content.isascii()
    lines = content.split(b"\r\n")
    assert all(len(line) <= 998 for line in lines)  # RFC 5322 §2.1.1
    assert all(len(line) <= 76 for line in lines if b"=?utf-8?" in line)  # RFC 2047 §2
    assert not re.search(b"\r(?!\n)|(?<!\r)\n", content)
    header = message_from_bytes(content)["From"].replace("\r\n", "")
    encoded, read = parseaddr(header)
    assert (str(make_header(decode_header(encoded))), read) == (name, address)
    assert f"@{address.partition('@')[2]}>" in message_from_bytes(content)["Message-ID"]


@pytest.mark.parametrize(
    ("setting", "sentence"),
    [
        ("grüße@example.com", "must have ASCII characters only before the @"),
        ("A <grüße@example.com>", "must have ASCII characters only before the @"),
        (f"{'x' * 201} <a@example.com>", "must have a name of at most 200 characters"),
        ("Stylipp", "must look like"),
        ("Stylipp <>", "must look like"),
        ("Stylipp a@example.com", "must look like"),
        ("Stylipp <a@example.com", "must look like"),
        ("a@example.com, b@example.com", "must look like"),
        ("A <a@example.com>, B <b@example.com>", "must look like"),
        ("Team: A <a@example.com>;", "must look like"),
        ("a@example.com (Stylipp)", "must look like"),
        ("a@[192.0.2.1]", "must look like"),
        ('"a b"@example.com', "must look like"),
        (f"{'a' * 65}@example.com", "must look like"),
        ("A\r\nBcc: eve@example.com <a@example.com>", "must be one line"),
        ("=?utf-8?q?A=0ABcc=3A_eve?= <a@example.com>", "must look like"),
        ("=?nothing?q?A?= <a@example.com>", "must look like"),
        ("A\N{LINE SEPARATOR}B <a@example.com>", "must look like"),
        ("A\tB <a@example.com>", "must look like"),
        ("A\udcffB <a@example.com>", "must look like"),
    ],
)
def test_a_sender_of_whom_no_mail_can_be_made_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, setting: str, sentence: str
) -> None:
    monkeypatch.setenv("MAIL_FROM", setting)
    with pytest.raises(SystemExit) as caught:
        load_settings(Settings)
    assert str(caught.value).startswith(f"Settings: MAIL_FROM {sentence}")
    assert len(str(caught.value).splitlines()) == 1


@pytest.mark.parametrize(
    "address",
    [
        "a@b.c\r\nBcc: d@e.f",
        "a b@c.d",
        "a@b.c, d@e.f",
        "a;b@c.d",
        "a@b.c>",
        '"a"b"@c.d',
        "a",
        # Parsers read another address from these: `a`, and `a@b.c`.
        "a]b@c.d",
        "a[b@c.d",
        "a@b.c]",
    ],
)
def test_an_address_that_breaks_a_header_is_not_written(address: str) -> None:
    with pytest.raises(UnwritableAddress):
        mailbox_header(Mailbox("", address))


@pytest.mark.parametrize("address", ["a@[192.0.2.1]", "a@[IPv6:2001:db8::1]", '"a b"@c.d', "ä@c.d"])
def test_an_unusual_address_is_written_as_it_is(address: str) -> None:
    assert mailbox_header(Mailbox("", address)) == address
