"""Codes of authenticator apps: RFC 6238's examples, and Debian's `oathtool` as a peer."""

import shutil
import subprocess
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from src.features.two_step.utils.totp import accepted_step, base32, new_secret, uri

SECRET = b"12345678901234567890"  # RFC 6238, appendix B

# The appendix has eight digits; six are the last six of them.
VECTORS = [
    (59, "94287082"),
    (1111111109, "07081804"),
    (1111111111, "14050471"),
    (1234567890, "89005924"),
    (2000000000, "69279037"),
    (20000000000, "65353130"),
]


@pytest.mark.parametrize(("now", "code"), VECTORS)
def test_the_examples_of_the_rfc_are_accepted(now: int, code: str) -> None:
    assert accepted_step(SECRET, code[2:], now) == now // 30


@pytest.mark.skipif(shutil.which("oathtool") is None, reason="needs oathtool")
def test_codes_of_oathtool_are_accepted() -> None:
    for now in (1_000_000_000, 1_800_000_015, 4_102_444_799):
        secret = new_secret()
        command = ["oathtool", "--totp", "--base32", f"--now=@{now}", base32(secret)]
        code = subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
        assert accepted_step(secret, code, now) == now // 30


def test_only_the_step_before_and_the_one_after_are_accepted_as_well() -> None:
    code, step = "081804", 1111111109 // 30
    begin = step * 30
    for now in (begin - 30, begin, begin + 29.9, begin + 59.9):
        assert accepted_step(SECRET, code, now) == step
    for now in (begin - 30.1, begin + 60, begin + 3000, begin - 3000):
        assert accepted_step(SECRET, code, now) is None


@pytest.mark.parametrize(
    "code",
    [
        "",
        "81804",
        "0081804",
        "07081804",
        "081804\n",
        "081804０",
        " 081804",
        "081 804",
        "０８１８０４",  # full-width digits
        "٠٨١٨٠٤",  # Arabic-Indic digits
        "08180a",
        "-81804",
    ],
)
def test_a_code_is_six_ascii_digits(code: str) -> None:
    assert accepted_step(SECRET, code, 1111111109) is None


def test_a_uri_names_the_secret_the_site_and_the_account() -> None:
    secret = new_secret()
    assert len(secret) == 20
    parts = urlsplit(uri(secret, account="ada+x@example.com", issuer="Stylipp & Co"))
    assert (parts.scheme, parts.netloc) == ("otpauth", "totp")
    assert unquote(parts.path) == "/Stylipp & Co:ada+x@example.com"
    # Nothing else: SHA-1, six digits and 30 seconds are what apps assume, and some refuse to be told.
    assert parse_qs(parts.query) == {"secret": [base32(secret)], "issuer": ["Stylipp & Co"]}
    assert "=" not in base32(secret)
