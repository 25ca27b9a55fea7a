"""Pictures, as people and attackers send them. All of them are made here."""

import io
import random
import struct
import zipfile
import zlib
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from PIL import Image, ImageCms, PngImagePlugin

CANARY = b"canary-9d41c7"
"""Planted in whatever a file can hold beside its pixels."""

XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/">' + CANARY + b"</x:xmpmeta>"
HTML = b"<html><script>alert('" + CANARY + b"')</script></html>"

NAVY, BEIGE, GREEN, RED = (28, 40, 80), (222, 205, 170), (60, 140, 70), (190, 50, 45)


def scene(width: int = 320, height: int = 240) -> Image.Image:
    """Four areas of one color each: navy top left, beige top right, green bottom left, red bottom right."""
    image = Image.new("RGB", (width, height), NAVY)
    x, y = width // 2, height // 2
    image.paste(BEIGE, (x, 0, width, y))
    image.paste(GREEN, (0, y, x, height))
    image.paste(RED, (x, y, width, height))
    return image


def encoded(image: Image.Image, file_format: str = "JPEG", **options: Any) -> bytes:
    output = io.BytesIO()
    image.save(output, file_format, **options)
    return output.getvalue()


def picture(
    width: int = 64, height: int = 48, *, color: str = "navy", kind: str = "JPEG", mode: str = "RGB"
) -> bytes:
    """Return a file with one color."""
    return encoded(Image.new(mode, (width, height), color), kind)


def jpeg(**options: Any) -> bytes:
    return encoded(scene(), quality=92, **options)


def png(image: Image.Image | None = None, **options: Any) -> bytes:
    return encoded(image or scene(), "PNG", **options)


def webp(**options: Any) -> bytes:
    return encoded(scene(), "WEBP", **options)


def segment(marker: int, content: bytes) -> bytes:
    """Return a segment of a JPEG."""
    return struct.pack(">BBH", 0xFF, marker, len(content) + 2) + content


def jpeg_with(*segments: bytes) -> bytes:
    """Return a JPEG with these segments first."""
    plain = jpeg()
    return plain[:2] + b"".join(segments) + plain[2:]


def chunk(name: bytes, content: bytes = b"") -> bytes:
    """Return a chunk of a PNG."""
    return (
        struct.pack(">I", len(content))
        + name
        + content
        + struct.pack(">I", zlib.crc32(name + content))
    )


def png_with(*chunks: bytes, is_after: bool = False) -> bytes:
    """Return a PNG with these chunks before or after its pixels."""
    plain = png()
    at = len(plain) - 12 if is_after else 33
    return plain[:at] + b"".join(chunks) + plain[at:]


def png_of(width: int, height: int, depth: int, color_type: int, rows: bytes) -> bytes:
    """Return a PNG from its rows, each with its filter."""
    head = struct.pack(">IIBBBBB", width, height, depth, color_type, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        (chunk(b"IHDR", head), chunk(b"IDAT", zlib.compress(rows)), chunk(b"IEND"))
    )


def exif(orientation: int = 1) -> bytes:
    """Return EXIF with an orientation, a place and a canary."""
    data = Image.Exif()
    data[0x0112] = orientation
    data[0x010E] = CANARY.decode()
    place = data.get_ifd(0x8825)
    place[1], place[2], place[3], place[4] = "N", (52.0, 31.0, 12.0), "E", (13.0, 24.0, 18.0)
    return data.tobytes()


# Where the first row and the first column of what is stored are in what is seen (EXIF 2.32, 4.6.4).
FIRST_ROW_AND_COLUMN = {
    1: ("top", "left"),
    2: ("top", "right"),
    3: ("bottom", "right"),
    4: ("bottom", "left"),
    5: ("left", "top"),
    6: ("right", "top"),
    7: ("right", "bottom"),
    8: ("left", "bottom"),
}


