"""What becomes of pictures, in the real sandbox: the files are those of `tests/pictures.py`."""

import asyncio
import io
import itertools
import re
import struct
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from src.core.sandbox import Sandbox
from src.features.photos.utils.answers import Picture, Refusal, read_answer
from stylipp_schemas import PaletteColor, PhotoQuality
from tests import pictures
from tests.pictures import (
    BEIGE,
    CANARY,
    GREEN,
    HARMLESS,
    NAVY,
    RED,
    TOO_MANY_PIXELS,
    UNREADABLE,
    UNSUPPORTED,
    corner_colors,
    difference,
    encoded,
    exif,
    scene,
)
from tests.processes import BACKEND

JUST_NOTICEABLE = 2.3

TRACES = (CANARY, b"Exif", b"ICC", b"adobe", b"Adobe\0", b"8BIM", b"<html", b"<x:x", b"PK\3\4")
"""Of what files hold beside their pixels."""


@pytest.fixture(scope="module")
async def sandbox() -> AsyncIterator[Sandbox]:
    sandbox = Sandbox("src.features.photos.service.pictures")
    yield sandbox
    await sandbox.aclose()


async def look(sandbox: Sandbox, sent: bytes) -> Picture | Refusal:
    with tempfile.TemporaryFile() as file:
        file.write(sent)
        file.flush()
        return read_answer(await sandbox.run(file.fileno()))


async def make(sandbox: Sandbox, sent: bytes) -> Picture:
    picture = await look(sandbox, sent)
    assert isinstance(picture, Picture), picture
    return picture


def image_of(picture: Picture) -> Image.Image:
    return Image.open(io.BytesIO(picture.image))


def parts_of_jpeg(content: bytes) -> list[int]:
    """Return the markers; the file must end with the last one."""
    markers, position = [], 2
    assert content.startswith(b"\xff\xd8")
    while True:
        found = re.compile(rb"\xff([^\x00\xd0-\xd7])").search(content, position)
        assert found is not None
        marker = found[1][0]
        markers.append(marker)
        if marker == 0xD9:
            assert found.end() == len(content)
            return markers
        size = int.from_bytes(content[found.end() : found.end() + 2])
        if marker == 0xE0:
            assert content[found.end() + 2 :].startswith(b"JFIF\0")
            assert size == 16  # without a thumbnail
        position = found.end() + size


def parts_of_webp(content: bytes) -> list[bytes]:
    """Return the names of the chunks; the file must end with the last one."""
    assert content.startswith(b"RIFF")
    assert content[8:12] == b"WEBP"
    assert struct.unpack("<I", content[4:8])[0] + 8 == len(content)
    names, position = [], 12
    while position < len(content):
        names.append(content[position : position + 4])
        size = struct.unpack("<I", content[position + 4 : position + 8])[0]
        position += 8 + size + size % 2
    assert position == len(content)
    return names


def check_is_clean(media_type: str, content: bytes, side: int) -> None:
    """Only what a decoder needs is there, and nothing behind it."""
    if media_type == "image/jpeg":
        # JFIF, tables of numbers, one frame, one scan, the end.
        assert set(parts_of_jpeg(content)) == {0xE0, 0xDB, 0xC0, 0xC4, 0xDA, 0xD9}
    else:
        assert media_type == "image/webp"
        assert parts_of_webp(content) == [b"VP8X", b"ALPH", b"VP8 "]
    image = Image.open(io.BytesIO(content))
    image.load()
    assert image.get_format_mimetype() == media_type
    assert getattr(image, "n_frames", 1) == 1
    assert image.info.keys() <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"} | {
        "loop",
        "background",
        "timestamp",
        "duration",
    }
    assert max(image.size) <= side


@pytest.mark.parametrize("name", HARMLESS)
async def test_what_is_accepted_loses_everything_but_its_pixels(
    sandbox: Sandbox, name: str
) -> None:
    picture = await make(sandbox, HARMLESS[name]())
    for content, side in ((picture.image, 2_048), (picture.thumbnail, 400)):
        check_is_clean(picture.media_type, content, side)
        assert [trace for trace in TRACES if trace in content] == []
    assert image_of(picture).size == (picture.width, picture.height)
    for color in picture.palette:
        PaletteColor.model_validate(color)
    assert picture.palette
    PhotoQuality(sharpness=picture.sharpness, issues=picture.issues)


