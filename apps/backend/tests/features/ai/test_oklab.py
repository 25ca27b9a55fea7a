"""Conversion to OKLab and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from src.features.ai.utils.oklab import Lab, difference, from_rgb, to_hex

BYTE = st.integers(0, 255)


@pytest.mark.parametrize(
    ("rgb", "lab"),
    [  # CSS Color 4 has the same figures
        ((255, 255, 255), (1.0, 0.0, 0.0)),
        ((0, 0, 0), (0.0, 0.0, 0.0)),
        ((255, 0, 0), (0.62796, 0.22486, 0.12585)),
        ((0, 255, 0), (0.86644, -0.23389, 0.17950)),
        ((0, 0, 255), (0.45201, -0.03246, -0.31153)),
    ],
)
def test_known_colors_have_their_coordinates(
    rgb: tuple[int, int, int], lab: tuple[float, float, float]
) -> None:
    assert from_rgb(*rgb) == pytest.approx(lab, abs=1e-4)


@given(BYTE, BYTE, BYTE)
def test_every_color_comes_back_unchanged(red: int, green: int, blue: int) -> None:
    assert to_hex(from_rgb(red, green, blue)) == f"#{red:02x}{green:02x}{blue:02x}"


@given(BYTE)
def test_grays_have_no_hue(value: int) -> None:
    assert from_rgb(value, value, value)[1:] == pytest.approx((0, 0), abs=1e-4)


@given(st.floats(-1, 2), st.floats(-1, 1), st.floats(-1, 1))
def test_what_srgb_does_not_have_is_clipped(lightness: float, a: float, b: float) -> None:
    assert len(bytes.fromhex(to_hex(Lab(lightness, a, b))[1:])) == 3


def test_hue_makes_more_of_a_difference_than_lightness() -> None:
    gray = from_rgb(128, 128, 128)
    assert (
        difference(gray, gray._replace(a=0.1)) > difference(gray, gray._replace(l=gray.l + 0.1)) > 0
    )
