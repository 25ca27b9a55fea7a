"""The form of recovery codes."""

import hashlib
import re

import pytest

from src.features.two_step.utils.recovery_codes import hash_of, hashes_of, new_codes

CODE = "10ABCD-EFGHJK-MNPQRS-TVWXYZ"


def test_there_are_ten_codes_of_120_bits() -> None:
    codes = new_codes()
    assert len(set(codes)) == 10
    group = "[0-9A-HJKMNP-TV-Z]{6}"
    for code in codes:
        assert re.fullmatch(f"{group}(-{group}){{3}}", code)
    assert hashes_of(codes) == [hash_of(code) for code in codes]
    # Every symbol turns up: 5 bits in each of 24.
    assert len(set("".join(code for _ in range(20) for code in new_codes())) - {"-"}) == 32


@pytest.mark.parametrize(
    "typed",
    [
        CODE.lower(),
        CODE.replace("-", ""),
        CODE.replace("-", " "),
        f"  {CODE} ",
        CODE.replace("10", "IO"),
        CODE.replace("10", "lo"),
        CODE.replace("10", "i0"),
    ],
)
def test_case_dashes_spaces_and_similar_letters_are_ignored(typed: str) -> None:
    assert hash_of(typed) == hashlib.sha256(b"10ABCDEFGHJKMNPQRSTVWXYZ").digest()


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "123456",
        CODE[:-1],
        f"{CODE}0",
        CODE.replace("A", "U"),
        CODE.replace("A", "ａ"),
        CODE.replace("1", "ı"),  # an I without a dot, whose upper case is I
        CODE.replace("S", "ſ"),  # a long s, whose upper case is S
        CODE.replace("-", "\n"),
        "\0" * 24,
    ],
)
def test_what_cannot_be_a_code_has_no_hash(typed: str) -> None:
    assert hash_of(typed) is None
