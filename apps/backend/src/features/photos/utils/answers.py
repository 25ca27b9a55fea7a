"""What `service/pictures.py` answers from its sandbox. Apart from it, so that the server need not import
Pillow."""

import json
from enum import StrEnum
from typing import Any, NamedTuple


class Refusal(StrEnum):
    """Why no picture was made, as the code of the error."""

    FORMAT = "photo_format_unsupported"
    UNREADABLE = "photo_unreadable"
    TOO_MANY_PIXELS = "photo_too_many_pixels"


class Picture(NamedTuple):
    """What is stored of a photo."""

    media_type: str
    width: int
    height: int
    image: bytes
    thumbnail: bytes
    palette: list[dict[str, Any]]
    sharpness: float
    issues: list[str]


def read_answer(answer: bytes) -> Picture | Refusal:
    """Return what `run` has made."""
    first, _, content = answer.partition(b"\n")
    head = json.loads(first)
    if "refusal" in head:
        return Refusal(head["refusal"])
    size = head.pop("image_bytes")
    return Picture(**head, image=content[:size], thumbnail=content[size:])
