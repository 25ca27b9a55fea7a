import secrets
import time

import pytest

from src.core.seals import Seals, expiry_of

KEY, PREVIOUS = secrets.token_hex(32), secrets.token_hex(32)
SEALS = Seals(KEY, None)


def test_a_sealed_value_opens_as_it_was_made() -> None:
    sealed = SEALS.make("login", 60, browser=b"browser", bound=b"account", fields=b"fields")
    assert SEALS.open("login", sealed, browser=b"browser", bound=b"account") == b"fields"
    assert time.time() + 58 < expiry_of(sealed) <= time.time() + 60


def test_two_values_differ() -> None:
    assert SEALS.make("login", 60) != SEALS.make("login", 60)


def test_a_value_of_another_purpose_browser_binding_or_key_does_not_open() -> None:
    sealed = SEALS.make("login", 60, browser=b"browser", bound=b"account")
    assert SEALS.open("new", sealed, browser=b"browser", bound=b"account") is None
    assert SEALS.open("login", sealed, browser=b"other", bound=b"account") is None
    assert SEALS.open("login", sealed, browser=b"browser", bound=b"") is None
    assert SEALS.open("login", sealed, browser=b"browseraccount") is None
    assert Seals(PREVIOUS, None).open("login", sealed, browser=b"browser", bound=b"account") is None


def test_no_changed_or_cut_value_opens() -> None:
    sealed = SEALS.make("login", 60, fields=b"fields")
    for i in range(len(sealed)):
        assert SEALS.open("login", sealed[:i]) is None
        assert SEALS.open("login", sealed[:i] + bytes([sealed[i] ^ 1]) + sealed[i + 1 :]) is None
    assert SEALS.open("login", sealed + b"\0") is None


def test_an_expired_value_does_not_open(monkeypatch: pytest.MonkeyPatch) -> None:
    sealed = SEALS.make("login", 60)
    now = time.time()
    monkeypatch.setattr("time.time", lambda: now + 59)
    assert SEALS.open("login", sealed) == b""
    monkeypatch.setattr("time.time", lambda: now + 60)
    assert SEALS.open("login", sealed) is None


def test_values_of_the_previous_key_open_and_new_ones_are_made_with_the_current_key() -> None:
    both = Seals(KEY, PREVIOUS)
    assert both.open("login", Seals(PREVIOUS, None).make("login", 60)) == b""
    assert Seals(PREVIOUS, None).open("login", both.make("login", 60)) is None
