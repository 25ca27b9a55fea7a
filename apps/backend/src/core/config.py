"""Settings: read from the environment, then from ``.env`` at the repository root.

An empty variable counts as unset. An invalid value, or a line of ``.env`` that cannot be read, ends the
process with one sentence.
"""

import dataclasses
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import Field, ValidationError, ValidationInfo, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from src.core.env_file import read_env_file
from src.core.oidc_providers import ProviderSettings
from src.core.postgres.address import DatabaseAddress, parse_database_url
from src.core.setting_types import (
    DAY,
    ApiUrl,
    Audiences,
    DatabaseUrl,
    Domain,
    EhloName,
    FrontendUrl,
    Host,
    Issuer,
    Limit,
    LimitSetting,
    Networks,
    Origins,
    Providers,
    RangeUrl,
    S3Name,
    S3Url,
    Sender,
    SmtpUrl,
    is_plain_http,
    read_text,
)

_CHECKOUT = Path(__file__).resolve().parents[4]
REPOSITORY_ROOT = _CHECKOUT if (_CHECKOUT / "apps" / "backend").is_dir() else Path.cwd()
"""Folder of ``.env`` and ``.data/``; an installed wheel has no checkout and uses the working
directory."""

ENV_FILE = REPOSITORY_ROOT / ".env"

SERVED_AT = "STYLIPP_SERVED_AT"
"""Environment variable in which `stylipp serve` tells its processes the address that it prints."""

SECRET_KEY_MIN_BYTES = 32
"""HS256 requires a key at least as long as its hash (RFC 7518 §3.2)."""

LISTS = ("CORS_ORIGINS", "OIDC_PROVIDERS", "PASSKEY_ORIGINS", "TOKEN_AUDIENCES", "TRUSTED_PROXIES")
"""Settings that are lists, and may have several lines."""

HOW_TO_MAKE_A_KEY = "python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"


