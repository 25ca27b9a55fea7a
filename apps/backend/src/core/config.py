"""Settings: read from the environment, then from ``.env`` at the repository root.

An empty variable counts as unset. A bad value ends the process with one sentence.
"""

import os
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from src.core.setting_types import (
    DAY,
    DatabaseUrl,
    FrontendUrl,
    Host,
    Limit,
    LimitSetting,
    Networks,
    Origins,
    Sender,
    SmtpUrl,
)

_CHECKOUT = Path(__file__).resolve().parents[4]
REPOSITORY_ROOT = _CHECKOUT if (_CHECKOUT / "apps" / "backend").is_dir() else Path.cwd()
"""Where ``.env`` and ``.data/`` lie; an installed wheel has no checkout and uses the working
directory."""

SECRET_KEY_MIN_BYTES = 32
"""HS256 wants a key as long as its hash (RFC 7518 §3.2)."""

HOW_TO_MAKE_A_KEY = "python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"


class DatabaseSettings(BaseSettings):
    """The part of the settings that migrations need."""

    model_config = SettingsConfigDict(
        env_file=REPOSITORY_ROOT / ".env",
        env_file_encoding="utf-8",
        case_sensitive=False,
        extra="ignore",
        hide_input_in_errors=True,
    )

    DATABASE_URL: DatabaseUrl = None
    """Address of a PostgreSQL 15 to 18, as providers hand it out. Unset: *local mode*, a
    PostgreSQL of its own is started below DATA_DIR."""

    DATABASE_POOLER: Literal["pgbouncer"] | None = None
    """Set to pgbouncer when DATABASE_URL leads through PgBouncer (1.18 or newer) in transaction
    mode. It passes no timeouts on, so give them to the role (docs/operations.md, PgBouncer)."""

    MIGRATION_DATABASE_URL: DatabaseUrl = None
    """Address that migrations use instead, when DATABASE_URL leads through a pooler."""

    DATA_DIR: Path = REPOSITORY_ROOT / ".data"
    """Where local mode keeps its database and its generated key."""

    @model_validator(mode="before")
    @classmethod
    def _empty_means_unset(cls, values: dict[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in values.items() if value != ""}

    @field_validator("DATA_DIR")
    @classmethod
    def _resolve_folder(cls, folder: Path) -> Path:
        # One place, from whatever working directory a program is started.
        folder = (REPOSITORY_ROOT / folder.expanduser()).resolve()
        there = next(path for path in (folder, *folder.parents) if os.path.exists(path))
        if not there.is_dir() or not str(folder).isprintable():
            raise ValueError("must be a folder, or a place where one can be made")
        return folder

    @property
    def is_local(self) -> bool:
        """Whether the embedded PostgreSQL is used: development on one machine."""
        return self.DATABASE_URL is None


class Settings(DatabaseSettings):
    """Everything that can be set from outside."""

    SECRET_KEY: str | None = Field(default=None, repr=False)
    """Key from which all other keys are derived, at least 32 bytes. Required with DATABASE_URL;
    in local mode it is generated once and kept below DATA_DIR."""

    SECRET_KEY_PREVIOUS: str | None = Field(default=None, repr=False)
    """The SECRET_KEY before the last rotation: still verifies tokens, signs nothing."""

    DEBUG: bool = False
    """More detailed logs. Changes no answer and weakens nothing."""

    METRICS_PORT: int | None = Field(default=None, ge=1, le=65_535)
    """Port for Prometheus, beside the API's and for all workers together. Unset: no metrics."""

    METRICS_HOST: Host = "127.0.0.1"
    """Address of that port. In a container 0.0.0.0, on a network that only Prometheus reaches."""

    CORS_ORIGINS: Origins = (
        "http://localhost:5173",
        "https://stylipp.com",
    )
    """Origins whose pages may call the API with credentials: a comma list or a JSON list."""

    ACCESS_TOKEN_SECONDS: int = Field(default=900, ge=30, le=86_400)
    """Lifetime of an access token."""

    REFRESH_GRACE_SECONDS: int = Field(default=10, ge=0, le=60)
    """How long the refresh token before the current one still gives the current one."""

    SESSION_IDLE_SECONDS: int = Field(default=14 * DAY, ge=60, le=400 * DAY)
    """A session ends when it was not refreshed for this long."""

    SESSION_ABSOLUTE_SECONDS: int = Field(default=30 * DAY, ge=60, le=400 * DAY)
    """A session ends this long after its login, whatever happens."""

    SESSION_MAX_PER_USER: int = Field(default=50, ge=1, le=1000)
    """One more login ends the oldest session."""

    RATE_LIMIT_ENABLED: bool = True
    """Whether tries are limited at all."""

    RATE_LIMIT_LOGIN_ACCOUNT: LimitSetting = Limit(10, 60)
    """Failed logins at one account, separately for each device that has logged in before."""

    RATE_LIMIT_LOGIN_IP: LimitSetting = Limit(60, 5)
    """Failed logins from one address."""

    RATE_LIMIT_REGISTER_IP: LimitSetting = Limit(60, 30)
    """Registrations from one address."""

    RATE_LIMIT_MAIL_ADDRESS: LimitSetting = Limit(3, 400)
    """Mails of one kind that can be asked for to one address; more are dropped in silence."""

    RATE_LIMIT_MAIL_IP: LimitSetting = Limit(20, 60)
    """Mails that can be asked for from one address of the network."""

    SMTP_URL: SmtpUrl = None
    """Where mail is handed over: smtp://user:password@host:587 (STARTTLS) or smtps://host:465.
    Unset: mails are written as .eml files to DATA_DIR/mail."""

    MAIL_FROM: Sender = "Stylipp <no-reply@stylipp.com>"
    """Sender of all mail."""

    FRONTEND_URL: FrontendUrl = None
    """Where the links in mails lead. Default: http://localhost:5173 in local mode, otherwise
    https://stylipp.com."""

    VERIFY_TOKEN_SECONDS: int = Field(default=DAY, ge=60, le=30 * DAY)
    """How long the link is good that confirms an address."""

    RESET_TOKEN_SECONDS: int = Field(default=1800, ge=60, le=DAY)
    """How long the link is good that sets a new password."""

    EMAIL_CHANGE_TOKEN_SECONDS: int = Field(default=3600, ge=60, le=DAY)
    """How long the link is good that confirms a new address."""

    COOKIE_SECURE: bool | None = None
    """Whether cookies are sent over https only, with the prefix `__Host-`. Default: outside local
    mode."""

    TRUSTED_PROXIES: Networks = ()
    """Addresses or networks, as a comma list, whose X-Forwarded-For is believed."""

    DRAIN_SECONDS: int = Field(default=5, ge=0, le=300)
    """After SIGTERM: how long requests are still accepted while /health/ready says 503, so that load
    balancers look away first. Whatever ends the process by force must wait 35 s longer."""

    @property
    def frontend_url(self) -> str:
        default = "http://localhost:5173" if self.is_local else "https://stylipp.com"
        return self.FRONTEND_URL or default

    @property
    def has_secure_cookies(self) -> bool:
        return not self.is_local if self.COOKIE_SECURE is None else self.COOKIE_SECURE

    @model_validator(mode="after")
    def _check_keys(self) -> "Settings":
        if self.DATABASE_URL is not None and self.SECRET_KEY is None:
            raise ValueError(
                f"SECRET_KEY must be set when DATABASE_URL is set; make one with: {HOW_TO_MAKE_A_KEY}"
            )
        for name in ("SECRET_KEY", "SECRET_KEY_PREVIOUS"):
            key = getattr(self, name)
            try:
                size = SECRET_KEY_MIN_BYTES if key is None else len(key.encode())
            except UnicodeEncodeError:
                raise ValueError(f"{name} must be valid UTF-8") from None
            if size < SECRET_KEY_MIN_BYTES:
                raise ValueError(
                    f"{name} must have at least {SECRET_KEY_MIN_BYTES} bytes; "
                    f"make one with: {HOW_TO_MAKE_A_KEY}"
                )
        return self


_MESSAGES = {
    "bool_parsing": "must be true or false",
    "int_parsing": "must be a whole number",
    "greater_than_equal": "must be at least {ge}",
    "less_than_equal": "must be at most {le}",
    "literal_error": "must be {expected} or unset",
}


def load_settings[S: DatabaseSettings](kind: type[S], **values: Any) -> S:
    """Read the settings, or end the process with one sentence that says what to set."""
    try:
        return kind(**values)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        message = _MESSAGES.get(first["type"], first["msg"].removeprefix("Value error, "))
        words = [str(part) for part in first["loc"][:1]] + [message.format(**first.get("ctx", {}))]
        raise SystemExit(f"Settings: {' '.join(words)}") from None
    except (OSError, UnicodeDecodeError):
        raise SystemExit(f"Settings: {REPOSITORY_ROOT / '.env'} cannot be read as UTF-8") from None
