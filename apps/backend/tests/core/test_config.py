import os
import subprocess
import sys
from pathlib import Path

import pytest

from src.core.config import REPOSITORY_ROOT, SERVED_AT, DatabaseSettings, Settings, load_settings

POSTGRES = "postgresql://u:hunter2hunter2@db.example.com/stylipp"


def import_main(**environment: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-c", "import src.main"],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({"DATABASE_URL": POSTGRES}, "Settings: SECRET_KEY must be set when DATABASE_URL is set"),
        (
            {"DATABASE_URL": POSTGRES, "SECRET_KEY": "hunter2hunter2"},
            "Settings: SECRET_KEY must have at least 32 bytes",
        ),
        ({"DATABASE_URL": "sqlite:///x.db"}, "DATABASE_URL must be a PostgreSQL URL, not sqlite"),
        ({"DATABASE_URL": "mysql://hunter2hunter2@h/d"}, "must be a PostgreSQL URL, not mysql"),
        ({"DATABASE_URL": "hunter2hunter2"}, "DATABASE_URL is not a URL such as postgresql:"),
        ({"DATABASE_URL": "postgres://u:x@h/d?hunger=hunter2"}, "has the unknown parameter hunger"),
        ({"DATABASE_URL": "postgres://u:hunter2/x@h/d"}, "must be percent-encoded"),
        ({"DATABASE_URL": "postgres://[hunter2/d"}, "DATABASE_URL has a host that is neither"),
        (
            {"MIGRATION_DATABASE_URL": "sqlite:///x"},
            "MIGRATION_DATABASE_URL must be a PostgreSQL URL",
        ),
        ({"RATE_LIMIT_LOGIN_IP": "10"}, "RATE_LIMIT_LOGIN_IP must be burst/seconds-per-token"),
        ({"RATE_LIMIT_LOGIN_IP": "0/1"}, "RATE_LIMIT_LOGIN_IP must be burst/seconds-per-token"),
        ({"RATE_LIMIT_LOGIN_IP": "1/nan"}, "RATE_LIMIT_LOGIN_IP must be burst/seconds-per-token"),
        ({"DATABASE_POOLER": "odyssey"}, "DATABASE_POOLER must be 'pgbouncer' or unset"),
        ({"DRAIN_SECONDS": "301"}, "DRAIN_SECONDS must be at most 300"),
        ({"ACCESS_TOKEN_SECONDS": "soon"}, "ACCESS_TOKEN_SECONDS must be a whole number"),
        ({"DATABASE_URL": "postgres://u@h:99999/d"}, "has a port that is not a number"),
        ({"DATABASE_URL": "postgres://u@h:abc/d"}, "has a port that is not a number"),
        ({"CORS_ORIGINS": "[1]"}, "CORS_ORIGINS is neither a comma-separated list nor a JSON list"),
        ({"CORS_ORIGINS": "[1"}, "CORS_ORIGINS is neither a comma-separated list nor a JSON list"),
        (
            {"PASSKEY_RP_ID": "https://stylipp.com"},
            "PASSKEY_RP_ID must be a domain such as stylipp.com, without a scheme or port",
        ),
        ({"PASSKEY_RP_ID": "stylipp.com:443"}, "PASSKEY_RP_ID must be a domain such as"),
        ({"PASSKEY_RP_ID": "stylipp.com/"}, "PASSKEY_RP_ID must be a domain such as"),
        ({"PASSKEY_RP_ID": "ada@stylipp.com"}, "PASSKEY_RP_ID must be a domain such as"),
        ({"PASSKEY_RP_ID": "stylipp com"}, "PASSKEY_RP_ID must be a domain such as"),
        ({"PASSKEY_RP_ID": "192.0.2.1"}, "PASSKEY_RP_ID must be a domain such as"),
        ({"PASSKEY_RP_ID": "2001:db8::1"}, "PASSKEY_RP_ID must be a domain such as"),
        ({"PASSKEY_RP_ID": "stylipp.com."}, "PASSKEY_RP_ID must be a domain such as"),
        (
            {"PASSKEY_RP_ID": "stylipp.com"},  # local mode: the pages are on localhost
            "Settings: PASSKEY_RP_ID (default: the host of FRONTEND_URL) must be the host of an origin",
        ),
        (
            {"FRONTEND_URL": "https://stylipp.com", "PASSKEY_RP_ID": "ylipp.com"},
            "Settings: PASSKEY_RP_ID (default: the host of FRONTEND_URL) must be the host of an origin",
        ),
        (
            {"FRONTEND_URL": "https://stylipp.com", "PASSKEY_ORIGINS": "https://example.com"},
            "Settings: PASSKEY_RP_ID (default: the host of FRONTEND_URL) must be the host of an origin",
        ),
        ({"BREACHED_PASSWORDS": "on"}, "BREACHED_PASSWORDS must be off, or a URL such as https://"),
        (
            {
                "BREACHED_PASSWORDS": "http://ranges.example.com/",
                "DATABASE_URL": POSTGRES,
                "SECRET_KEY": "k" * 32,
            },
            "Settings: BREACHED_PASSWORDS must begin with https://, except on this machine",
        ),
        ({"TOTP_ISSUER": "x" * 65}, "TOTP_ISSUER must have at most 64 characters"),
        ({"TOTP_ISSUER": "Stylipp: test"}, "TOTP_ISSUER must not contain a colon"),
        ({"RECENT_AUTH_SECONDS": "29"}, "RECENT_AUTH_SECONDS must be at least 30"),
        ({"RATE_LIMIT_MFA_DAY": "30"}, "RATE_LIMIT_MFA_DAY must be burst/seconds-per-token"),
        ({"DEBUG": "perhaps"}, "Settings: DEBUG must be true or false"),
        ({"ACCESS_TOKEN_SECONDS": "0"}, "ACCESS_TOKEN_SECONDS must be at least 30"),
        ({"SMTP_URL": "mail.example.com"}, "SMTP_URL must look like smtp://user:password@host"),
        ({"SMTP_URL": "smtp://hunter2hunter2@:25"}, "SMTP_URL must look like smtp://user:"),
        ({"SMTP_URL": "smtp://u:hunter2@h:x"}, "SMTP_URL must look like smtp://user:"),
        ({"SMTP_URL": "smtp://a..b"}, "SMTP_URL must look like smtp://user:"),
        ({"SMTP_URL": "smtp://u:hunter2#x@h"}, "SMTP_URL must look like smtp://user:"),
        ({"SMTP_URL": "smtp://u:hunter2/x@h"}, "SMTP_URL must look like smtp://user:"),
        ({"SMTP_URL": "smtp://u:hunter2?x@h"}, "SMTP_URL must look like smtp://user:"),
        ({"SMTP_URL": "smtp://hunter2#x:p@h"}, "percent-encoded"),
        ({"SMTP_URL": "smtp://:hunter2@h"}, "SMTP_URL has a password, but no user"),
        ({"MAIL_EHLO_NAME": "vm"}, "MAIL_EHLO_NAME must be a full host name such as"),
        ({"MAIL_EHLO_NAME": "my_host.example.com"}, "MAIL_EHLO_NAME must be a full host name"),
        ({"MAIL_EHLO_NAME": "a b.example.com"}, "MAIL_EHLO_NAME must be a full host name"),
        ({"MAIL_EHLO_NAME": "a.example.com\r\nMAIL"}, "MAIL_EHLO_NAME must be one line of text"),
        ({"MAIL_EHLO_NAME": "https://a.example.com"}, "MAIL_EHLO_NAME must be a full host name"),
        ({"MAIL_EHLO_NAME": "bücher.example"}, "MAIL_EHLO_NAME must be a full host name"),
        ({"MAIL_EHLO_NAME": "192.0.2.1"}, "MAIL_EHLO_NAME must be a full host name"),
        ({"MAIL_EHLO_NAME": "[2001:db8::1]"}, "MAIL_EHLO_NAME must be a full host name"),
        ({"METRICS_HOST": "a..b"}, "METRICS_HOST must be an IP address or a host name"),
        ({"DATA_DIR": "/dev/null/x"}, "DATA_DIR must be a folder"),
        ({"DATA_DIR": "~no-such-user/x"}, "DATA_DIR must be a folder"),
        ({"DATA_DIR": "/tmp/\udcff"}, "DATA_DIR must be a folder"),
        ({"SECRET_KEY": "\udcff" * 32}, "SECRET_KEY must be valid UTF-8"),
        ({"MAIL_FROM": "Stylipp"}, "MAIL_FROM must look like Stylipp <no-reply@stylipp.com>"),
        ({"MAIL_FROM": "A\x0bB <a@stylipp.com>"}, "MAIL_FROM must look like"),
        ({"S3_BUCKET_NAME": "photos"}, "S3_ACCESS_KEY must be set when S3_BUCKET_NAME is set"),
        ({"S3_SECRET_KEY": "hunter2"}, "S3_BUCKET_NAME must be set when S3_SECRET_KEY is set"),
        ({"S3_ENDPOINT_URL": "http://h"}, "S3_BUCKET_NAME must be set when S3_ENDPOINT_URL is set"),
        ({"S3_ENDPOINT_URL": "minio:9000"}, "S3_ENDPOINT_URL must be a URL such as https://s3."),
        (
            {"S3_ENDPOINT_URL": "http://hunter2@h"},
            "S3_ENDPOINT_URL must be a URL such as https://s3.",
        ),
        ({"S3_BUCKET_NAME": "my bucket"}, "S3_BUCKET_NAME must be a name of letters, digits, dots"),
        ({"S3_BUCKET_NAME": "bucket/photos"}, "S3_BUCKET_NAME must be a name of letters, digits"),
        ({"S3_BUCKET_NAME": ".."}, "S3_BUCKET_NAME must be a name of letters, digits"),
        (
            {
                "S3_ENDPOINT_URL": "http://h/photos/",
                "S3_BUCKET_NAME": "photos",
                "S3_ACCESS_KEY": "hunter2",
                "S3_SECRET_KEY": "hunter2",
            },
            "S3_ENDPOINT_URL must not contain the bucket of S3_BUCKET_NAME",
        ),
        ({"S3_REGION": "eu-central-1?"}, "S3_REGION must be a name of letters, digits"),
        ({"RESET_TOKEN_SECONDS": "5"}, "RESET_TOKEN_SECONDS must be at least 60"),
        ({"SECRET_KEY_PREVIOUS": "hunter2hunter2"}, "SECRET_KEY_PREVIOUS must have at least 32"),
        # What editors, shells, Docker's --env-file and secrets made with `echo` leave behind.
        ({"DATABASE_URL": " "}, "DATABASE_URL consists of white space"),
        ({"DATABASE_URL": f'"{POSTGRES}"'}, "DATABASE_URL must not be in quotes"),
        ({"DATABASE_URL": f"“{POSTGRES}”"}, "DATABASE_URL must not be in quotes"),
        ({"MAIL_FROM": "'Stylipp <a@stylipp.com>'"}, "MAIL_FROM must not be in quotes"),
        ({"SECRET_KEY": "hunter2" * 8 + "\n"}, "SECRET_KEY must not begin or end with white space"),
        ({"SECRET_KEY_PREVIOUS": " " + "hunter2" * 8}, "SECRET_KEY_PREVIOUS must not begin or end"),
        ({"SMTP_URL": "smtp://hunter2\n:x@h"}, "SMTP_URL must be one line of text"),
    ],
)
def test_a_bad_setting_is_one_sentence(
    environment: dict[str, str], sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit) as caught:
        load_settings(Settings)
    assert sentence in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1
    assert "hunter2" not in str(caught.value)