class DatabaseSettings(BaseSettings):
    """The settings that migrations need. `load_settings` reads them, ``.env`` included."""

    model_config = SettingsConfigDict(
        case_sensitive=False,
        extra="ignore",
        hide_input_in_errors=True,
    )

    DATABASE_URL: DatabaseUrl = None
    """URL of a PostgreSQL 15 to 18 database, in the form that hosting providers show. Unset: *local
    mode*, which starts an embedded PostgreSQL with its data in DATA_DIR."""

    DATABASE_POOLER: Literal["pgbouncer"] | None = None
    """Set to pgbouncer if DATABASE_URL points to PgBouncer (1.18 or newer) in transaction mode;
    pgbouncer=true in DATABASE_URL means the same. PgBouncer does not pass on the API's timeouts: set
    them on the role (docs/operations.md, PgBouncer)."""

    MIGRATION_DATABASE_URL: DatabaseUrl = None
    """URL that migrations use instead of DATABASE_URL. Required with DATABASE_POOLER: the URL of
    PostgreSQL itself."""

    DATA_DIR: Path = REPOSITORY_ROOT / ".data"
    """Folder for local mode's database and generated key, for pictures while they arrive and, if
    S3_BUCKET_NAME is unset, afterwards, and for mails if SMTP_URL is unset."""

    @model_validator(mode="before")
    @classmethod
    def _empty_means_unset(cls, values: dict[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in values.items() if value != ""}

    @field_validator("*", mode="before")
    @classmethod
    def _read_text(cls, value: object, info: ValidationInfo) -> object:
        if not isinstance(value, str):
            return value
        text = read_text(value, is_list=info.field_name in LISTS)
        if text != value and info.field_name in ("SECRET_KEY", "SECRET_KEY_PREVIOUS"):
            # Another process that gets the key without it would sign with another key.
            raise ValueError("must not begin or end with white space or a line break")
        return text

    @field_validator("DATA_DIR")
    @classmethod
    def _resolve_folder(cls, folder: Path) -> Path:
        # Relative to the repository, so that it does not depend on the working directory.
        try:
            folder = (REPOSITORY_ROOT / folder.expanduser()).resolve()
            there = next(path for path in (folder, *folder.parents) if os.path.exists(path))
            is_possible = there.is_dir() and str(folder).isprintable()
        except (OSError, RuntimeError):  # a link to itself, or ~ of an unknown user
            is_possible = False
        if not is_possible:
            raise ValueError("must be a folder, or a path where one can be created")
        return folder

    @property
    def is_local(self) -> bool:
        """Whether the embedded PostgreSQL is used: development on one machine."""
        return self.DATABASE_URL is None

    @property
    def database_address(self) -> DatabaseAddress | None:
        """Where DATABASE_URL leads, and whether that is a pooler; None in local mode."""
        if self.DATABASE_URL is None:
            return None
        address = parse_database_url(self.DATABASE_URL)
        if self.DATABASE_POOLER is not None:
            return dataclasses.replace(address, is_behind_pooler=True)
        return address


class Settings(DatabaseSettings):
    """All settings of the API."""

    SECRET_KEY: str | None = Field(default=None, repr=False)
    """Key from which all other keys are derived, at least 32 bytes. Required with DATABASE_URL;
    local mode generates one and stores it in DATA_DIR."""

    SECRET_KEY_PREVIOUS: str | None = Field(default=None, repr=False)
    """The previous SECRET_KEY, after a rotation: still verifies tokens, signs none."""

    DEBUG: bool = False
    """Write debug log lines. Changes no response and weakens no security check."""

    METRICS_PORT: int | None = Field(default=None, ge=1, le=65_535)
    """Port for Prometheus, separate from the API's and shared by all workers. Unset: no metrics."""

    METRICS_HOST: Host = "127.0.0.1"
    """Address on which METRICS_PORT listens. In a container: 0.0.0.0, on a network that only
    Prometheus can reach."""

    CORS_ORIGINS: Origins = (
        "http://localhost:5173",
        "https://stylipp.com",
    )
    """Origins whose pages may call the API with credentials, as a comma-separated list or a JSON
    list."""

    ACCESS_TOKEN_SECONDS: int = Field(default=900, ge=30, le=86_400)
    """Lifetime of an access token."""

    REFRESH_GRACE_SECONDS: int = Field(default=10, ge=0, le=60)
    """How long after a rotation the previous refresh token is still accepted and returns the
    current one."""

    SESSION_IDLE_SECONDS: int = Field(default=14 * DAY, ge=60, le=400 * DAY)
    """A session ends if it is not refreshed for this long."""

    SESSION_ABSOLUTE_SECONDS: int = Field(default=30 * DAY, ge=60, le=400 * DAY)
    """A session ends this long after its login, even if it is refreshed."""

    SESSION_MAX_PER_USER: int = Field(default=50, ge=1, le=1000)
    """Maximum number of active sessions of an account; one more login ends the oldest."""

    RATE_LIMIT_ENABLED: bool = True
    """Whether the rate limits apply."""

    RATE_LIMIT_LOGIN_ACCOUNT: LimitSetting = Limit(10, 60)
    """Failed logins to one account, counted separately for each device that has logged in
    before."""

    RATE_LIMIT_LOGIN_IP: LimitSetting = Limit(60, 5)
    """Failed logins with a password or a provider from one IP address; for IPv6, from one /64 network."""

    RATE_LIMIT_REGISTER_IP: LimitSetting = Limit(60, 30)
    """New accounts from one IP address, also by a mailed code or a provider; for IPv6, from one /64
    network."""

    RATE_LIMIT_MAIL_ADDRESS: LimitSetting = Limit(3, 400)
    """Mails of one kind that can be requested for one e-mail address; further ones are silently
    dropped. Mailed codes are counted separately for each device that has logged in before."""

    RATE_LIMIT_MAIL_IP: LimitSetting = Limit(20, 60)
    """Mails that can be requested from one IP address; for IPv6, from one /64 network."""

    RECENT_AUTH_SECONDS: int = Field(default=600, ge=30, le=DAY)
    """How long after a proof sensitive operations need no other one."""

    MFA_TICKET_SECONDS: int = Field(default=300, ge=30, le=3600)
    """Time for the second step of a login."""

    TRUSTED_DEVICE_SECONDS: int = Field(default=30 * DAY, ge=0, le=400 * DAY)
    """How long a trusted device skips the second step; 0: no device is trusted, whenever it was."""

    RATE_LIMIT_MFA: LimitSetting = Limit(10, 90)
    """Wrong codes of authenticator apps for one account, counted separately for each device that has
    logged in before."""

    RATE_LIMIT_MFA_DAY: LimitSetting = Limit(30, 2880)
    """The same over a longer time: both apply."""

    RATE_LIMIT_PASSKEY_IP: LimitSetting = Limit(60, 5)
    """Failed passkeys, recovery codes, and codes of apps or mails from one IP address; for IPv6, from one
    /64 network."""

    RATE_LIMIT_UPLOAD: LimitSetting = Limit(60, 2)
    """Photos that one account sends."""

    ADMIN_TWO_STEP: bool = False
    """Whether administration requires a session with a second factor."""

    TOTP_ISSUER: Issuer = "Stylipp"
    """Name of the site in authenticator apps."""

    PASSKEY_RP_ID: Domain | None = None
    """Domain that passkeys belong to: the host of FRONTEND_URL, or a domain above it. Changing it makes
    every passkey useless. Default: the host of FRONTEND_URL."""

    PASSKEY_ORIGINS: Origins = ()
    """Origins whose pages may use passkeys, as a comma-separated list or a JSON list. Default: that of
    FRONTEND_URL, and http://localhost:5173 in local mode."""

    EMAIL_LOGIN: bool = True
    """Whether a mailed code or link logs in, without a password."""

    EMAIL_LOGIN_CREATES_ACCOUNTS: bool = True
    """Whether it creates an account for an address that has none. Otherwise nothing is mailed there."""

    LOGIN_CODE_SECONDS: int = Field(default=600, ge=60, le=900)
    """Lifetime of a mailed code, and of its link."""

    OIDC_PROVIDERS: Providers = {}
    """Providers that accounts can be signed in to with, as a JSON object:
    {"google": {"client_id", "client_secret"}, "apple": {"client_id", "team_id", "key_id", "private_key"},
    "acme": {"issuer", "client_id", "client_secret", "name", "email_authority"}}. Any name but google and
    apple is one of your own. email_authority says whose verified addresses count as proved: never (the
    default), always, or {"domains": ["example.com"]}."""

    API_URL: ApiUrl = None
    """URL of the API as browsers and other services reach it: the issuer of the tokens for
    TOKEN_AUDIENCES, and where OIDC_PROVIDERS send browsers back to. Required with either. Default: in local mode the address that `stylipp serve`
    prints, otherwise none."""

    TOKEN_AUDIENCES: Audiences = ()
    """Other services that tokens are issued for, as a comma-separated list or a JSON list: names such as
    `search`, which are the `aud` of the tokens."""

    BREACHED_PASSWORDS: RangeUrl = "off"
    """Where to look up whether a new password is known from a data breach: URL of a range API such as
    https://api.pwnedpasswords.com/range/, which gets the first five digits of the password's SHA-1. It must
    begin with https://, except in local mode or on the same machine. If it does not answer within a second,
    the password is accepted."""

    PHOTOS_MAX_PER_USER: int = Field(default=200, ge=0, le=1_000_000)
    """Maximum number of photos of an account."""

    PHOTO_LINK_SECONDS: int = Field(default=3600, ge=60, le=7 * DAY)
    """How long a link to a picture works at least; at most twice as long."""

    S3_BUCKET_NAME: S3Name | None = None
    """Bucket for the pictures, of Amazon S3 or anything that speaks its protocol. Unset: they are stored in
    DATA_DIR/objects, for one machine."""

    S3_ENDPOINT_URL: S3Url = None
    """URL of the object store, without the bucket. Unset: Amazon S3 in S3_REGION."""

    S3_REGION: S3Name = "us-east-1"
    """Region of the bucket. Most other stores accept any."""

    S3_ACCESS_KEY: str | None = Field(default=None, repr=False)
    """Access key ID for the bucket. Required with S3_BUCKET_NAME."""

    S3_SECRET_KEY: str | None = Field(default=None, repr=False)
    """Secret access key for the bucket. Required with S3_BUCKET_NAME."""

    SMTP_URL: SmtpUrl = None
    """SMTP server for outgoing mail: smtp://user:password@host:587 (STARTTLS) or
    smtps://host:465. With a password or smtps://, TLS with a valid certificate is required;
    otherwise mail is encrypted if possible. Unset: mails are written as .eml files to
    DATA_DIR/mail."""

    MAIL_FROM: Sender = "Stylipp <no-reply@stylipp.com>"
    """Sender of all mail. The name may contain anything, the domain may be an international one."""

    MAIL_EHLO_NAME: EhloName = None
    """Full host name with which the API introduces itself to the SMTP server. Default: the name of
    the machine if it has a dot, otherwise its address in brackets."""

    FRONTEND_URL: FrontendUrl = None
    """URL of the front end, to which the links in mails lead. Default: in local mode the address
    that `stylipp serve` prints (http://localhost:8000 with other servers), otherwise
    https://stylipp.com."""

    WEB_APP: Literal["auto", "off"] = "auto"
    """Whether to serve the web app: auto serves it if the package or the checkout has a build of it,
    off never does."""

    VERIFY_TOKEN_SECONDS: int = Field(default=DAY, ge=60, le=30 * DAY)
    """Lifetime of the link that verifies an e-mail address."""

    RESET_TOKEN_SECONDS: int = Field(default=1800, ge=60, le=DAY)
    """Lifetime of the link that resets a password."""

    EMAIL_CHANGE_TOKEN_SECONDS: int = Field(default=3600, ge=60, le=DAY)
    """Lifetime of the link that confirms a new e-mail address."""

    COOKIE_SECURE: bool | None = None
    """Whether cookies are sent over HTTPS only, with the name prefix `__Host-`. Default: true,
    except in local mode."""

    TRUSTED_PROXIES: Networks = ()
    """Proxies whose X-Forwarded-For header is trusted, as a comma-separated list of addresses and
    networks."""

    DRAIN_SECONDS: int = Field(default=5, ge=0, le=300)
    """How long after SIGTERM requests are still accepted while /health/ready answers 503, so that
    load balancers stop sending new ones. A supervisor must wait 35 s longer before it kills the
    process."""

    @property
    def frontend_url(self) -> str:
        if self.FRONTEND_URL is not None:
            return self.FRONTEND_URL
        if self.is_local:
            return os.environ.get(SERVED_AT, "http://localhost:8000")
        return "https://stylipp.com"

    @property
    def api_url(self) -> str | None:
        """The URL of the API; None if it is not known. It never comes from a request."""
        if self.API_URL is not None or not self.is_local:
            return self.API_URL
        return os.environ.get(SERVED_AT, "http://localhost:8000")

    @property
    def oidc_providers(self) -> Mapping[str, ProviderSettings]:
        """The providers by their IDs, in the order of the setting."""
        return self.OIDC_PROVIDERS

    @property
    def frontend_origin(self) -> str:
        """The origin of the front end's pages, as browsers send it."""
        parts = urlsplit(self.frontend_url)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def passkey_rp_id(self) -> str:
        """The relying party of passkeys (WebAuthn, §5.1.2): a domain."""
        return self.PASSKEY_RP_ID or urlsplit(self.frontend_url).hostname or ""

    @property
    def passkey_origins(self) -> frozenset[str]:
        """The origins that a passkey may be used from."""
        if self.PASSKEY_ORIGINS:
            return frozenset(self.PASSKEY_ORIGINS)
        local = {"http://localhost:5173"} if self.is_local else set()
        return frozenset({self.frontend_origin} | local)

    @property
    def related_origins(self) -> list[str]:
        """Of `passkey_origins`, those outside the domain of the relying party: browsers use its passkeys
        there only if that domain lists them (WebAuthn Level 3, §5.11)."""
        domain = self.passkey_rp_id
        hosts = {origin: urlsplit(origin).hostname or "" for origin in self.passkey_origins}
        return sorted(
            origin
            for origin, host in hosts.items()
            if host != domain and not host.endswith(f".{domain}")
        )

    @property
    def has_secure_cookies(self) -> bool:
        return not self.is_local if self.COOKIE_SECURE is None else self.COOKIE_SECURE

    @model_validator(mode="after")
    def _check_keys(self) -> "Settings":
        if self.DATABASE_URL is not None and self.SECRET_KEY is None:
            raise ValueError(
                "SECRET_KEY must be set when DATABASE_URL is set; "
                f"generate one with: {HOW_TO_MAKE_A_KEY}"
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
                    f"generate one with: {HOW_TO_MAKE_A_KEY}"
                )
        return self

    @model_validator(mode="after")
    def _check_object_store(self) -> "Settings":
        names = ("S3_BUCKET_NAME", "S3_ACCESS_KEY", "S3_SECRET_KEY")
        missing = [name for name in names if getattr(self, name) is None]
        given = [name for name in (*names, "S3_ENDPOINT_URL") if getattr(self, name) is not None]
        if given and missing:
            raise ValueError(f"{missing[0]} must be set when {given[0]} is set")
        # Not in the host: a bucket may have the first name of it by chance. `stylipp check` finds that.
        path = urlsplit(self.S3_ENDPOINT_URL or "").path.rstrip("/")
        if path.endswith(f"/{self.S3_BUCKET_NAME}"):
            raise ValueError("S3_ENDPOINT_URL must not contain the bucket of S3_BUCKET_NAME")
        return self

    @model_validator(mode="after")
    def _check_issuer(self) -> "Settings":
        if self.TOKEN_AUDIENCES and self.api_url is None:
            raise ValueError("API_URL must be set when TOKEN_AUDIENCES is set: it is their issuer")
        if self.OIDC_PROVIDERS and self.api_url is None:
            raise ValueError(
                "API_URL must be set when OIDC_PROVIDERS is set: providers send browsers back to it"
            )
        return self

    @model_validator(mode="after")
    def _check_providers(self) -> "Settings":
        for provider in self.OIDC_PROVIDERS.values():
            if not self.is_local and not provider.issuer.startswith("https://"):
                raise ValueError(
                    f"OIDC_PROVIDERS must have an issuer that begins with https:// for {provider.id}"
                )
        return self

    @model_validator(mode="after")
    def _check_breached_passwords(self) -> "Settings":
        if not self.is_local and is_plain_http(self.BREACHED_PASSWORDS):
            raise ValueError("BREACHED_PASSWORDS must begin with https://, except on this machine")
        return self

    @model_validator(mode="after")
    def _check_passkeys(self) -> "Settings":
        is_set = self.PASSKEY_RP_ID is not None or bool(self.PASSKEY_ORIGINS)
        if is_set and len(self.related_origins) == len(self.passkey_origins):
            raise ValueError(
                "PASSKEY_RP_ID (default: the host of FRONTEND_URL) must be the host of an origin in "
                "PASSKEY_ORIGINS (default: that of FRONTEND_URL), or a domain above it"
            )
        return self


_MESSAGES = {
    "bool_parsing": "must be true or false",
    "int_parsing": "must be a whole number",
    "greater_than_equal": "must be at least {ge}",
    "less_than_equal": "must be at most {le}",
    "string_too_long": "must have at most {max_length} characters",
    "literal_error": "must be {expected} or unset",
}


def load_settings[S: DatabaseSettings](kind: type[S], *, _env_file: str | Path = ENV_FILE) -> S:
    """Read the settings, or end the process with one sentence that says what to set. `_env_file` is
    the name that pydantic-settings has for it."""
    try:
        variables = read_env_file(Path(_env_file))
    except ValueError as error:
        raise SystemExit(f"Settings: {error}") from None
    from_file = {variable.name.upper(): variable.value for variable in variables}
    in_environment = {name.upper() for name in os.environ}
    names = (from_file.keys() & kind.model_fields.keys()) - in_environment
    values: dict[str, Any] = {name: from_file[name] for name in names}
    try:
        return kind(**values)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        message = first["msg"].removeprefix("Value error, ")
        if first["type"] in _MESSAGES:
            message = _MESSAGES[first["type"]].format(**first.get("ctx", {}))
        words = [str(part) for part in first["loc"][:1]] + [message]
        # A shell may export a name such as DEBUG for other programs.
        where = " (it is set in the environment)" if words[0] in in_environment else ""
        raise SystemExit(f"Settings: {' '.join(words)}{where}") from None
