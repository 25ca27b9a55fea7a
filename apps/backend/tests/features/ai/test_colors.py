"""Names of colors."""

from math import hypot

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from src.features.ai.utils.colors import COLORS, name_of
from src.features.ai.utils.oklab import from_rgb

SWATCHES = {
    "black": "#000000 #141414 #1e1c1e",
    "charcoal": "#343837 #36454f #2b2f36",
    "gray": "#808080 #929591 #696969 #a9a9a9 #708090",
    "light gray": "#d8dcd6 #d3d3d3 #c5c9c7",
    "white": "#ffffff #faf9f6 #f5f5f5 #fffafa #e8ebf2",
    "ivory": "#fffff0 #ffffc2 #f0ead6 #faf0e6 #f5f5dc",
    "beige": "#e6daa6 #f5deb3 #dfcfbe #d9cbb3",
    "taupe": "#8b8076 #b8ad9e #a89b8c",
    "camel": "#c69f59 #c19a6b #d1b26f",
    "khaki": "#aaa662 #c3b091",
    "brown": "#653700 #8b4513 #a47864 #9a5b2f",
    "chocolate": "#3d1c02 #341c02",
    "olive": "#6e750e #808000 #556b2f",
    "red": "#ff0000 #e50000 #dc143c",
    "burgundy": "#610023 #800020 #800000",
    "rust": "#a83c09 #b7410e #c8553d",
    "coral": "#ff7f50 #fc5a50 #ff6f61",
    "orange": "#ffa500 #f97306 #ff7518",
    "peach": "#ffb07c #ffbe98 #ffdab9",
    "yellow": "#ffff00 #ffff14 #fffe7a #ffd700",
    "mustard": "#ceb301 #bf9005 #d2a02a",
    "lime": "#aaff32 #bfff00",
    "green": "#008000 #15b01a #00ff00 #32cd32",
    "forest green": "#06470c #033500 #0b4a34",
    "emerald": "#028f50 #009473",
    "sage": "#87ae73 #9caf88",
    "mint": "#9ffeb0 #aaf0d1",
    "teal": "#008080 #029386 #014d4e #0f4c5c",
    "turquoise": "#40e0d0 #06c2ac #00ced1",
    "light blue": "#add8e6 #95d0fc #87ceeb #a2cffe",
    "blue": "#0000ff #0343df #4169e1 #1e4fa8",
    "denim": "#3b638c #4682b4 #5b7da3",
    "navy": "#000080 #01153e #001146 #14213d #223a5e",
    "purple": "#800080 #7e1e9c #4b0082 #5f4b8b",
    "lavender": "#c79fef #cea2fd #dfc5fe",
    "plum": "#580f41 #380835 #3d1a36",
    "pink": "#ffc0cb #ff81c0 #ffcfdc #ff69b4",
    "fuchsia": "#ff00ff #ed0dd9 #ff1493 #c20078",
    "blush": "#f7cac9 #edd3cc",
    "rose": "#cf6275 #c08081",
}
"""Colors of other lists, as far as these agree: keywords of CSS, the xkcd survey (public domain), Pantone's
colors of the year, and what garments of that name have."""


NEUTRAL = ["black", "charcoal", "gray", "light gray", "white"]


def name_of_hex(value: str) -> str:
    return name_of(from_rgb(*bytes.fromhex(value[1:])))


@pytest.mark.parametrize(
    ("value", "name"),
    [(value, name) for name, values in SWATCHES.items() for value in values.split()],
)
def test_a_swatch_has_the_name_that_other_lists_give_it(value: str, name: str) -> None:
    assert name_of_hex(value) == name


def test_every_name_has_swatches() -> None:
    assert len(SWATCHES) == 40
    assert SWATCHES.keys() == COLORS.keys()


@pytest.mark.parametrize(
    ("value", "name"),
    [(v, name) for name, values in COLORS.items() for v in values.split()],
)
def test_a_reference_has_its_own_name(value: str, name: str) -> None:
    assert name_of_hex(value) == name


@given(st.integers(0, 255), st.sampled_from([(0, 0, 0), (1, 0, 0), (0, 1, 1), (0, 0, 2)]))
def test_grays_and_what_a_camera_makes_of_them_have_neutral_names(
    value: int, tint: tuple[int, int, int]
) -> None:
    assert name_of(from_rgb(*(min(255, value + part) for part in tint))) in NEUTRAL


@given(st.integers(0, 254))
def test_a_lighter_gray_never_has_a_darker_name(value: int) -> None:
    darker, lighter = (name_of(from_rgb(gray, gray, gray)) for gray in (value, value + 1))
    assert NEUTRAL.index(darker) <= NEUTRAL.index(lighter)


@given(st.tuples(*[st.integers(0, 255)] * 3))
def test_what_is_clearly_colored_has_no_neutral_name(rgb: tuple[int, int, int]) -> None:
    lab = from_rgb(*rgb)
    assume(hypot(lab.a, lab.b) > 0.09)
    assert name_of(lab) not in NEUTRAL


@pytest.mark.parametrize("value", ["#000005", "#0a0004", "#1a0a0a", "#14140a", "#111821"])
def test_noise_in_the_dark_is_black(value: str) -> None:
    assert name_of_hex(value) == "black"
