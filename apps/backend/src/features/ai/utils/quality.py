"""How well a picture shows what is on it."""

from PIL import Image, ImageFilter, ImageStat

SIDE = 512
"""Pixels on the longer side that sharpness is measured with."""

_LAPLACIAN = ImageFilter.Kernel((3, 3), (0, 1, 0, 1, -4, 1, 0, 1, 0), scale=2, offset=128)


def sharpness_of(image: Image.Image) -> float:
    """The variance of the Laplacian (Pech-Pacheco et al., "Diatom autofocusing in brightfield microscopy: a
    comparative study", 2000), from 0, without any edge, to 1."""
    scale = SIDE / max(image.size)
    size = max(3, round(image.width * scale)), max(3, round(image.height * scale))
    edges = image.convert("L").resize(size).filter(_LAPLACIAN)
    variance = 4 * ImageStat.Stat(edges).var[0]
    return round(variance / (variance + 100), 3)
