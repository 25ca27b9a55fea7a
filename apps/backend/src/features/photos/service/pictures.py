"""Makes the pictures that are stored from what a client sent.

`run` is called in the sandbox, so this imports nothing but the standard library, Pillow, `features/ai` and
the form of its answers; and everything at once, because a child of the sandbox can open no file. What was sent is never stored:
new pictures are made from its pixels, so that nothing else of it survives.
"""

import json
import warnings
from contextlib import suppress
from io import BytesIO

from PIL import Image, ImageCms, ImageFile, MpoImagePlugin, TiffImagePlugin, WebPImagePlugin

from src.features.photos.utils.answers import Refusal

IMAGE_SIDE = 2_048
THUMBNAIL_SIDE = 400
MIN_SIDE = 1_900
"""JPEG can be decoded at a half, a quarter or an eighth of its size, in half the time. The 12 and 48
megapixels of phones become 2,000 to 2,048 pixels that way, so that nothing is left to scale."""

JPEG_QUALITY = 85
WEBP_QUALITY = 85

MAX_PIXELS = {"JPEG": 50_000_000, "PNG": 30_000_000, "WEBP": 30_000_000}

SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))

TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""How to turn a picture upright, by EXIF's orientation."""

# Pillow imports what it needs at its first use, which is too late in a child.
Image.preinit()
_PRELOADED = (MpoImagePlugin, TiffImagePlugin, WebPImagePlugin)


def run(file: int) -> bytes:
    """Make the pictures, and return them for `read_answer`."""
    with open(file, "rb", closefd=False) as sent:
        sent.seek(0)
        image = open_picture(sent.read())
    if isinstance(image, Refusal):
        return json.dumps({"refusal": image}).encode()
    thumbnail = image.copy()
    thumbnail.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE))
    content = encode(image)
    head: dict[str, Any] = {
        "media_type": "image/webp" if image.mode == "RGBA" else "image/jpeg",
        "width": image.width,
        "height": image.height,
        "image_bytes": len(content),
        "palette": [],
        "sharpness": 0.0,
        "issues": [],
    }
    return b"\n".join((json.dumps(head).encode(), content + encode(thumbnail)))


def open_picture(sent: bytes) -> Image.Image | Refusal:
    """Return the picture upright, in sRGB, at most IMAGE_SIDE long: RGBA if a pixel is transparent,
    otherwise RGB."""
    name = format_of(sent)
    if name is None:
        return Refusal.FORMAT
    # Pillow refuses twice this number before it decodes anything, and warns from it on.
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS[name] // 2
    warnings.simplefilter("ignore")
    try:
        image = Image.open(BytesIO(sent), formats=[name])
        turn = TURNS.get(orientation_of(image))
        reduce_jpeg(image)
        image.load()
    except Image.DecompressionBombError:
        return Refusal.TOO_MANY_PIXELS
    except Exception:  # of a dozen classes, MemoryError among them
        return Refusal.UNREADABLE
    profile = image.info.get("icc_profile")
    picture = to_srgb(scale(with_colors(image)), profile)
    if picture.mode == "RGBA" and picture.getchannel("A").getextrema() == (255, 255):
        picture = picture.convert("RGB")
    if turn is not None:
        picture = picture.transpose(turn)
    picture.info = {}  # some of it would be written
    return picture


def format_of(sent: bytes) -> str | None:
    """Return the format by the first bytes, None if it is not accepted."""
    if sent.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if sent.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if sent.startswith(b"RIFF") and sent[8:12] == b"WEBP":
        return "WEBP"
    return None


def orientation_of(image: Image.Image) -> int:
    """Return EXIF's orientation; 1, upright, if there is none that can be read."""
    with suppress(Exception):
        return int(image.getexif().get(0x0112, 1))
    return 1


def reduce_jpeg(image: ImageFile.ImageFile) -> None:
    """Decode a JPEG no larger than needed."""
    divisor = 1
    while (
        divisor < 8
        and max(image.size) > IMAGE_SIDE
        and max(image.size) // (2 * divisor) >= MIN_SIDE
    ):
        divisor *= 2
    image.draft(None, (max(1, image.width // divisor), max(1, image.height // divisor)))


def with_colors(image: Image.Image) -> Image.Image:
    """Return the picture in a mode that can be scaled: L, RGB, CMYK or, if it may be transparent, RGBa."""
    if image.mode.startswith("I"):  # 16 bits
        return image.point(lambda value: value * (1 / 256)).convert("L")
    if image.has_transparency_data:
        # Also without scaling: what is below fully transparent pixels is not shown, so it goes.
        return image.convert("RGBA").convert("RGBa")
    if image.mode in ("L", "RGB", "CMYK"):
        return image
    return image.convert("L" if image.mode == "1" else "RGB")


def scale(image: Image.Image) -> Image.Image:
    """Return the picture at most IMAGE_SIDE long."""
    image.thumbnail((IMAGE_SIDE, IMAGE_SIDE))
    return image.convert("RGBA") if image.mode == "RGBa" else image


def to_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Return the picture in sRGB, as RGB or RGBA. A profile that is broken is ignored."""
    mode = "RGBA" if image.mode == "RGBA" else "RGB"
    if profile:
        with suppress(ImageCms.PyCMSError, OSError, TypeError, ValueError):
            converted = ImageCms.profileToProfile(
                image,
                ImageCms.ImageCmsProfile(BytesIO(profile)),
                SRGB,
                renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
                outputMode=mode,
                flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
            )
            assert converted is not None
            return converted
    return image.convert(mode)


def encode(image: Image.Image) -> bytes:
    """Return the bytes that are stored."""
    output = BytesIO()
    if image.mode == "RGBA":
        image.save(output, "WEBP", quality=WEBP_QUALITY)
    else:
        image.save(output, "JPEG", quality=JPEG_QUALITY)
    return output.getvalue()
