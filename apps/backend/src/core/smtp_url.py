"""Parses SMTP URLs and names of hosts, for the settings, the mail worker and `stylipp check`."""

import ipaddress
import re
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

_LABEL = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
_FULL_NAME = re.compile(rf"({_LABEL}\.)+(?=[0-9-]*[a-z]){_LABEL}", re.IGNORECASE)


@dataclass(frozen=True)
class SmtpServer:
    """The SMTP server for outgoing mail."""

    host: str
    port: int
    username: str | None
    password: str | None = field(repr=False)
    has_implicit_tls: bool
    """TLS from the first byte (RFC 8314); otherwise STARTTLS is used where it is offered."""

    @property
    def needs_tls(self) -> bool:
        """Whether TLS is required and the certificate is verified: with smtps://, and with a
        password, so that an attacker who suppresses STARTTLS does not get it. Without either, such
        an attacker gets the mail anyway, and any encryption is better than none (RFC 7435 §3)."""
        return self.has_implicit_tls or self.username is not None


def parse_smtp_url(raw: str) -> SmtpServer:
    """Parse `smtp://user:password@host:587` or `smtps://host`. Raises `ValueError` with one
    sentence, which does not contain the password."""
    try:
        parts = urlsplit(raw)
        host, port = parts.hostname, parts.port
        (host or "").encode("idna")  # report an invalid name now, not when mail is sent
    except ValueError:
        host = port = None
        parts = urlsplit("")
    has_more = parts.path.strip("/") or parts.query or parts.fragment
    if parts.scheme not in ("smtp", "smtps") or not host or has_more:
        raise ValueError(
            "must look like smtp://user:password@host:587 or smtps://host:465; "
            "/, ?, # and % in user or password must be percent-encoded"
        )
    if parts.password and not parts.username:
        raise ValueError("has a password, but no user")
    if port == 0:
        raise ValueError("must have a port from 1 to 65535")
    try:
        username = unquote(parts.username or "", errors="strict") or None
        password = unquote(parts.password or "", errors="strict") or None
    except UnicodeDecodeError:
        raise ValueError(
            "must encode user and password as UTF-8 before percent-encoding them: ü is %C3%BC"
        ) from None
    if "\0" in f"{username}{password}":
        raise ValueError("must not have a null character in user or password")
    has_implicit_tls = parts.scheme == "smtps"
    return SmtpServer(
        host=host,
        port=port or (465 if has_implicit_tls else 587),
        username=username,
        password=password,
        has_implicit_tls=has_implicit_tls,
    )


def is_full_name(host: str) -> bool:
    """Whether a host name is fully qualified (RFC 5321 §2.3.5): it has a dot, and is ASCII."""
    return len(host) <= 253 and _FULL_NAME.fullmatch(host) is not None


def address_literal(ip: str) -> str:
    """Return an IP address as EHLO takes it (RFC 5321 §4.1.3): `[192.0.2.1]`, `[IPv6:2001:db8::1]`.
    Raises `ValueError`."""
    address = ipaddress.ip_address(ip.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        return f"[{address.ipv4_mapped or f'IPv6:{address}'}]"
    return f"[{address}]"
