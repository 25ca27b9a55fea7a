"""The key pairs of tokens for other services."""

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from src.core.keys import derive_key
from src.core.signing_keys import LABEL, ORDER, SigningKey

SECRET = "s" * 48


def test_a_long_key_is_the_one_of_rfc_5869() -> None:
    for size in (32, 48, 100):
        peer = HKDF(hashes.SHA256(), size, salt=None, info=b"a label").derive(SECRET.encode())
        assert derive_key(SECRET, "a label", size) == peer


def test_the_same_secret_gives_the_same_pair_and_another_one_another() -> None:
    one, same, other = SigningKey(SECRET), SigningKey(SECRET), SigningKey("t" * 48)
    assert (one.kid, one.public) == (same.kid, same.public)
    assert one.kid != other.kid
    scalar = one.private.private_numbers().private_value
    assert scalar == int.from_bytes(derive_key(SECRET, LABEL, 48)) % (ORDER - 1) + 1
