import secrets

import pytest

from src.core.vault import CannotOpen, Vault

KEY, PREVIOUS = secrets.token_hex(32), secrets.token_hex(32)
VAULT = Vault(KEY, None)


def test_a_secret_opens_for_its_owner_only() -> None:
    key_id, sealed = VAULT.seal(b"secret", b"ada")
    assert b"secret" not in sealed
    assert VAULT.open(key_id, sealed, b"ada") == b"secret"
    with pytest.raises(CannotOpen):
        VAULT.open(key_id, sealed, b"grace")


def test_the_same_secret_is_sealed_differently_each_time() -> None:
    assert VAULT.seal(b"secret", b"ada") != VAULT.seal(b"secret", b"ada")


def test_a_changed_or_cut_secret_does_not_open() -> None:
    key_id, sealed = VAULT.seal(b"secret", b"ada")
    for broken in (sealed[:-1] + bytes([sealed[-1] ^ 1]), sealed[:-1], sealed[:5], b""):
        with pytest.raises(CannotOpen):
            VAULT.open(key_id, broken, b"ada")


def test_the_previous_key_opens_and_the_current_one_seals() -> None:
    key_id, sealed = Vault(PREVIOUS, None).seal(b"secret", b"ada")
    both = Vault(KEY, PREVIOUS)
    assert both.open(key_id, sealed, b"ada") == b"secret"
    assert both.seal(b"secret", b"ada")[0] == both.current_key_id == VAULT.current_key_id != key_id
    with pytest.raises(CannotOpen):
        VAULT.open(key_id, sealed, b"ada")
