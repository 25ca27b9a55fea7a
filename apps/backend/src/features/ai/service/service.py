"""What can be read out of a picture. Runs in the process that decodes it, which imports Pillow and nothing of
the server: no Pydantic either, so the issues are the texts of `PhotoIssue`."""

from typing import NamedTuple

from PIL import Image

from src.features.ai.utils.palette import OPAQUE, Swatch, palette_of
from src.features.ai.utils.quality import is_dark, sharpness_of

DARK_BELOW = 64
"""Luma of 255, for all but the brightest 5 % of the pixels. Photos reach 95 even at dusk; those taken with a
sixteenth of the light that they need do not reach 64 (with an eighth, the flatter ones)."""
BLURRED_BELOW = 0.2
"""Photos that are blurred by 0.5 % of their longer side (standard deviation; 10 pixels of 2,048) have at most
0.18, sharp ones at least 0.6."""
SMALL_BELOW = 480
"""Pixels on the shorter side, as sent. Phones show a photo with at least as many, so a smaller one is enlarged."""


class Look(NamedTuple):
    """What a picture looks like."""

    palette: list[Swatch]
    """At most six, the largest share first; empty if all of the picture is transparent."""
    sharpness: float
    """From 0, without any edge, to 1."""
    issues: list[str]


def look_at(image: Image.Image, sent_size: tuple[int, int]) -> Look:
    """Look at an upright picture in sRGB (RGB or RGBA) that was made from one of `sent_size` pixels. What is
    transparent does not count."""
    gray, counted = image.convert("L"), None
    if image.mode == "RGBA":
        counted = image.getchannel("A").point([255 * (alpha >= OPAQUE) for alpha in range(256)])
        gray = Image.composite(gray, Image.new("L", image.size, 255), counted)
    sharpness = sharpness_of(gray)
    issues = []
    if is_dark(gray, counted, DARK_BELOW):
        issues.append("too_dark")
    elif sharpness < BLURRED_BELOW:  # in the dark there are no edges to judge
        issues.append("blurred")
    if min(sent_size) < SMALL_BELOW:
        issues.append("too_small")
    return Look(palette_of(image), sharpness, issues)
