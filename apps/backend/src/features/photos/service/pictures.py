"""Makes the pictures that are stored from what a client sent.

`run` is called in the sandbox, so this imports nothing but the standard library, Pillow, `features/ai` and
the form of its answers; and everything at once, because a child of the sandbox can open no file. What was
sent is never stored: new pictures are made from its pixels, so that nothing else of it survives.
"""

import json
import re
import warnings
from contextlib import suppress
from io import BytesIO
from typing import Any

from PIL import Image, ImageCms, ImageFile, MpoImagePlugin, TiffImagePlugin
from PIL.WebPImagePlugin import WebPImageFile

from src.features.ai.service.service import look_at
from src.features.photos.utils.answers import Refusal

IMAGE_SIDE = 2_048
THUMBNAIL_SIDE = 400
MIN_SIDE = 1_900
"""JPEG can be decoded at a half, a quarter or an eighth of its size. The 12 and 48 megapixels of phones become
2,000 to 2,048 pixels that way, with nothing left to scale: 40 ms instead of 130."""

# Progressive JPEG would be a tenth smaller, and takes 50 ms instead of 7. WebP with the default method, 4,
# would be a twentieth smaller, and takes 330 ms instead of 180.
JPEG_OPTIONS: dict[str, Any] = {"format": "JPEG", "quality": 85}
WEBP_OPTIONS: dict[str, Any] = {"format": "WEBP", "quality": 80, "method": 2}

MAX_PIXELS = {"JPEG": 50_000_000, "PNG": 30_000_000, "WEBP": 30_000_000}

MAX_SCANS = 32
MAX_SEGMENTS = 1_000
MAX_FILL_BYTES = 1_000
MAX_CHUNKS = 200
MAX_DATA_CHUNKS = 100_000
"""Beyond what any camera or program writes. Of such parts, 40 KB of JPEG can take 8 s to decode, and 10 MB of
PNG 18 s."""

JPEG_MARKER = re.compile(rb"\xff([^\x00\x01\xd0-\xd8\xff])")
"""Those that have a length, and the end."""

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
PRELOADED = (MpoImagePlugin, TiffImagePlugin)


def run(file: int) -> bytes:
    """Make the pictures, and return them for `read_answer`."""
    with open(file, "rb", closefd=False) as sent:
        sent.seek(0)
        opened = open_picture(sent.read())
    if isinstance(opened, Refusal):
        return json.dumps({"refusal": opened}).encode()
    image, sent_size = opened
    content = encode(image)
    look = look_at(image, sent_size)
    head = {
        "media_type": "image/webp" if image.mode == "RGBA" else "image/jpeg",
        "width": image.width,
        "height": image.height,
        "image_bytes": len(content),
        "palette": [swatch._asdict() for swatch in look.palette],
        "sharpness": look.sharpness,
        "issues": look.issues,
    }
    image.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE))
    return json.dumps(head).encode() + b"\n" + content + encode(image)


def open_picture(sent: bytes) -> tuple[Image.Image, tuple[int, int]] | Refusal:
    """Return the picture and the size in which it was sent, before turning. It is upright, in sRGB, at most IMAGE_SIDE long,
    and RGBA if a pixel is transparent, otherwise RGB."""
    name = format_of(sent)
    if name is None:
        return Refusal.FORMAT
    # Pillow refuses twice this number before it decodes anything, and warns from it on.
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS[name] // 2
    warnings.simplefilter("ignore")
    if is_bomb(sent, name):
        return Refusal.UNREADABLE
    try:
        file = Image.open(BytesIO(sent), formats=[name])
        sent_size = file.size
        image = decode(file)
        if name == "JPEG" and is_cut_off(sent, image):
            return Refusal.UNREADABLE
    except Image.DecompressionBombError:
        return Refusal.TOO_MANY_PIXELS
    except Exception:  # of a dozen classes, MemoryError among them
        return Refusal.UNREADABLE
    orientation = orientation_of(file)
    image = to_srgb(scale(image), file.info.get("icc_profile"))
    if image.mode == "RGBA" and image.getchannel("A").getextrema() == (255, 255):
        image = image.convert("RGB")
    if orientation in TURNS:
        image = image.transpose(TURNS[orientation])
    image.info = {}  # Pillow would write some of it
    return image, sent_size


