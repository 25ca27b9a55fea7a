"""Photos: private pictures of an account."""

from enum import StrEnum

from pydantic import Field

from .common import ResponseModel
from .fields import Color, Id, OpenEnum, Timestamp

__all__ = ["PaletteColor", "PhotoIssue", "PhotoQuality", "PhotoResponse"]


class PhotoIssue(StrEnum):
    """What may be wrong with a photo."""

    TOO_DARK = "too_dark"
    BLURRED = "blurred"
    TOO_SMALL = "too_small"


class PaletteColor(ResponseModel):
    """One of the main colors of a photo."""

    hex: Color
    """The color, in sRGB."""

    name: str = Field(examples=["navy"])
    """Its name in English, in lower case. New names may be added at any time."""

    share: float = Field(ge=0, le=1, examples=[0.42])
    """The part of the picture that has it, from 0 to 1."""


class PhotoQuality(ResponseModel):
    """How well a photo shows what is on it."""

    sharpness: float = Field(ge=0, le=1, examples=[0.8])
    """From 0, without any edge, to 1."""

    issues: list[OpenEnum[PhotoIssue]] = Field(examples=[["too_dark"]])
    """What may be wrong with it; empty if nothing is. New values may be added at any time."""


class PhotoResponse(ResponseModel):
    """A photo. What was sent is not kept: the server stores a picture that it has made from it, turned
    upright, in sRGB, without metadata, with at most 2,048 pixels on its longer side."""

    id: Id
    """ID of the photo, as the client has made it. Unique within the account."""

    created_at: Timestamp
    """When it was uploaded (UTC)."""

    width: int = Field(ge=1, examples=[2048])
    """Width of the stored picture, in pixels."""

    height: int = Field(ge=1, examples=[1536])
    """Height of the stored picture, in pixels."""

    byte_size: int = Field(ge=1, examples=[412_000])
    """Size of the stored picture, in bytes."""

    palette: list[PaletteColor]
    """Its main colors, the largest share first."""

    quality: PhotoQuality
    """How well it shows what is on it."""

    image_url: str = Field(
        examples=["/v1/photos/0199c2f0-6f3e-7cc1-8f0a-2b6d7f6a9c11/image?expires=1&signature=A"]
    )
    """Path of the picture, relative to the API. It needs no login, so that it works in `<img>`: keep it
    private."""

    thumbnail_url: str = Field(
        examples=["/v1/photos/0199c2f0-6f3e-7cc1-8f0a-2b6d7f6a9c11/thumbnail?expires=1&signature=A"]
    )
    """Path of the picture with at most 400 pixels on its longer side, likewise."""

    urls_expire_at: Timestamp
    """When the two paths stop working (UTC). Read the photo again for new ones."""