@pytest.mark.parametrize(
    ("name", "sent", "refusal"),
    [
        *((name, sent, Refusal.FORMAT) for name, sent in UNSUPPORTED.items()),
        *((name, sent, Refusal.UNREADABLE) for name, sent in UNREADABLE.items()),
        *((name, sent, Refusal.TOO_MANY_PIXELS) for name, sent in TOO_MANY_PIXELS.items()),
    ],
    ids=[*UNSUPPORTED, *UNREADABLE, *TOO_MANY_PIXELS],
)
async def test_what_is_no_picture_is_refused_by_the_right_code(
    sandbox: Sandbox, name: str, sent: Callable[[], bytes], refusal: Refusal
) -> None:
    assert await look(sandbox, sent()) == refusal


async def test_refusals_are_the_codes_of_the_errors() -> None:
    assert {str(refusal) for refusal in Refusal} == {
        "photo_format_unsupported",
        "photo_unreadable",
        "photo_too_many_pixels",
    }


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "WEBP"])
async def test_a_picture_is_turned_as_the_camera_was_held(
    sandbox: Sandbox, file_format: str, orientation: int
) -> None:
    stored = pictures.stored_as(scene(120, 60), orientation)
    sent = encoded(stored, file_format, exif=exif(orientation), quality=95)
    picture = await make(sandbox, sent)
    assert (picture.width, picture.height) == (120, 60)
    for content in (picture.image, picture.thumbnail):
        colors = corner_colors(Image.open(io.BytesIO(content)))
        for seen, expected in zip(colors, (NAVY, BEIGE, GREEN, RED), strict=True):
            assert difference(seen, expected) < 5


async def test_only_exif_turns_a_picture(sandbox: Sandbox) -> None:
    """Browsers show it as it was sent, too."""
    xmp = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><d tiff:Orientation="6"/></x:xmpmeta>'
    text = PngInfo()
    text.add_text("Raw profile type exif", f"\nexif\n{len(exif(6)):8}\n{exif(6).hex()}\n")
    text.add_itxt("XML:com.adobe.xmp", xmp.decode())
    for sent in (
        encoded(scene(120, 60), xmp=xmp),
        encoded(scene(120, 60), "WEBP", xmp=xmp),
        encoded(scene(120, 60), "PNG", pnginfo=text),
    ):
        picture = await make(sandbox, sent)
        assert (picture.width, picture.height) == (120, 60)


@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize(
    "profile", [pictures.ADOBE_RGB, pictures.DISPLAY_P3], ids=["Adobe RGB", "Display P3"]
)
async def test_wide_gamuts_look_right(sandbox: Sandbox, file_format: str, profile: bytes) -> None:
    stored = pictures.in_colors_of(profile, scene())
    plain = corner_colors(stored)
    sent = encoded(stored, file_format, icc_profile=profile, quality=95)
    seen = corner_colors(image_of(await make(sandbox, sent)))
    expected = (NAVY, BEIGE, GREEN, RED)
    assert max(map(difference, plain, expected)) > 10  # as it would look without its profile
    assert max(map(difference, seen, expected)) < JUST_NOTICEABLE


async def test_cmyk_looks_as_its_press_prints_it(sandbox: Sandbox) -> None:
    image = Image.new("CMYK", (64, 64), (255, 0, 0, 0))
    sent = encoded(image, "JPEG", icc_profile=pictures.cmyk_profile(), quality=95)
    color = corner_colors(image_of(await make(sandbox, sent)))[0]
    lightness, a, b = pictures.lab(color)
    assert ((lightness - 50) ** 2 + (a + 20) ** 2 + (b + 30) ** 2) ** 0.5 < JUST_NOTICEABLE


