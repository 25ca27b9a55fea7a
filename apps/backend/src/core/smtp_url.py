"""One reading of SMTP addresses."""

from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit


@dataclass(frozen=True)
class SmtpServer:
    """Where mail is handed over."""

    host: str
    port: int
    username: str | None
    password: str | None = field(repr=False)
    has_implicit_tls: bool
    """TLS from the first byte (RFC 8314); otherwise STARTTLS is used where it is offered."""

    @property
    def needs_starttls(self) -> bool | None:
        """A password never goes over a connection that somebody has kept from being encrypted;
        without one, None: where the server offers it."""
        if self.has_implicit_tls:
            return False
        return True if self.username is not None else None


def parse_smtp_url(raw: str) -> SmtpServer:
    """Read `smtp://user:password@host:587` or `smtps://host`. `ValueError` with one sentence if it
    is neither; the sentence does not hold the password."""
    try:
        parts = urlsplit(raw)
        host, port = parts.hostname, parts.port
        (host or "").encode("idna")  # a name that is none is told here, not when mail should leave
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
