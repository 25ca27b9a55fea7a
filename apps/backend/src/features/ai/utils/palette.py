"""The main colors of a picture."""

from itertools import combinations
from typing import NamedTuple

from PIL import Image

from src.features.ai.utils.colors import name_of
from src.features.ai.utils.oklab import Lab, difference, from_rgb, to_hex

MOST_COLORS = 6
LEAST_SHARE = 0.02
"""Less is an edge, a shadow or a reflection."""
SIDE = 128
"""Pixels that are looked at, on the longer side: enough for what covers `LEAST_SHARE`."""
BOXES = 48
"""Colors that are compared with each other; their pairs are what takes the time."""


class Swatch(NamedTuple):
    """A main color and the part of the picture that has it."""

    hex: str
    name: str
    share: float


def palette_of(image: Image.Image) -> list[Swatch]:
    """At most six colors, the largest share first. Transparent pixels do not count: a picture without
    others has none."""
    groups = _boxes(_sample(image))
    total = sum(count for count, _ in groups)
    while len(groups) > 1:
        cost, one, other = min((_cost(one, other), one, other) for one, other in combinations(groups, 2))
        if len(groups) <= MOST_COLORS and cost > 0:
            break
        groups.remove(one)
        groups.remove(other)
        groups.append(_merged(one, other))
    swatches = [Swatch(to_hex(color), name_of(color), round(count / total, 4)) for count, color in groups]
    return sorted((s for s in swatches if s.share >= LEAST_SHARE), key=lambda s: (-s.share, s.hex))


type _Group = tuple[int, Lab]


def _sample(image: Image.Image) -> list[tuple[int, ...]]:
    scale = min(1, SIDE / max(image.size))
    size = max(1, round(image.width * scale)), max(1, round(image.height * scale))
    pixels = image.convert("RGBA").resize(size, Image.Resampling.NEAREST).get_flattened_data()
    return [pixel[:3] for pixel in pixels if isinstance(pixel, tuple) and pixel[3] >= 128]


def _boxes(pixels: list[tuple[int, ...]]) -> list[_Group]:
    if not pixels:
        return []
    flat = Image.new("RGB", (len(pixels), 1))
    flat.putdata(pixels)
    boxes = flat.quantize(BOXES, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).convert("RGB")
    colors = boxes.getcolors(BOXES) or []
    return [(count, from_rgb(*pixel)) for count, pixel in colors if isinstance(pixel, tuple)]


def _cost(one: _Group, other: _Group) -> float:
    if name_of(one[1]) == name_of(other[1]):
        return 0
    return one[0] * other[0] / (one[0] + other[0]) * difference(one[1], other[1])


def _merged(one: _Group, other: _Group) -> _Group:
    count = one[0] + other[0]
    mean = ((x * one[0] + y * other[0]) / count for x, y in zip(one[1], other[1], strict=True))
    return count, Lab(*mean)
