"""OKLab, a color space in which equal distances look about equally large: Björn Ottosson, "A perceptual
color space for image processing" (2020, https://bottosson.github.io/posts/oklab/), with the matrices given
there."""

from math import cbrt
from typing import NamedTuple


class Lab(NamedTuple):
    """A color: lightness from 0 to 1, green to red, blue to yellow."""

    l: float  # noqa: E741
    a: float
    b: float


def _linear(value: int) -> float:
    """Undo the transfer curve of sRGB (IEC 61966-2-1)."""
    share = value / 255
    return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4


_LINEAR = [_linear(value) for value in range(256)]


def _encoded(light: float) -> int:
    light = min(max(light, 0.0), 1.0)
    return round(
        255 * (12.92 * light if light <= 0.0031308 else 1.055 * light ** (1 / 2.4) - 0.055)
    )


def from_rgb(red: int, green: int, blue: int) -> Lab:
    r, g, b = _LINEAR[red], _LINEAR[green], _LINEAR[blue]
    long = cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
    medium = cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
    short = cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
    return Lab(
        0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short,
    )


def to_hex(color: Lab) -> str:
    """In sRGB, as `#rrggbb`. What sRGB does not have is clipped."""
    long = (color.l + 0.3963377774 * color.a + 0.2158037573 * color.b) ** 3
    medium = (color.l - 0.1055613458 * color.a - 0.0638541728 * color.b) ** 3
    short = (color.l - 0.0894841775 * color.a - 1.2914855480 * color.b) ** 3
    red = _encoded(4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short)
    green = _encoded(-1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short)
    blue = _encoded(-0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short)
    return f"#{red:02x}{green:02x}{blue:02x}"


def difference(one: Lab, other: Lab, lightness: float = 1) -> float:
    """The square of how different two colors look. Hue and saturation count twice: measured differences fit
    best so (Ottosson, https://github.com/w3c/csswg-drafts/issues/6642; "ΔEOK2" of Color.js)."""
    return (lightness * (one.l - other.l)) ** 2 + 4 * (
        (one.a - other.a) ** 2 + (one.b - other.b) ** 2
    )
