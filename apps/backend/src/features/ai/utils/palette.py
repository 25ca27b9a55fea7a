"""The main colors of a picture."""

from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

from PIL import Image
from PIL import ImagePalette as _  # noqa: F401 - Image imports it late, where no file may be opened

from src.features.ai.utils.colors import name_of
from src.features.ai.utils.oklab import Lab, difference, from_rgb, to_hex

MOST_COLORS = 6
LEAST_SHARE = 0.02
"""What covers less is mostly an edge, a shadow or a reflection."""
SIDE = 128
"""Pixels that are looked at on the longer side: some 200 for what covers `LEAST_SHARE` of a photo."""
OPAQUE = 128
"""Alpha from which a pixel counts."""
SHADES = 48
"""Shades that are told apart at first: enough that one of them shows what covers `LEAST_SHARE`."""
ALIKE = 0.05
"""Difference below which two colors are one thing in more and in less light."""


class Swatch(NamedTuple):
    """A main color, and the part of the picture that has it."""

    hex: str
    name: str
    share: float


@dataclass(frozen=True, slots=True, eq=False)
class _Group:
    count: int
    color: Lab


def palette_of(image: Image.Image) -> list[Swatch]:
    """At most six colors with different names, the largest share first. Empty for a picture that is
    transparent."""
    groups = _shades(image)
    total = sum(group.count for group in groups)
    costs = {pair: _cost(*pair) for pair in combinations(groups, 2)}
    while len(groups) > MOST_COLORS:
        pair = min(costs, key=costs.__getitem__)
        groups = _merge(groups, pair)
        costs = {(a, b): cost for (a, b), cost in costs.items() if a not in pair and b not in pair}
        costs |= {(group, groups[-1]): _cost(group, groups[-1]) for group in groups[:-1]}
    while alike := next((pair for pair in combinations(groups, 2) if _is_alike(*pair)), None):
        groups = _merge(groups, alike)
    swatches = [
        # Rounded down, so that the sum is at most 1.
        Swatch(to_hex(group.color), name_of(group.color), group.count * 1000 // total / 1000)
        for group in groups
    ]
    return sorted((s for s in swatches if s.share >= LEAST_SHARE), key=lambda s: (-s.share, s.hex))


def _shades(image: Image.Image) -> list[_Group]:
    """The colors of a sample of pixels. Pixels are picked, not averaged, so that stripes keep their colors."""
    scale = min(1, SIDE / max(image.size))
    size = max(1, round(image.width * scale)), max(1, round(image.height * scale))
    pixels = image.resize(size, Image.Resampling.NEAREST).convert("RGBA").get_flattened_data()
    opaque = [pixel[:3] for pixel in pixels if isinstance(pixel, tuple) and pixel[3] >= OPAQUE]
    row = Image.new("RGB", (len(opaque), 1))
    row.putdata(opaque)
    shades = row.quantize(SHADES, Image.Quantize.MEDIANCUT).convert("RGB").getcolors(SHADES) or []
    return [_Group(count, from_rgb(*color)) for count, color in shades if isinstance(color, tuple)]


def _difference(one: _Group, other: _Group) -> float:
    """Lightness counts half: light and shadow change it most."""
    return difference(one.color, other.color, lightness=0.5)


def _cost(one: _Group, other: _Group) -> float:
    """How much merging two groups adds to the sum of squared differences (Ward, "Hierarchical grouping to
    optimize an objective function", 1963)."""
    return one.count * other.count / (one.count + other.count) * _difference(one, other)


def _is_alike(one: _Group, other: _Group) -> bool:
    return _difference(one, other) < ALIKE**2 or name_of(one.color) == name_of(other.color)


def _merge(groups: list[_Group], pair: tuple[_Group, _Group]) -> list[_Group]:
    """The mean of a pair takes its place, at the end."""
    one, other = pair
    count = one.count + other.count
    color = (
        (x * one.count + y * other.count) / count
        for x, y in zip(one.color, other.color, strict=True)
    )
    return [group for group in groups if group not in pair] + [_Group(count, Lab(*color))]
