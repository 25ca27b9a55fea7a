"""How well a picture shows what is on it."""

from itertools import product

from PIL import Image, ImageFilter, ImageStat

SIDE = 512
"""Pixels on the longer side that sharpness is measured at: about what a page shows, and scaling down to it
takes away most of the noise of a camera."""
TILE = 64
"""Side of the parts that are judged on their own, so that a plain wall behind a sharp subject does not count."""
SHARPEST = 0.9
"""The tile that speaks for the picture is sharper than this part of all tiles, so that no speck does."""
HALF_SHARP = 100
"""Variance that is 0.5: what is often used as the limit between blurred and sharp."""

_LAPLACIAN = ImageFilter.Kernel((3, 3), (0, 1, 0, 1, -4, 1, 0, 1, 0), scale=2, offset=128)


def sharpness_of(gray: Image.Image) -> float:
    """The variance of the Laplacian (Pech-Pacheco et al., "Diatom autofocusing in brightfield microscopy: a
    comparative study", 2000) at a fixed size, from 0, without any edge, to 1."""
    scale = SIDE / max(gray.size)
    size = max(3, round(gray.width * scale)), max(3, round(gray.height * scale))
    edges = gray.resize(size, Image.Resampling.BICUBIC, reducing_gap=3).filter(_LAPLACIAN)
    # Without the outermost pixels, which Pillow does not filter.
    right, bottom = size[0] - 1, size[1] - 1
    tiles = (
        edges.crop((left, top, min(left + TILE, right), min(top + TILE, bottom)))
        for left, top in product(range(1, right, TILE), range(1, bottom, TILE))
    )
    variances = sorted(ImageStat.Stat(tile).var[0] for tile in tiles)
    # The filter halves, so that little is clipped.
    variance = 4 * variances[int(SHARPEST * len(variances))]
    return round(variance / (variance + HALF_SHARP), 3)


def is_dark(gray: Image.Image, counted: Image.Image | None, below: int) -> bool:
    """Whether all but 5 % of the pixels that count are darker. Not the mean: a black coat before a white wall
    is no dark picture."""
    histogram = gray.histogram(counted)
    return sum(histogram[:below]) > 0.95 * sum(histogram)
