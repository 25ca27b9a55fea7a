"""Picture files that tests send."""

import io

from PIL import Image


def picture(
    width: int = 64, height: int = 48, *, color: str = "navy", kind: str = "JPEG", mode: str = "RGB"
) -> bytes:
    """Return a file with one color."""
    file = io.BytesIO()
    Image.new(mode, (width, height), color).save(file, kind)
    return file.getvalue()