async def test_cmyk_without_a_profile_keeps_its_hues(sandbox: Sandbox) -> None:
    seen = corner_colors(
        image_of(await make(sandbox, encoded(scene().convert("CMYK"), quality=95)))
    )
    assert max(map(difference, seen, (NAVY, BEIGE, GREEN, RED))) < 5


async def test_a_profile_that_is_broken_or_of_another_kind_is_ignored(sandbox: Sandbox) -> None:
    for profile in (CANARY * 99, pictures.cmyk_profile(), pictures.ADOBE_RGB[:300]):
        sent = encoded(scene(), "PNG", icc_profile=profile)
        seen = corner_colors(image_of(await make(sandbox, sent)))
        assert max(map(difference, seen, (NAVY, BEIGE, GREEN, RED))) < JUST_NOTICEABLE


async def test_16_bits_become_8(sandbox: Sandbox) -> None:
    gray = image_of(await make(sandbox, pictures.gray16())).convert("L")
    assert all(abs(gray.getpixel((x, 32)) - x) <= 4 for x in range(256))  # type: ignore[operator]
    seen = corner_colors(image_of(await make(sandbox, pictures.rgb16())))
    assert max(map(difference, seen, (NAVY, BEIGE, GREEN, RED))) < 5


@pytest.mark.parametrize("name", ["MPO", "APNG", "animated WebP"])
async def test_the_first_picture_counts(sandbox: Sandbox, name: str) -> None:
    seen = corner_colors(image_of(await make(sandbox, HARMLESS[name]())))
    assert max(map(difference, seen, (NAVY, BEIGE, GREEN, RED))) < 5


async def test_transparency_stays_and_what_it_hides_goes(sandbox: Sandbox) -> None:
    for file_format, options in (("PNG", {}), ("WEBP", {"lossless": True, "exact": True})):
        picture = await make(sandbox, encoded(pictures.cutout(), file_format, **options))
        assert picture.media_type == "image/webp"
        for content in (picture.image, picture.thumbnail):
            image = Image.open(io.BytesIO(content))
            left = image.crop((0, 0, image.width // 2 - 2, image.height))
            assert left.getchannel("A").getextrema() == (0, 0)
            # Nearly one color: only what the codec adds beside the border.
            assert max(high for _, high in left.convert("RGB").getextrema()) < 16  # type: ignore[misc]
            assert image.getpixel((image.width - 10, 10))[3] == 255  # type: ignore[index]
        assert difference(corner_colors(image_of(picture))[1], BEIGE) < 5
        assert {color["name"] for color in picture.palette} <= {"beige", "red"}
    plain = await make(sandbox, HARMLESS["RGBA without a transparent pixel"]())
    assert plain.media_type == "image/jpeg"


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ((320, 240), (320, 240)),
        ((2_048, 1_000), (2_048, 1_000)),
        ((2_049, 1_000), (2_048, 1_000)),
        ((4_032, 3_024), (2_016, 1_512)),  # half
        ((3_600, 2_700), (2_048, 1_536)),  # half would be less than need be
        ((3_024, 4_032), (1_512, 2_016)),
        ((8_064, 100), (2_016, 25)),
        ((10, 5_000), (4, 2_048)),
    ],
)
async def test_pictures_are_scaled_down_and_never_up(
    sandbox: Sandbox, sent: tuple[int, int], expected: tuple[int, int]
) -> None:
    picture = await make(sandbox, encoded(scene(*sent)))
    assert (picture.width, picture.height) == expected
    assert image_of(picture).size == expected
    thumbnail = Image.open(io.BytesIO(picture.thumbnail))
    assert max(thumbnail.size) == min(400, max(sent))
    if min(thumbnail.size) > 50:
        seen = corner_colors(thumbnail)
        assert max(map(difference, seen, (NAVY, BEIGE, GREEN, RED))) < 5


async def test_the_size_that_counts_for_its_quality_is_the_one_sent(sandbox: Sandbox) -> None:
    large = scene(4_000, 1_000)
    assert "too_small" not in (await make(sandbox, encoded(large))).issues
    assert "too_small" in (await make(sandbox, encoded(scene(4_000, 100)))).issues


