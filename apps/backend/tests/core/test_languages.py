import pytest

from src.core.languages import preferred_locale


@pytest.mark.parametrize(
    ("header", "locale"),
    [
        (None, "en"),
        ("", "en"),
        ("*", "en"),
        ("fr", "en"),
        ("de", "de"),
        ("DE-at", "de"),
        ("de-Latn-DE-1996", "de"),
        ("den", "en"),
        ("fr, de;q=0.3", "de"),
        ("en;q=0.8, de;q=0.9", "de"),
        ("en;q=0.8,de;q=0.8", "en"),
        ("de ; q=0.8 , en ; q=0.7", "de"),
        ("de;q=0", "en"),
        ("de;q=0.000, fr", "en"),
        ("de;q=1.", "de"),
        ("de;q=nan", "en"),
        ("de;q=1e9", "en"),
        ("de;q=-1", "en"),
        ("de;q=2", "en"),
        ("en;q=1, de;q=1.9", "en"),
        ("de;q=0.12345", "en"),
        (";;,,=,de;;q", "en"),
        ("\0\x80ü,de", "de"),
        (f"{'fr,' * 31}de", "de"),
        (f"{'fr,' * 32}de", "en"),  # only the beginning is read
    ],
)
def test_the_language_with_the_highest_weight_that_has_texts_is_chosen(
    header: str | None, locale: str
) -> None:
    assert preferred_locale(header) == locale
