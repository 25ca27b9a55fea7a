"""Links to pictures, which need no login: an `<img>` sends no access token."""

import math
import time
from typing import NamedTuple
from urllib.parse import urlencode
from uuid import UUID

from src.core import base64url
from src.core.errors import AppError, NotFound
from src.core.feature import Resources
from src.core.seals import Seals
from src.features.photos.repository import repository

_PURPOSE = "photo-link"
IMAGE, THUMBNAIL = "image", "thumbnail"


class LinkInvalid(AppError):
    """The link was altered, or has expired."""

    status_code = 403
    code = "link_invalid"
    detail = "This link is not valid any more. Read the photo again for a new one."


class Link(NamedTuple):
    """What a link is signed for."""

    row_id: UUID
    variant: str
    expires: int
    """Unix time."""

    def parts(self) -> tuple[bytes, ...]:
        return self.row_id.bytes, self.variant.encode(), str(self.expires).encode()


def next_expiry(period: int) -> int:
    """Return the same time for a whole period, so that a picture keeps its address and browsers find it
    in their cache, and always at least one period ahead."""
    return (math.ceil(time.time() / period) + 1) * period


def make_link(seals: Seals, link: Link) -> str:
    """Return the path, with its signature."""
    signature = base64url.encode(seals.digest(_PURPOSE, *link.parts()))
    query = urlencode({"expires": link.expires, "signature": signature})
    return f"/v1/photos/{link.row_id}/{link.variant}?{query}"


def check_link(seals: Seals, row_id: UUID, variant: str, expires: str, signature: str) -> Link:
    """Return what the link is signed for. Raises `LinkInvalid`."""
    try:
        link = Link(row_id, variant, int(expires[:20]))
        digest = base64url.decode(signature)
    except ValueError:
        raise LinkInvalid from None
    is_genuine = str(link.expires) == expires and seals.matches(_PURPOSE, digest, *link.parts())
    if not is_genuine or link.expires <= time.time():
        raise LinkInvalid
    return link


class LinkedPicture(NamedTuple):
    """What a link leads to."""

    key: str
    media_type: str
    size: int


async def follow_link(resources: Resources, link: Link) -> LinkedPicture:
    """Return where the picture is. Raises `NotFound`, also if its account is disabled."""
    row = await repository.find_picture(resources.database, link.row_id)
    if row is None:
        raise NotFound
    size = row.byte_size if link.variant == IMAGE else row.thumbnail_size
    return LinkedPicture(f"{row.key_prefix}/{link.variant}", row.media_type, size)