def test_breached_passwords_are_looked_up_on_the_same_machine_without_tls() -> None:
    url = "http://127.0.0.1:8080/range/"
    settings = Settings(DATABASE_URL=POSTGRES, SECRET_KEY="k" * 32, BREACHED_PASSWORDS=url)
    assert url == settings.BREACHED_PASSWORDS


def test_a_name_for_ehlo_is_a_full_name_or_an_address_in_brackets() -> None:
    for name in ("api.example.com", "api.corp.local", "[192.0.2.1]", "[IPv6:2001:db8::1]"):
        assert name == Settings(MAIL_EHLO_NAME=name).MAIL_EHLO_NAME


def test_a_bad_setting_ends_the_import_without_a_traceback() -> None:
    finished = import_main(DATABASE_URL=POSTGRES)
    assert finished.returncode == 1
    assert finished.stderr.startswith("Settings: SECRET_KEY must be set when DATABASE_URL is set")
    assert len(finished.stderr.strip().splitlines()) == 1


def test_importing_needs_no_environment() -> None:
    finished = import_main()
    assert (finished.returncode, finished.stderr) == (0, "")


def test_origins_are_a_comma_list_or_json() -> None:
    expected = ("https://a.example.com", "http://b.example.com:81")
    for text in (", ".join(expected), '["https://a.example.com", "http://b.example.com:81"]'):
        assert expected == Settings(CORS_ORIGINS=text).CORS_ORIGINS
    default = Settings().CORS_ORIGINS
    assert default == ("http://localhost:5173", "https://stylipp.com")