def format_of(sent: bytes) -> str | None:
    """Return the format by the first bytes, None if it is not accepted."""
    if sent.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if sent.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if sent.startswith(b"RIFF") and sent[8:12] == b"WEBP":
        return "WEBP"
    return None


def is_bomb(sent: bytes, name: str) -> bool:
    """Whether the file has so many parts that only reading them would take seconds, or is a JPEG without a scan, which
    can be all fill bytes."""
    if name == "JPEG":
        scans, end = 0, 2
        for _ in range(MAX_SEGMENTS):
            marker = JPEG_MARKER.search(sent, end)
            if marker is None or marker[1] == b"\xd9" or scans > MAX_SCANS:
                return not 0 < scans <= MAX_SCANS
            if scans == 0 and marker.start() - end > MAX_FILL_BYTES:
                return True
            scans += marker[1] == b"\xda"
            end = marker.end() + int.from_bytes(sent[marker.end() : marker.end() + 2])
        return True
    others, data, position = 0, 0, 8
    while name == "PNG" and position < len(sent) and others <= MAX_CHUNKS:
        is_data = sent[position + 4 : position + 8] in (b"IDAT", b"fdAT", b"fcTL")
        data, others = data + is_data, others + (not is_data)
        position += 12 + int.from_bytes(sent[position : position + 4])
    return others > MAX_CHUNKS or data > MAX_DATA_CHUNKS


def decode(file: ImageFile.ImageFile) -> Image.Image:
    """Return the first picture of the file, a JPEG no larger than needed."""
    if isinstance(file, WebPImageFile):
        # As `load` does, but the decoder, with two pictures of its own, is freed before there is a third.
        pixels, _, _ = file._get_next()
        del file._decoder
        return Image.frombuffer(file.rawmode, file.size, pixels, "raw", file.rawmode, 0, 1)
    divisor = 1
    while max(file.size) > IMAGE_SIDE * divisor and max(file.size) >= MIN_SIDE * 2 * divisor:
        divisor *= 2
    file.draft(None, (file.width // divisor, file.height // divisor))
    file.load()
    return file


def is_cut_off(sent: bytes, image: Image.Image) -> bool:
    """Whether a JPEG ends before its last pixels. libjpeg makes them gray without an error, but adding bytes then
    changes some of them."""
    last = image.crop((image.width - 1, image.height - 1, image.width, image.height))
    if not set(last.tobytes()) <= {127, 128}:
        return False
    longer = sent.rpartition(b"\xff\xd9")[0] + bytes(4_096) + b"\xff\xd9"
    return decode(Image.open(BytesIO(longer), formats=["JPEG"])).tobytes() != image.tobytes()


def orientation_of(image: Image.Image) -> int:
    """Return EXIF's orientation; 1, upright, if there is none that can be read. Pillow's `getexif` also takes it from
    XMP and from text in a PNG, which browsers do not."""
    exif = Image.Exif()
    with suppress(Exception):
        exif.load(image.info.get("exif", b""))
        return int(exif.get(0x0112, 1))
    return 1


def scale(image: Image.Image) -> Image.Image:
    """Return the picture at most IMAGE_SIDE long, as L, RGB, CMYK or, if it may be transparent, RGBA."""
    if image.mode.startswith("I"):  # 16 bits of gray
        image = image.point(lambda value: value * (1 / 256)).convert("L")
    elif image.has_transparency_data:
        # What is below fully transparent pixels becomes black: nobody has seen it.
        image = image.convert("RGBA").convert("RGBa")
    elif image.mode not in ("L", "RGB", "CMYK"):
        image = image.convert("L" if image.mode == "1" else "RGB")
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
    image.save(output, **(WEBP_OPTIONS if image.mode == "RGBA" else JPEG_OPTIONS))
    return output.getvalue()
