from src.core.keys import derive_key


def test_keys_are_derived_as_rfc_5869_says() -> None:
    """Its test case 3: no salt, no label."""
    expected = "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d"
    assert derive_key("\x0b" * 22, "").hex() == expected
    # With a label, against another implementation (`openssl kdf HKDF`).
    labeled = "ab814e142a4709354193cafbb32a92d9a6b4779eddfd30f6c7386d49f6c9a12a"
    assert derive_key("k" * 40, "stylipp/access-token/v1").hex() == labeled