def test_links_lead_to_the_address_that_the_server_prints(monkeypatch: pytest.MonkeyPatch) -> None:
    local, external = Settings(), Settings(DATABASE_URL=POSTGRES, SECRET_KEY="x" * 32)
    monkeypatch.delenv(SERVED_AT, raising=False)
    assert local.frontend_url == "http://localhost:8000"
    monkeypatch.setenv(SERVED_AT, "http://localhost:8001")
    assert local.frontend_url == "http://localhost:8001"
    assert external.frontend_url == "https://stylipp.com"
    for settings in (local, external):
        settings.FRONTEND_URL = "https://example.com"
        assert settings.frontend_url == "https://example.com"


def test_the_web_app_is_served_unless_it_is_off(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Settings.model_fields["WEB_APP"].default == "auto"
    monkeypatch.setenv("WEB_APP", "on")
    with pytest.raises(SystemExit, match="WEB_APP must be 'auto' or 'off'"):
        load_settings(Settings)


def test_the_environment_wins_over_the_env_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / ".env"
    file.write_text("ACCESS_TOKEN_SECONDS=60\nDEBUG=true\n")
    monkeypatch.delenv("DEBUG")
    monkeypatch.setenv("ACCESS_TOKEN_SECONDS", "90")
    settings = load_settings(Settings, _env_file=file)
    assert (settings.DEBUG, settings.ACCESS_TOKEN_SECONDS) == (True, 90)


NEVER_SENT = [
    "*",
    "null",
    "file://",
    "https://*.example.com",
    "https://.example.com",
    "localhost:5173",
    "//example.com",
    "https://https://example.com",
    "https:example.com",
    "https:///example.com",
    "chrome-extension://hunter2",
    "https://u:hunter2@example.com",
    "https://example.com?x",
    "https://example.com#x",
    "https://a.example https://b.example",
    "https://a.example;https://b.example",
    "https://a..b",
    "https://256.1.1.1",
    "https://example.com:99999",
    "https://example.com\\x",
    "https://${HOST}",
    "http://[x",
]


@pytest.mark.parametrize("address", NEVER_SENT)
def test_an_address_that_no_browser_can_have_is_refused(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("CORS_ORIGINS", "FRONTEND_URL"):
        monkeypatch.setenv(name, address)
        with pytest.raises(SystemExit, match=f"^Settings: {name} must [^\n]+$") as caught:
            load_settings(Settings)
        assert "hunter2" not in str(caught.value)
        monkeypatch.setenv(name, "")


def test_an_origin_has_no_path(monkeypatch: pytest.MonkeyPatch) -> None:
    for path in ("/app", "/app/", "//", "/*"):
        monkeypatch.setenv("CORS_ORIGINS", f"https://example.com{path}")
        with pytest.raises(SystemExit, match="CORS_ORIGINS must contain origins such as"):
            load_settings(Settings)


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("https://App.Example.com", "https://app.example.com"),
        ("HTTPS://example.com/", "https://example.com"),
        ("https://example.com:443", "https://example.com"),
        ("http://example.com:80/", "http://example.com"),
        ("http://example.com:443", "http://example.com:443"),
        ("https://example.com:", "https://example.com"),
        ("https://bücher.example", "https://xn--bcher-kva.example"),
        ("https://faß.example", "https://xn--fa-hia.example"),
        ("https://[2001:DB8:0:0::1]:8443", "https://[2001:db8::1]:8443"),
        ("http://0x7f.1:5173", "http://127.0.0.1:5173"),
        ("https://my_host.example.", "https://my_host.example."),
    ],
)
def test_addresses_of_pages_are_read_as_browsers_send_them(written: str, sent: str) -> None:
    settings = Settings(CORS_ORIGINS=f"{written}, {sent}", FRONTEND_URL=written)
    assert (sent,) == settings.CORS_ORIGINS
    assert sent == settings.FRONTEND_URL