def stored_as(seen: Image.Image, orientation: int) -> Image.Image:
    """Return how a camera with this orientation stores what it sees, pixel by pixel."""
    first_row, first_column = FIRST_ROW_AND_COLUMN[orientation]
    is_turned = first_row in ("left", "right")
    size = (seen.height, seen.width) if is_turned else seen.size
    stored = Image.new("RGB", size)
    for row in range(stored.height):
        for column in range(stored.width):
            x, y = (row, column) if is_turned else (column, row)
            x = seen.width - 1 - x if "right" in (first_row, first_column) else x
            y = seen.height - 1 - y if "bottom" in (first_row, first_column) else y
            stored.putpixel((column, row), seen.getpixel((x, y)))  # type: ignore[arg-type]
    return stored


# ICC profiles


def fixed(*values: float) -> bytes:
    return b"".join(struct.pack(">i", round(value * 65_536)) for value in values)


def profile(kind: bytes, space: bytes, connection: bytes, tags: dict[bytes, bytes]) -> bytes:
    """Return an ICC profile, version 2.4, of these tags."""
    description = b"desc\0\0\0\0" + struct.pack(">I", len(CANARY) + 1) + CANARY + bytes(79)
    white = b"XYZ \0\0\0\0" + fixed(0.9642, 1, 0.8249)
    tags = {b"desc": description, b"wtpt": white, b"cprt": b"text\0\0\0\0none\0"} | tags
    table, content = struct.pack(">I", len(tags)), b""
    begin = 128 + 4 + 12 * len(tags)
    for name, tag in tags.items():
        table += name + struct.pack(">II", begin + len(content), len(tag))
        content += tag + bytes(-len(tag) % 4)
    head = struct.pack(
        ">I4xI4s4s4s12x4s28x12s48x",
        begin + len(content),
        0x02400000,
        kind,
        space,
        connection,
        b"acsp",
        fixed(0.9642, 1, 0.8249),
    )
    return head + table + content


def rgb_profile(gamma: float, *primaries: tuple[float, float, float]) -> bytes:
    """Return a profile of three primaries, as XYZ relative to D50."""
    curve = b"curv\0\0\0\0" + struct.pack(">IH2x", 1, round(gamma * 256))
    tags = {
        name: b"XYZ \0\0\0\0" + fixed(*xyz)
        for name, xyz in zip((b"rXYZ", b"gXYZ", b"bXYZ"), primaries, strict=True)
    }
    return profile(
        b"mntr", b"RGB ", b"XYZ ", tags | dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), curve)
    )


ADOBE_RGB = rgb_profile(
    2.199, (0.60974, 0.31111, 0.01947), (0.20528, 0.62567, 0.06087), (0.14919, 0.06322, 0.74457)
)
DISPLAY_P3 = rgb_profile(
    2.2, (0.51512, 0.24120, -0.00105), (0.29198, 0.69225, 0.04189), (0.15710, 0.06657, 0.78407)
)

INKS = {0: (255, 128, 128), 1: (128, 108, 98)}
"""8-bit L*a*b* of paper, and of the cyan of a press that prints it dull: L* 50, a* -20, b* -30."""


def cmyk_profile() -> bytes:
    """Return the profile of that press: a table of the 16 combinations of its inks, in which every ink but
    cyan is black."""
    corners = b""
    for index in range(16):
        cyan, *others = (index >> 3 & 1, index >> 2 & 1, index >> 1 & 1, index & 1)
        corners += bytes((0, 128, 128) if any(others) else INKS[cyan])
    ramp = bytes(range(256))
    table = b"mft1\0\0\0\0" + bytes((4, 3, 2, 0)) + fixed(1, 0, 0, 0, 1, 0, 0, 0, 1)
    table += ramp * 4 + corners + ramp * 3
    return profile(b"prtr", b"CMYK", b"Lab ", {b"A2B0": table})


def in_colors_of(profile_bytes: bytes, image: Image.Image) -> Image.Image:
    """Return the picture with the numbers that the same colors have in another RGB."""
    converted = ImageCms.profileToProfile(
        image,
        ImageCms.createProfile("sRGB"),
        ImageCms.ImageCmsProfile(io.BytesIO(profile_bytes)),
        renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
    )
    assert converted is not None
    return converted


