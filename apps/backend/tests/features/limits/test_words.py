"""Waits in words."""

import pytest

from src.features.limits.utils.words import in_words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (1, "1 second"),
        (2, "2 seconds"),
        (40, "40 seconds"),
        (90, "90 seconds"),
        (91, "2 minutes"),
        (120, "2 minutes"),
        (121, "3 minutes"),
        (300, "5 minutes"),
        (5400, "90 minutes"),
        (5401, "2 hours"),
        (86_400, "24 hours"),
    ],
)
def test_a_wait_is_rounded_up_to_a_unit_that_people_count_in(seconds: int, words: str) -> None:
    assert in_words(seconds) == words