def test_the_front_end_may_have_a_path() -> None:
    settings = Settings(FRONTEND_URL="https://Example.com/konto/größe/")
    assert settings.FRONTEND_URL == "https://example.com/konto/gr%C3%B6%C3%9Fe"


@pytest.mark.parametrize(
    "text",
    [
        "*",
        "proxy",
        "10.0.0.5/8",
        "10.0.0.5:80",
        "[2001:db8::1]",
        "10.0.0.1-10.0.0.9",
        "10.0.0.0/33",
        "010.0.0.1",
        "10.0.0.1;10.0.0.2",
        '["10.0.0.1"]',
    ],
)
def test_proxies_are_addresses_and_networks(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRUSTED_PROXIES", f"10.0.0.0/8, {text}")
    with pytest.raises(SystemExit, match="TRUSTED_PROXIES must contain addresses such as"):
        load_settings(Settings)


@pytest.mark.parametrize(
    "host",
    ["a..b", "0.0.0.0:9464", "[::1]", "http://localhost", "*", "a b", "256.1.1.1", "::1/128"],
)
def test_metrics_have_an_address_to_listen_on(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for valid in ("::", "10.0.0.1", "fe80::1%eth0", "localhost", "metrics.internal"):
        assert valid == Settings(METRICS_HOST=valid).METRICS_HOST
    monkeypatch.setenv("METRICS_HOST", host)
    with pytest.raises(SystemExit, match="METRICS_HOST must be an IP address or a host name"):
        load_settings(Settings)


def test_white_space_around_a_value_is_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEBUG", " true\n")
    monkeypatch.setenv("DATABASE_POOLER", "pgbouncer ")
    settings = load_settings(Settings)
    assert (settings.DEBUG, settings.DATABASE_POOLER) == (True, "pgbouncer")


def test_a_relative_data_dir_is_the_same_from_everywhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATA_DIR", ".data")
    assert Settings().DATA_DIR == REPOSITORY_ROOT / ".data"


@pytest.mark.parametrize(
    ("settings", "rp_id", "origins", "related"),
    [
        ({}, "localhost", {"http://localhost:8000", "http://localhost:5173"}, []),
        (
            {"FRONTEND_URL": "https://app.stylipp.com/x"},
            "app.stylipp.com",
            None,
            ["http://localhost:5173"],
        ),
        (
            {"FRONTEND_URL": "https://app.stylipp.com", "PASSKEY_RP_ID": "Stylipp.com"},
            "stylipp.com",
            None,
            ["http://localhost:5173"],
        ),
        (
            {
                "PASSKEY_RP_ID": "bücher.example",
                "PASSKEY_ORIGINS": "https://a.bücher.example,https://notbücher.example",
            },
            "xn--bcher-kva.example",
            {"https://a.xn--bcher-kva.example", "https://xn--notbcher-95a.example"},
            ["https://xn--notbcher-95a.example"],
        ),
        (
            {"PASSKEY_RP_ID": "Straße.example", "PASSKEY_ORIGINS": "https://a.straße.example"},
            "xn--strae-oqa.example",
            {"https://a.xn--strae-oqa.example"},
            [],
        ),
    ],
)
def test_passkeys_belong_to_a_domain_and_are_used_on_origins(
    settings: dict[str, str],
    rp_id: str,
    origins: set[str] | None,
    related: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv(SERVED_AT, raising=False)
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    read = Settings()
    assert read.passkey_rp_id == rp_id
    default = {"https://app.stylipp.com", "http://localhost:5173"}
    assert read.passkey_origins == (origins or default)
    assert read.related_origins == related


def test_lists_and_limits_are_read_from_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRUSTED_PROXIES", "10.0.0.0/8, 2001:db8::1")
    monkeypatch.setenv("RATE_LIMIT_LOGIN_IP", "7/0.5")
    proxies = [str(network) for network in Settings().TRUSTED_PROXIES]
    assert proxies == ["10.0.0.0/8", "2001:db8::1/128"]
    assert Settings().RATE_LIMIT_LOGIN_IP == (7, 0.5)


def test_lists_may_have_several_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRUSTED_PROXIES", "\n10.0.0.0/8\n127.0.0.1\n")
    monkeypatch.setenv("CORS_ORIGINS", '[\n  "https://a.example",\n  "https://b.example:0443"\n]\n')
    settings = load_settings(Settings)
    assert [str(network) for network in settings.TRUSTED_PROXIES] == ["10.0.0.0/8", "127.0.0.1/32"]
    assert settings.CORS_ORIGINS == ("https://a.example", "https://b.example")


def test_migrations_need_no_secret_key() -> None:
    assert DatabaseSettings(DATABASE_URL=POSTGRES).DATABASE_URL == POSTGRES


def test_no_secret_shows_in_a_printed_setting() -> None:
    settings = Settings(DATABASE_URL=POSTGRES, SECRET_KEY="k" * 40, SECRET_KEY_PREVIOUS="p" * 40)
    assert not any(secret in repr(settings) for secret in ("hunter2", "k" * 40, "p" * 40))
