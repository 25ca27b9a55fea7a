import os
import subprocess
import sys
from pathlib import Path

import pytest

from src.core.config import REPOSITORY_ROOT, DatabaseSettings, Settings, load_settings

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
        ({"TRUSTED_PROXIES": "everybody"}, "TRUSTED_PROXIES must contain addresses or networks"),
        ({"DATABASE_POOLER": "odyssey"}, "DATABASE_POOLER must be 'pgbouncer' or unset"),
        ({"DRAIN_SECONDS": "301"}, "DRAIN_SECONDS must be at most 300"),
        ({"CORS_ORIGINS": "*"}, "CORS_ORIGINS must contain origins such as"),
        ({"CORS_ORIGINS": "https://stylipp.com/"}, "CORS_ORIGINS must contain origins such as"),
        ({"ACCESS_TOKEN_SECONDS": "soon"}, "ACCESS_TOKEN_SECONDS must be a whole number"),
        ({"DATABASE_URL": "postgres://u@h:99999/d"}, "has a port that is not a number"),
        ({"DATABASE_URL": "postgres://u@h:abc/d"}, "has a port that is not a number"),
        ({"CORS_ORIGINS": "http://[x"}, "CORS_ORIGINS must contain origins such as"),
        ({"CORS_ORIGINS": "[1]"}, "CORS_ORIGINS is neither a comma-separated list nor a JSON list"),
        ({"CORS_ORIGINS": "[1"}, "CORS_ORIGINS is neither a comma-separated list nor a JSON list"),
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
        ({"MAIL_EHLO_NAME": "a.example.com\r\nMAIL"}, "MAIL_EHLO_NAME must be a full host name"),
        ({"MAIL_EHLO_NAME": "https://a.example.com"}, "MAIL_EHLO_NAME must be a full host name"),
        ({"MAIL_EHLO_NAME": "bücher.example"}, "MAIL_EHLO_NAME must be a full host name"),
        ({"MAIL_EHLO_NAME": "192.0.2.1"}, "MAIL_EHLO_NAME must be a full host name"),
        ({"MAIL_EHLO_NAME": "[2001:db8::1]"}, "MAIL_EHLO_NAME must be a full host name"),
        ({"METRICS_HOST": "a..b"}, "METRICS_HOST must be an IP address or a host name"),
        ({"DATA_DIR": "/dev/null/x"}, "DATA_DIR must be a folder"),
        ({"DATA_DIR": "/tmp/\udcff"}, "DATA_DIR must be a folder"),
        ({"SECRET_KEY": "\udcff" * 32}, "SECRET_KEY must be valid UTF-8"),
        ({"FRONTEND_URL": "https://a b"}, "FRONTEND_URL must be a URL such as"),
        ({"MAIL_FROM": "Stylipp"}, "MAIL_FROM must look like Stylipp <no-reply@stylipp.com>"),
        ({"MAIL_FROM": "A\x0bB <a@stylipp.com>"}, "MAIL_FROM must look like"),
        ({"FRONTEND_URL": "stylipp.com"}, "FRONTEND_URL must be a URL such as https:"),
        ({"FRONTEND_URL": "https://a.example/#x"}, "FRONTEND_URL must be a URL such as"),
        ({"RESET_TOKEN_SECONDS": "5"}, "RESET_TOKEN_SECONDS must be at least 60"),
        ({"SECRET_KEY_PREVIOUS": "hunter2hunter2"}, "SECRET_KEY_PREVIOUS must have at least 32"),
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


def test_the_environment_wins_over_the_env_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / ".env"
    file.write_text("ACCESS_TOKEN_SECONDS=60\nDEBUG=true\n")
    monkeypatch.delenv("DEBUG")
    monkeypatch.setenv("ACCESS_TOKEN_SECONDS", "90")
    settings = Settings(_env_file=file)
    assert (settings.DEBUG, settings.ACCESS_TOKEN_SECONDS) == (True, 90)


def test_an_env_file_that_is_not_text_is_one_sentence(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("DEBUG=true", encoding="utf-16")
    with pytest.raises(SystemExit, match="cannot be read as UTF-8"):
        load_settings(Settings, _env_file=file)


def test_a_relative_data_dir_is_the_same_from_everywhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATA_DIR", ".data")
    assert Settings().DATA_DIR == REPOSITORY_ROOT / ".data"


def test_lists_and_limits_are_read_from_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRUSTED_PROXIES", "10.0.0.0/8, 2001:db8::1")
    monkeypatch.setenv("RATE_LIMIT_LOGIN_IP", "7/0.5")
    assert Settings().TRUSTED_PROXIES == ("10.0.0.0/8", "2001:db8::1")
    assert Settings().RATE_LIMIT_LOGIN_IP == (7, 0.5)


def test_migrations_need_no_secret_key() -> None:
    assert DatabaseSettings(DATABASE_URL=POSTGRES).DATABASE_URL == POSTGRES


def test_no_secret_shows_in_a_printed_setting() -> None:
    settings = Settings(DATABASE_URL=POSTGRES, SECRET_KEY="k" * 40, SECRET_KEY_PREVIOUS="p" * 40)
    assert not any(secret in repr(settings) for secret in ("hunter2", "k" * 40, "p" * 40))


def test_a_final_slash_of_the_front_end_is_dropped() -> None:
    assert Settings(FRONTEND_URL="https://stylipp.com/").FRONTEND_URL == "https://stylipp.com"
