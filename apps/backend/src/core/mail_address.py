"""A sender as it is set, and as it is written into the header of a mail."""

import re
import unicodedata
from email.errors import MessageError
from email.header import Header, decode_header, make_header
from typing import NamedTuple

from email_validator import EmailNotValidError, validate_email

NAME_MAX_LENGTH = 200

_MUST = "must look like Stylipp <no-reply@stylipp.com>"
_SUFFIX = ".example.com"
_WITH_NAME = re.compile(r"([^<>]*)<([^<>\s]+)>")
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')
_PLAIN = r'[^\s<>()\[\],:;"\\]+'
_WRITABLE = re.compile(rf'("[^"\\]+"|{_PLAIN})@({_PLAIN}|\[[\w.:-]+\])', re.ASCII)
_ATOMS = re.compile(r"[\w!#$%&'*+/^`{|}~ -]+", re.ASCII)


class UnwritableAddress(ValueError):
    """The address would break the header of a mail, or be read as another one."""


class Mailbox(NamedTuple):
    """A display name, which may be empty, and an address in ASCII."""

    name: str
    address: str


def parse_mailbox(text: str) -> Mailbox:
    """Parse `Stylipp <no-reply@stylipp.com>` or an address alone. The name needs no quotes and no
    encoding, the domain is converted to IDNA. Raises `ValueError` with one sentence."""
    match = _WITH_NAME.fullmatch(text.strip())
    name, address = match.groups() if match else ("", text.strip())
    name = _read_name(name)
    if len(name) > NAME_MAX_LENGTH:
        raise ValueError(f"must have a name of at most {NAME_MAX_LENGTH} characters")
    try:
        # The suffix lets .local, .test and localhost pass: an intranet's relay may accept them.
        parts = validate_email(f"{address}{_SUFFIX}", check_deliverability=False, strict=True)
    except EmailNotValidError:
        raise ValueError(_MUST) from None
    if parts.ascii_email is None:
        raise ValueError(
            "must have ASCII characters only before the @; the name and the domain may have others"
        )
    return Mailbox(name, parts.ascii_email.removesuffix(_SUFFIX))


def _read_name(text: str) -> str:
    """Return a display name without its quotes or its encoding (RFC 2047)."""
    name = text.strip()
    if quoted := _QUOTED.fullmatch(name):
        name = re.sub(r"\\(.)", r"\1", quoted[1])
    elif "=?" in name:
        try:
            name = str(make_header(decode_header(name)))
        except (MessageError, ValueError, LookupError):
            raise ValueError(_MUST) from None
    # Line breaks and other control characters; joiners, as in some emoji, are in Cf.
    if any(unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp") for character in name):
        raise ValueError(_MUST)
    return " ".join(name.split())


def mailbox_header(mailbox: Mailbox) -> str:
    """Return a mailbox as the value of a header, folded. Raises `UnwritableAddress`.

    Not by `EmailMessage`: before Python 3.12.5 it encodes `Müller, Inc.` as two mailboxes.
    """
    name, address = mailbox
    if not address.isprintable() or not _WRITABLE.fullmatch(address):
        raise UnwritableAddress
    if not name:
        return address
    if not name.isascii():
        words = Header(name, "utf-8", maxlinelen=76, header_name="From")  # RFC 2047 §2
        return f"{words.encode(linesep='\r\n')}\r\n <{address}>"
    if not _ATOMS.fullmatch(name):
        escaped = re.sub(r'(["\\])', r"\\\1", name)
        name = f'"{escaped}"'
    return f"{name} <{address}>"
