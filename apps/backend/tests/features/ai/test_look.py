"""Sharpness, issues, and what runs in the process that decodes pictures."""

import subprocess
import sys
import time
from functools import cache
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFilter

from src.features.ai.service.service import BLURRED_BELOW, SMALL_BELOW, Look, look_at
from stylipp_schemas import PaletteColor, PhotoIssue, PhotoQuality


@cache
def photo(side: int = 2048) -> Image.Image:
    """A subject with a pattern before a plain wall, as if a camera with so many pixels had taken it."""
    random = Random(1)  # noqa: S311 - a picture
    picture = Image.new("RGB", (4096, 3072), "#d8cfc0")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((1300, 500, 2800, 3072), fill="#223a5e")
    for _ in range(600):
        x, y, width = (
            random.randrange(1300, 2700),
            random.randrange(500, 3000),
            random.randrange(10, 90),
        )
        draw.rectangle(
            (x, y, x + width, y + width), fill=random.choice(["#ffffff", "#6d1428", "#14213d"])
        )
    return picture.resize((side, side * 3 // 4), Image.Resampling.LANCZOS)


def look(picture: Image.Image) -> Look:
    return look_at(picture, picture.size)


def darkened(picture: Image.Image, factor: float) -> Image.Image:
    return picture.point([round(value * factor) for value in range(256)] * 3)


def test_a_sharp_photo_has_no_issues() -> None:
    palette, sharpness, issues = look(photo())
    assert palette[0].name in {"beige", "light gray"}
    assert "navy" in {swatch.name for swatch in palette}
    assert sharpness > 0.6
    assert issues == []


def test_the_more_blurred_the_less_sharp() -> None:
    series = [
        look(photo().filter(ImageFilter.GaussianBlur(radius))).sharpness
        for radius in (0, 1, 2, 4, 8, 16, 32)
    ]
    assert series == sorted(series, reverse=True)
    assert len(set(series)) == len(series)
    assert series[0] > 0.9
    assert series[-1] < 0.05


@pytest.mark.parametrize("side", [2048, 1024, 640])
def test_a_photo_that_is_out_of_focus_is_blurred(side: int) -> None:
    picture = photo(side).filter(ImageFilter.GaussianBlur(side * 0.005))
    assert look(picture).issues == ["blurred"]


def test_motion_is_blur_too() -> None:
    picture = photo()
    moved = picture.resize((picture.width // 40, picture.height // 40), Image.Resampling.BOX)
    assert look(moved.resize(picture.size, Image.Resampling.BICUBIC)).issues == ["blurred"]


def test_sharpness_hardly_depends_on_the_number_of_pixels() -> None:
    for blur in (0, 0.0025):  # of the longer side
        series = [
            look(photo(side).filter(ImageFilter.GaussianBlur(side * blur))).sharpness
            for side in (2048, 1536, 1024, 768, 600)
        ]
        assert max(series) - min(series) < 0.05


def test_a_sharp_subject_before_a_blurred_background_is_sharp() -> None:
    picture = photo().filter(ImageFilter.GaussianBlur(30))
    pale = Image.blend(
        photo().crop((650, 300, 1300, 1000)), Image.new("RGB", (650, 700), "gray"), 0.8
    )
    picture.paste(pale, (600, 300))  # 14 % of the picture
    assert look(picture).issues == []


def test_a_frame_is_no_sharp_picture() -> None:
    picture = photo().filter(ImageFilter.GaussianBlur(20))
    assert look(picture).sharpness < 0.1
    assert look(Image.new("RGB", (800, 600), "#8b7d70")).sharpness == 0


def test_a_dark_photo_is_too_dark_and_not_said_to_be_blurred() -> None:
    assert look(darkened(photo(), 0.2)).issues == ["too_dark"]
    assert look(darkened(photo(), 0.2).filter(ImageFilter.GaussianBlur(20))).issues == ["too_dark"]
    assert look(darkened(photo(), 0.5)).issues == []


def test_a_black_coat_before_a_white_wall_is_not_too_dark() -> None:
    picture = Image.new("RGB", (1000, 1000), "#ffffff")
    picture.paste("#0c0c0c", (0, 0, 900, 1000))
    assert look(picture).issues == []
    picture.paste("#0c0c0c", (0, 0, 960, 1000))
    assert look(picture).issues == ["too_dark"]


@pytest.mark.parametrize(
    ("size", "small"), [((480, 9000), False), ((479, 9000), True), ((9000, 479), True)]
)
def test_what_was_sent_decides_about_the_size(size: tuple[int, int], small: bool) -> None:
    assert ("too_small" in look_at(photo(640), size).issues) is small
    assert SMALL_BELOW == 480


def test_what_is_below_transparent_pixels_is_not_looked_at() -> None:
    sharp, plain = photo(640).convert("RGBA"), Image.new("RGBA", (640, 480), "#e3d5b8")
    hidden = Image.new("L", (640, 480), 0)
    random = Random(1)  # noqa: S311 - a picture
    noise = Image.frombytes("RGB", (640, 480), random.randbytes(3 * 640 * 480))
    for picture in (sharp, plain):
        one, other = picture.copy(), noise.convert("RGBA")
        one.putalpha(hidden)
        other.putalpha(hidden)
        assert look(one) == look(other) == ([], 0.0, ["blurred"])


def test_a_dark_garment_without_background_is_judged_by_its_own_pixels() -> None:
    picture = Image.new("RGBA", (1000, 1000), "#ffffff00")
    picture.paste("#0c0c0cff", (300, 300, 700, 700))
    assert look(picture).issues == ["too_dark"]
    assert [swatch.name for swatch in look(picture).palette] == ["black"]


@pytest.mark.parametrize("size", [(1, 1), (1, 3000), (3000, 1)])
def test_the_narrowest_pictures_are_looked_at(size: tuple[int, int]) -> None:
    picture = Image.new("RGB", size, "#d6202a")
    assert look(picture) == ([("#d6202a", "red", 1.0)], 0.0, ["blurred", "too_small"])


@given(
    st.sampled_from(["RGB", "RGBA", "L"]),
    st.tuples(st.integers(1, 70), st.integers(1, 70)),
    st.randoms(use_true_random=False),
)
def test_every_picture_fits_the_contract(mode: str, size: tuple[int, int], random: Random) -> None:
    data = random.randbytes(len(mode) * size[0] * size[1])
    picture = Image.frombytes(mode, size, data)
    if mode == "L":
        picture = picture.convert("RGB")
    palette, sharpness, issues = look(picture)
    for color in palette:
        PaletteColor.model_validate(color._asdict())
    PhotoQuality(sharpness=sharpness, issues=[PhotoIssue(issue) for issue in issues])
    assert "too_small" in issues
    assert ("blurred" in issues) <= (sharpness < BLURRED_BELOW)
    assert look(picture) == (palette, sharpness, issues)


def test_looking_imports_pillow_and_nothing_of_the_server_and_nothing_late() -> None:
    """The process that looks is small, knows no secret, and may open no file."""
    code = """
import sys
from PIL import Image
from src.features.ai.service.service import look_at
before = set(sys.modules)
for mode in ("RGB", "RGBA"):
    look_at(Image.linear_gradient("L").convert(mode), (1, 1))
print(*before)
print(*set(sys.modules) - before)
"""
    folder = next(path for path in sys.path if path.endswith("apps/backend"))
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=True
    )
    before, late = ran.stdout.split("\n")[:2]
    assert not {"pydantic", "numpy", "asyncio", "src.core"} & set(before.split())
    assert late == ""


@pytest.mark.slow
def test_a_stored_picture_is_looked_at_in_60_ms() -> None:
    picture, seconds = photo(), []
    for _ in range(9):
        start = time.process_time()
        look(picture)
        seconds.append(time.process_time() - start)
    assert min(seconds) < 0.06