@pytest.mark.parametrize(
    "seeds", [range(100), pytest.param(range(100, 2_100), marks=pytest.mark.slow)], ids=len
)
async def test_mutations_of_valid_files_all_get_an_answer(sandbox: Sandbox, seeds: range) -> None:
    await make(sandbox, pictures.jpeg())
    nursery, made = sandbox._nursery, 0
    for batch in itertools.batched(seeds, sandbox.processes):
        answers = await asyncio.gather(*(look(sandbox, pictures.mutation(seed)) for seed in batch))
        for answer in answers:
            if isinstance(answer, Picture):
                made += 1
                check_is_clean(answer.media_type, answer.image, 2_048)
                assert [trace for trace in TRACES if trace in answer.image] == []
    assert len(seeds) * 0.1 < made < len(seeds) * 0.9  # there were both
    assert sandbox._nursery is nursery


MEASURE = """
import os, re, sys
from src.features.photos.service import pictures
before = sum(os.times()[:2])
pictures.run(sys.stdin.fileno())
cpu = sum(os.times()[:2]) - before
peak = re.search(r"VmHWM:\\s+(\\d+) kB", open("/proc/self/status").read())[1]
print(cpu, int(peak) / 1024)
"""


@pytest.mark.slow
def test_no_file_takes_a_second_or_512_mb() -> None:
    """The largest pictures that are accepted may take longer, but not more memory."""
    figures = {}
    files = HARMLESS | UNSUPPORTED | UNREADABLE | TOO_MANY_PIXELS
    for name, sent in (files | LARGE).items():
        with tempfile.TemporaryFile() as file:
            file.write(sent())
            file.flush()
            command = [sys.executable, "-c", MEASURE]
            output = subprocess.check_output(command, cwd=BACKEND, stdin=file, text=True)
        cpu, megabytes = map(float, output.split())
        figures[name] = cpu, megabytes
    for name, (cpu, megabytes) in sorted(figures.items(), key=lambda item: -item[1][0])[:12]:
        print(f"{cpu:6.2f} s {megabytes:5.0f} MB  {name}")
    assert [name for name in files if figures[name][0] > 1] == []
    assert [name for name, (_, megabytes) in figures.items() if megabytes > 512] == []


def large(width: int, height: int) -> Image.Image:
    noise = Image.effect_noise((256, 256), 80)
    image = Image.merge("RGB", (noise, noise.rotate(90), noise.rotate(180)))
    return image.resize((width, height), Image.Resampling.BICUBIC)


def cut(image: Image.Image) -> Image.Image:
    image.putalpha(Image.linear_gradient("L").resize(image.size))
    return image


LARGE: dict[str, Callable[[], bytes]] = {
    "50 MP JPEG": lambda: encoded(large(8_000, 6_250), quality=60),
    "50 MP JPEG, progressive, all colors": lambda: encoded(
        large(8_000, 6_250), progressive=True, subsampling=0, quality=60
    ),
    "50 MP CMYK": lambda: encoded(large(8_000, 6_250).convert("CMYK"), quality=60),
    "30 MP PNG, palette": lambda: pictures.png(large(6_000, 5_000).quantize(64), compress_level=1),
    "30 MP WebP": lambda: encoded(large(6_000, 5_000), "WEBP", method=0, quality=50),
    "30 MP WebP, RGBA": lambda: encoded(cut(large(6_000, 5_000)), "WEBP", method=0, quality=50),
}


def test_the_server_does_not_import_pillow() -> None:
    program = "import sys, src.application; assert 'PIL' not in sys.modules"
    subprocess.run([sys.executable, "-c", program], cwd=BACKEND, check=True)


async def test_the_nursery_imports_no_other_part_of_the_server(sandbox: Sandbox) -> None:
    await make(sandbox, pictures.jpeg())
    assert sandbox._nursery is not None
    libraries = Path(f"/proc/{sandbox._nursery.pid}/maps").read_text()
    assert "_imaging" in libraries
    assert [name for name in ("pydantic", "asyncpg", "numpy") if name in libraries] == []
