"""Parses SMTP URLs, for the settings, the mail worker and `stylipp check`."""

from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit


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
    def needs_starttls(self) -> bool | None:
        """Whether STARTTLS is required: with a password, so that an attacker who suppresses it does
        not get the password. None: it is used if the server offers it."""
        if self.has_implicit_tls:
            return False
        return True if self.username is not None else None


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
    if parts.scheme not in ("smtp", "smtps") or not host or parts.path.strip("/") or parts.query:
        raise ValueError("must look like smtp://user:password@host:587 or smtps://host:465")
    has_implicit_tls = parts.scheme == "smtps"
    return SmtpServer(
        host=host,
        port=port or (465 if has_implicit_tls else 587),
        username=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
        has_implicit_tls=has_implicit_tls,
    )
