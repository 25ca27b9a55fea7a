"""The main colors of a picture."""

import re
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageOps

from src.features.ai.utils.palette import palette_of


@st.composite
def pictures(draw: st.DrawFn, mode: str) -> Image.Image:
    width, height = draw(st.integers(1, 40)), draw(st.integers(1, 40))
    colors = draw(
        st.lists(st.binary(min_size=len(mode), max_size=len(mode)), min_size=1, max_size=30)
    )
    random = Random(draw(st.integers()))  # noqa: S311 - a picture
    return Image.frombytes(
        mode, (width, height), b"".join(random.choices(colors, k=width * height))
    )


def test_one_color_has_all_of_the_picture() -> None:
    assert palette_of(Image.new("RGB", (2048, 1536), "#18244c")) == [("#18244c", "navy", 1.0)]


def test_two_colors_have_their_shares() -> None:
    picture = Image.new("RGB", (2000, 1000), "#f4f4f4")
    picture.paste("#6d1428", (0, 0, 500, 1000))
    assert palette_of(picture) == [("#f4f4f4", "white", 0.75), ("#6d1428", "burgundy", 0.25)]


def test_stripes_keep_their_colors() -> None:
    picture = Image.new("RGB", (1600, 1200), "#ffffff")
    draw = ImageDraw.Draw(picture)
    for left in range(0, 1600, 30):
        draw.rectangle((left, 0, left + 14, 1200), fill="#18244c")
    white, navy = sorted(palette_of(picture), reverse=True)
    assert (white.name, navy.name) == ("white", "navy")
    assert white.share == pytest.approx(navy.share, abs=0.05)


def test_a_subject_on_a_background_is_found_through_light_and_noise() -> None:
    random = Random(1)  # noqa: S311 - a picture
    picture = Image.new("RGB", (1200, 1600), "#e3d5b8")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((300, 300, 900, 1400), fill="#18244c")  # 34 %
    draw.rectangle((900, 900, 1100, 1200), fill="#d6202a")  # 3 %
    shade = (
        Image.linear_gradient("L")
        .resize(picture.size)
        .point([225 + v * 30 // 255 for v in range(256)])
    )
    picture = Image.composite(picture, Image.new("RGB", picture.size), shade)
    noise = Image.frombytes("RGB", picture.size, random.randbytes(3 * 1200 * 1600))
    palette = palette_of(Image.blend(picture, noise, 0.06))

    shares = {swatch.name: swatch.share for swatch in palette}
    assert palette[0].name == "beige"
    assert shares["navy"] == pytest.approx(0.34, abs=0.03)
    assert shares["red"] == pytest.approx(0.03, abs=0.01)


def test_a_color_in_light_and_in_shadow_is_one() -> None:
    picture = Image.new("RGB", (100, 100), "#e3d5b8")
    picture.paste("#c9bca3", (0, 0, 50, 100))
    assert [swatch.share for swatch in palette_of(picture)] == [1.0]


def test_two_large_colors_that_are_close_come_before_many_small_ones() -> None:
    picture = Image.new("RGB", (100, 100), "#18244c")
    picture.paste("#4f6f98", (0, 0, 50, 100))
    for left, color in enumerate(
        ["red", "lime", "yellow", "magenta", "orange", "cyan", "white", "maroon"]
    ):
        picture.paste(color, (10 * left, 0, 10 * left + 10, 25))
    assert {swatch.name for swatch in palette_of(picture)[:2]} == {"navy", "denim"}


def test_a_gradient_has_a_few_grays_in_order_of_share() -> None:
    palette = palette_of(Image.linear_gradient("L").convert("RGB"))
    assert {swatch.name for swatch in palette} <= {
        "black",
        "charcoal",
        "gray",
        "light gray",
        "white",
    }
    assert len(palette) >= 3
    assert sum(swatch.share for swatch in palette) == pytest.approx(1, abs=0.01)


def test_gray_noise_is_gray() -> None:
    random = Random(1)  # noqa: S311 - a picture
    picture = Image.frombytes("L", (256, 256), bytes(random.choices(range(110, 146), k=256 * 256)))
    [swatch] = palette_of(picture.convert("RGB"))
    assert (swatch.name, swatch.share) == ("gray", 1.0)


def test_a_speck_is_no_main_color() -> None:
    picture = Image.new("RGB", (100, 100), "#ffffff")
    picture.paste("#d6202a", (0, 0, 10, 10))
    assert [swatch.name for swatch in palette_of(picture)] == ["white"]
    picture.paste("#d6202a", (0, 0, 20, 20))
    assert [swatch.name for swatch in palette_of(picture)] == ["white", "red"]


def test_a_transparent_picture_has_no_colors() -> None:
    assert palette_of(Image.new("RGBA", (300, 200), "#d6202a00")) == []


@pytest.mark.parametrize("size", [(1, 1), (1, 3000), (3000, 1)])
def test_the_narrowest_pictures_have_colors(size: tuple[int, int]) -> None:
    assert palette_of(Image.new("RGB", size, "#d6202a")) == [("#d6202a", "red", 1.0)]


@given(pictures("RGB"))
def test_a_palette_has_at_most_six_names_with_shares(picture: Image.Image) -> None:
    palette = palette_of(picture)
    assert len({swatch.name for swatch in palette}) == len(palette) <= 6
    assert all(re.fullmatch("#[0-9a-f]{6}", swatch.hex) for swatch in palette)
    shares = [swatch.share for swatch in palette]
    assert shares == sorted(shares, reverse=True)
    assert 0.6 < round(sum(shares), 9) <= 1
    assert palette_of(picture.copy()) == palette


@given(pictures("L"))
def test_a_gray_picture_has_gray_colors(picture: Image.Image) -> None:
    for swatch in palette_of(picture.convert("RGB")):
        assert len(set(bytes.fromhex(swatch.hex[1:]))) == 1


@given(pictures("RGB"), st.integers(1, 20))
def test_transparent_pixels_do_not_count(picture: Image.Image, border: int) -> None:
    framed = ImageOps.expand(picture.convert("RGBA"), border, fill="#00ff0000")
    assert palette_of(framed) == palette_of(picture)


@given(pictures("RGBA"))
def test_a_pixel_counts_if_it_is_more_opaque_than_not(picture: Image.Image) -> None:
    assert bool(palette_of(picture)) == any(
        alpha >= 128 for alpha in picture.getchannel("A").tobytes()
    )