def lab(color: Sequence[float]) -> tuple[float, float, float]:
    """CIE L*a*b* of a color in sRGB, relative to D50 (the matrix is the Bradford-adapted one of IEC 61966-2-1)."""
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
        for c in (v / 255 for v in color)
    ]
    rows = ((0.43607, 0.38515, 0.14307), (0.22249, 0.71687, 0.06061), (0.01392, 0.09708, 0.71410))
    xyz = [sum(a * b for a, b in zip(row, linear, strict=True)) for row in rows]
    x, y, z = (
        t ** (1 / 3) if t > 216 / 24_389 else (24_389 / 27 * t + 16) / 116
        for t in (value / white for value, white in zip(xyz, (0.9642, 1, 0.8249), strict=True))
    )
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def difference(one: Sequence[float], other: Sequence[float]) -> float:
    """How different two colors in sRGB look: CIE76, where 2.3 is just noticeable."""
    return float(sum((a - b) ** 2 for a, b in zip(lab(one), lab(other), strict=True)) ** 0.5)


def corner_colors(image: Image.Image) -> list[tuple[int, ...]]:
    """Return the colors of the four areas of `scene`: top left, top right, bottom left, bottom right."""
    image = image.convert("RGB")
    points = [(x * image.width // 4, y * image.height // 4) for y in (1, 3) for x in (1, 3)]
    return [image.getpixel(point) for point in points]  # type: ignore[misc]


# Odd and hostile files


def zip_file() -> bytes:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as archive:
        archive.writestr("index.html", HTML)
    return output.getvalue()


@cache
def zeros(megabytes: int) -> bytes:
    """Return zeros, compressed a thousandfold."""
    return zlib.compress(bytes(megabytes * 1024 * 1024), 9)


def with_info(image: Image.Image | None = None) -> bytes:
    """Return a PNG with text, metadata, a profile and a transparent color that is text, too."""
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", CANARY.decode())
    info.add_text("Description", CANARY.decode(), zip=True)
    info.add_itxt("XML:com.adobe.xmp", XMP.decode())
    return png(image, pnginfo=info, exif=exif(), icc_profile=ADOBE_RGB)


def many_scans(count: int, before: bytes = b"") -> bytes:
    """Return a progressive JPEG that repeats its last, nearly empty scan."""
    plain = encoded(Image.new("L", (4_000, 4_000), 100), progressive=True)
    begin = plain.rindex(b"\xff\xda")
    return plain[:-2] + (before + plain[begin:-2]) * count + b"\xff\xd9"


def cut_jpeg(mode: str = "RGB", size: tuple[int, int] = (640, 480), **options: Any) -> bytes:
    """Return the first half of a JPEG, with an end marker."""
    whole = encoded(scene(*size).convert(mode), **options)
    return whole[: len(whole) // 2] + b"\xff\xd9"


def jpeg_with_gray_corner() -> bytes:
    """Return a JPEG that ends in the gray that libjpeg takes for pixels that are missing."""
    image = scene()
    image.paste((128, 128, 128), (160, 120, 320, 240))
    content = encoded(image, quality=95)
    assert Image.open(io.BytesIO(content)).getpixel((319, 239)) == (128, 128, 128)
    return content


def png_in_pieces() -> bytes:
    """Return a sound PNG with half a million chunks of one byte."""
    width, height = 420, 400
    rows = (b"\0" + random.Random(1).randbytes(3 * width)) * height  # noqa: S311
    pieces = (chunk(b"IDAT", bytes([piece])) for piece in zlib.compress(rows, 0))
    whole = png_of(width, height, 8, 2, rows)
    return whole[:33] + b"".join(pieces) + chunk(b"IEND")


def jpeg_of_size(width: int, height: int) -> bytes:
    """Return a JPEG that claims a size."""
    plain = jpeg()
    at = plain.index(b"\xff\xc0") + 5
    return plain[:at] + struct.pack(">HH", height, width) + plain[at + 4 :]


def webp_of_size(width: int, height: int) -> bytes:
    plain = webp(exif=exif())
    assert plain[12:16] == b"VP8X"
    return (
        plain[:24]
        + (width - 1).to_bytes(3, "little")
        + (height - 1).to_bytes(3, "little")
        + plain[30:]
    )


def apng() -> bytes:
    return png(
        save_all=True, append_images=[Image.new("RGB", (320, 240), "white")] * 3, duration=100
    )


def animated_webp() -> bytes:
    frames = [Image.new("RGB", (320, 240), "white")] * 3
    return webp(save_all=True, append_images=frames, duration=100, xmp=XMP, exif=exif())


def mpo() -> bytes:
    return encoded(
        scene(), "MPO", save_all=True, append_images=[Image.new("RGB", (320, 240), "white")]
    )


def palette_png(**options: Any) -> bytes:
    return png(scene().quantize(16), **options)


def cutout() -> Image.Image:
    """Return the scene on nothing: its left half is transparent, and hides other pixels."""
    image = scene().convert("RGBA")
    hidden = Image.frombytes("RGBA", (160, 240), ((CANARY + bytes(3)) * 10_000)[: 160 * 240 * 4])
    hidden.putalpha(0)
    image.paste(hidden, (0, 0))
    return image


def gray16() -> bytes:
    rows = b"".join(
        b"\0" + b"".join(struct.pack(">H", x * 257) for x in range(256)) for _ in range(64)
    )
    return png_of(256, 64, 16, 0, rows)


def rgb16() -> bytes:
    image = scene(64, 48)
    rows = b"".join(
        b"\0" + b"".join(bytes(v for c in image.getpixel((x, y)) for v in (c, 0x5A)) for x in range(64))  # type: ignore[union-attr]
        for y in range(48)
    )
    return png_of(64, 48, 16, 2, rows)


HARMLESS: dict[str, Callable[[], bytes]] = {
    "JPEG": jpeg,
    "JPEG, progressive": lambda: jpeg(progressive=True),
    "JPEG with HTML behind it": lambda: jpeg() + HTML,
    "JPEG with a ZIP archive behind it": lambda: jpeg() + zip_file(),
    "JPEG with a script as comment": lambda: jpeg(comment=HTML),
    "JPEG with EXIF and a place": lambda: jpeg(exif=exif()),
    "JPEG with EXIF that is broken": lambda: jpeg_with(segment(0xE1, b"Exif\0\0" + CANARY * 9)),
    "JPEG with XMP": lambda: jpeg(xmp=XMP),
    "JPEG with a profile": lambda: jpeg(icc_profile=ADOBE_RGB),
    "JPEG with a profile that is broken": lambda: jpeg(icc_profile=CANARY * 99),
    "JPEG with all kinds of segments": lambda: jpeg_with(
        *(segment(marker, CANARY) for marker in range(0xE0, 0xF0)),
        segment(
            0xED, b"Photoshop 3.0\x008BIM\x04\x04\0\0" + struct.pack(">I", 14) + CANARY + b"\0"
        ),
    ),
    "JPEG with fill bytes": lambda: jpeg()[:2] + b"\xff" * 100 + jpeg()[2:],
    "MPO": mpo,
    "CMYK": lambda: encoded(scene().convert("CMYK"), comment=CANARY),
    "CMYK with a profile": lambda: encoded(scene().convert("CMYK"), icc_profile=cmyk_profile()),
    "gray JPEG": lambda: encoded(scene().convert("L"), exif=exif()),
    "gray JPEG with a profile for RGB": lambda: encoded(
        scene().convert("L"), icc_profile=ADOBE_RGB
    ),
    "1 × 1 JPEG": lambda: encoded(scene(1, 1)),
    "PNG": png,
    "JPEG with a gray corner": jpeg_with_gray_corner,
    "PNG with bytes behind it": lambda: png() + CANARY,
    "PNG with text, EXIF, XMP and a profile": with_info,
    "PNG with text behind its pixels": lambda: png_with(
        chunk(b"tEXt", b"Comment\0" + CANARY), chunk(b"prVt", CANARY), is_after=True
    ),
    "PNG with a profile that is broken": lambda: png_with(
        chunk(b"iCCP", b"x\0\0" + zlib.compress(CANARY * 99))
    ),
    "PNG that unpacks 60 MB of text": lambda: png_with(
        *(chunk(b"zTXt", b"%d\0\0" % number + zeros(1)[:-9]) for number in range(60))
    ),
    "APNG": apng,
    "gray of 16 bits": gray16,
    "RGB of 16 bits": rgb16,
    "PNG of 1 bit": lambda: png(scene().convert("1")),
    "palette": palette_png,
    "gray with transparency": lambda: png(cutout().convert("LA")),
    "gray with a transparent shade": lambda: png(scene().convert("L"), transparency=40),
    "palette with transparency": lambda: palette_png(transparency=bytes([0, 128])),
    "RGB with a transparent color": lambda: png(transparency=NAVY),
    "RGBA with hidden pixels": lambda: with_info(cutout()),
    "RGBA without a transparent pixel": lambda: png(scene().convert("RGBA")),
    "1 × 1": lambda: png(scene(1, 1)),
    "1 × 60,000": lambda: png(scene(1, 60_000)),
    "60,000 × 1": lambda: png(scene(60_000, 1)),
    "WebP": webp,
    "WebP without loss, RGBA with hidden pixels": lambda: encoded(
        cutout(), "WEBP", lossless=True, exact=True
    ),
    "WebP with EXIF, XMP and a profile": lambda: webp(exif=exif(), xmp=XMP, icc_profile=ADOBE_RGB),
    "WebP with bytes behind it": lambda: webp() + CANARY,
    "animated WebP": animated_webp,
}
"""What is accepted, and must lose everything but its pixels."""

UNSUPPORTED: dict[str, Callable[[], bytes]] = {
    "nothing": lambda: b"",
    "text": lambda: CANARY,
    "HTML": lambda: HTML,
    "SVG": lambda: b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>',
    "GIF": lambda: encoded(scene(), "GIF"),
    "GIF that is JavaScript": lambda: b"GIF89a/*" + encoded(scene(), "GIF")[8:] + b"*/=1;alert(1)",
    "EPS": lambda: encoded(scene(), "EPS"),
    "PDF": lambda: encoded(scene(), "PDF"),
    "PSD": lambda: b"8BPS\0\x01" + bytes(6) + struct.pack(">HIIHH", 3, 4, 4, 8, 3) + bytes(100),
    "FITS": lambda: b"".join(
        line.ljust(80)
        for line in (
            b"SIMPLE  =                    T",
            b"BITPIX  =                    8",
            b"NAXIS   =  0",
            b"END",
        )
    ).ljust(2_880),
    "TIFF": lambda: encoded(scene(), "TIFF"),
    "BMP": lambda: encoded(scene(), "BMP"),
    "ICO": lambda: encoded(scene(64, 64), "ICO"),
    "AVIF": lambda: encoded(scene(), "AVIF"),
    "HEIC": lambda: b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(1_000),
    "JPEG 2000": lambda: encoded(scene(), "JPEG2000"),
    "ZIP": zip_file,
    "JPEG behind a byte": lambda: b" " + jpeg(),
    "RIFF that is sound": lambda: b"RIFF\x24\0\0\0WAVEfmt " + bytes(100),
}
"""What is no JPEG, PNG or WebP, whatever it is called."""

UNREADABLE: dict[str, Callable[[], bytes]] = {
    "JPEG that is cut off": lambda: jpeg()[: len(jpeg()) // 2],
    "JPEG that is cut off before its end marker": cut_jpeg,
    "gray JPEG that is cut off before its end marker": lambda: cut_jpeg("L"),
    "CMYK JPEG that is cut off before its end marker": lambda: cut_jpeg("CMYK"),
    "JPEG with restart markers that is cut off before its end marker": lambda: cut_jpeg(
        restart_marker_blocks=5
    ),
    "large JPEG that is cut off before its end marker": lambda: cut_jpeg(size=(4_000, 3_000)),
    "JPEG that only begins": lambda: jpeg()[:3],
    "JPEG without pixels": lambda: jpeg()[:2] + b"\xff\xd9",
    "PNG that is cut off": lambda: png_of(64, 64, 8, 2, bytes(64 * 100)),
    "PNG that only begins": lambda: png()[:8],
    "PNG with a wrong checksum": lambda: png()[:30] + b"0000" + png()[34:],
    "WebP that is cut off": lambda: webp()[: len(webp()) // 2],
    "WebP that only begins": lambda: webp()[:12],
    "0 × 0": lambda: png_of(0, 0, 8, 2, b""),
    "profile that unpacks to 200 MB": lambda: png_with(chunk(b"iCCP", b"x\0\0" + zeros(200))),
    "5,000 profiles": lambda: png_with(*[chunk(b"iCCP", b"x\0\0" + zeros(1))] * 5_000),
    "text that unpacks to 200 MB": lambda: png_with(chunk(b"zTXt", b"x\0\0" + zeros(200))),
    "text behind the pixels that unpacks to 200 MB": lambda: png_with(
        chunk(b"iTXt", b"x\0\x01\0\0\0" + zeros(200)), is_after=True
    ),
    "500,000 chunks": lambda: png_with(*[chunk(b"prVt")] * 500_000),
    "500 scans": lambda: many_scans(500),
    "500 scans behind a marker without a length": lambda: many_scans(500, b"\xff\x01"),
    "2,000,000 comments": lambda: jpeg_with(segment(0xFE, b"") * 2_000_000),
    "8 MB of fill bytes": lambda: jpeg()[:2] + b"\xff" * 8_000_000 + jpeg()[2:],
    "8 MB of restart markers": lambda: jpeg()[:2] + b"\xff\xd0" * 4_000_000 + jpeg()[2:],
    "10 MB of nothing but fill bytes": lambda: b"\xff\xd8" + b"\xff" * 10_000_000,
    "10 MB of nothing but beginnings": lambda: b"\xff\xd8" * 5_000_000,
    "10 MB of nothing but restart markers": lambda: (
        b"\xff\xd8\xff\xfe\0\2" + b"\xff\xd0" * 5_000_000
    ),
    "PNG in pieces of one byte": png_in_pieces,
}
"""What is broken, or would take long to find out."""

TOO_MANY_PIXELS: dict[str, Callable[[], bytes]] = {
    "50,000 × 50,000 PNG": lambda: png_of(50_000, 50_000, 8, 2, b"\0" * 100_000),
    "2,000,000,000 × 2,000,000,000 PNG": lambda: png_of(2_000_000_000, 2_000_000_000, 1, 0, b""),
    "PNG of one pixel more": lambda: png_of(30_000_001, 1, 1, 0, b""),
    "65,000 × 65,000 JPEG": lambda: jpeg_of_size(65_000, 65_000),
    "JPEG of one row more": lambda: jpeg_of_size(10_000, 5_001),
    "16,383 × 16,383 WebP": lambda: webp_of_size(16_383, 16_383),
    "WebP of one row more": lambda: webp_of_size(10_000, 3_001),
}
"""What would not fit into memory, or takes too long. Only the size is claimed."""


def mutation(seed: int) -> bytes:
    """Return a valid file with something changed at random: bytes, a piece, or its end. Checksums of PNG are
    right again in half of them, so that decoders get to see it."""
    dice = random.Random(seed)  # noqa: S311
    names = [name for name in HARMLESS if "60 MB" not in name and "60,000" not in name]
    content = bytearray(HARMLESS[dice.choice(names)]())
    for _ in range(dice.choice((1, 1, 3, 10, 100))):
        at = (
            min(int(dice.expovariate(1 / 300)), len(content) - 1)
            if dice.random() < 0.6
            else dice.randrange(len(content))
        )
        match dice.randrange(5):
            case 0:
                content[at] = dice.randrange(256)
            case 1:
                content[at] ^= 1 << dice.randrange(8)
            case 2:
                content[at : at + 4] = dice.choice(
                    (b"\0\0\0\0", b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", b"\0\0\0\1")
                )
            case 3:
                del content[at : at + dice.randrange(1, 50)]
            case 4:
                piece = content[at : at + dice.randrange(1, 200)]
                content[at:at] = piece
        if len(content) < 20:
            break
    if dice.random() < 0.1:
        del content[dice.randrange(len(content)) :]
    if content.startswith(b"\x89PNG") and dice.random() < 0.5:
        position = 8
        while position + 12 <= len(content):
            size = min(
                int.from_bytes(content[position : position + 4]), len(content) - position - 12
            )
            content[position : position + 4] = size.to_bytes(4)
            end = position + 8 + size
            content[end : end + 4] = zlib.crc32(content[position + 4 : end]).to_bytes(4)
            position = end + 4
    return bytes(content)
