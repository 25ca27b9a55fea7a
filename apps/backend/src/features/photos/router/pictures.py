"""The pictures of photos, by signed links."""

import asyncio
import contextlib
import logging
import time
from collections.abc import AsyncIterator, Callable
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query, Request, Response
from starlette.responses import StreamingResponse
from starlette.types import Message, Send

from src.core.errors import NotFound, ServiceUnavailable, error_responses
from src.core.storage.store import CHUNK_BYTES, StorageUnavailable
from src.core.web.ranges import (
    PreconditionFailed,
    RangeNotSatisfiable,
    check_if_match,
    is_known,
    range_in,
)
from src.core.web.raw_bodies import raw_response
from src.features.auth.router.wiring import wiring_of
from src.features.photos.service.links import LinkInvalid, check_link, follow_link

logger = logging.getLogger(__name__)

TAKE_SECONDS = 30
"""How long the client may take for a chunk."""

router = APIRouter(prefix="/v1/photos", tags=["photos"])

PICTURE = raw_response("image/jpeg", "image/webp")


class PictureStream(StreamingResponse):
    """Breaks off if the client does not read, as a file or a connection of the store is open meanwhile, and if
    the store goes away or the picture ends early: the server closes the connection of a response that has
    not ended."""

    async def stream_response(self, send: Send) -> None:
        async def send_in_time(message: Message) -> None:
            async with asyncio.timeout(TAKE_SECONDS):
                await send(message)

        with contextlib.suppress(TimeoutError, NotFound, StorageUnavailable):
            await super().stream_response(send_in_time)


@router.get(
    "/{picture_id:uuid}/{variant}",
    summary="Read a picture",
    response_class=Response,
    responses=PICTURE
    | {206: PICTURE[200], 304: {"description": "Not Modified"}}
    | error_responses(
        LinkInvalid,
        NotFound,
        PreconditionFailed,
        RangeNotSatisfiable,
        ServiceUnavailable,
        StorageUnavailable,
    ),
)
async def read_photo_picture(
    request: Request,
    picture_id: UUID,
    variant: Annotated[str, Path(description="`image` or `thumbnail`.")],
    expires: Annotated[str, Query(description="Part of the link.")] = "",
    signature: Annotated[str, Query(description="Part of the link.")] = "",
) -> Response:
    """Returns the picture of a link: `image_url` or `thumbnail_url` of a photo. It wants no login."""
    resources = wiring_of(request)
    link = check_link(resources.seals, picture_id, variant, expires, signature)
    picture = await follow_link(resources, link)
    etag = f'"{picture_id.hex}"'
    headers = {
        "ETag": etag,
        "Cache-Control": f"private, max-age={max(0, link.expires - int(time.time()))}, immutable",
        "Accept-Ranges": "bytes",
        # For <img> of our own sites, and nowhere a page with scripts.
        "Cross-Origin-Resource-Policy": "same-site",
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
    check_if_match(request.headers, etag)
    if is_known(request.headers, etag):
        return Response(status_code=304, headers=headers)
    part = range_in(request.headers, etag, picture.size)
    begin, end = (part.start, part.stop) if part is not None else (0, picture.size)
    content = await resources.storage.read(picture.key, begin, end)
    whole = None
    if content is not None and end - begin <= CHUNK_BYTES:
        # As thumbnails are: a stream costs more than they do.
        whole = b"".join([chunk async for chunk in content])

    def note_missing() -> None:
        resources.uploads.missing_pictures += 1
        where = resources.storage.where
        logger.warning("The %s of the photo in row %s is not in %s.", variant, picture_id, where)

    if content is None or (whole is not None and len(whole) != end - begin):
        await follow_link(resources, link)  # raises NotFound if the photo was deleted meanwhile
        note_missing()
        raise NotFound
    headers["Content-Length"] = str(end - begin)
    if part is not None:
        headers["Content-Range"] = f"bytes {begin}-{end - 1}/{picture.size}"
    status, kind = 200 if part is None else 206, picture.media_type
    if whole is not None:
        return Response(whole, status, headers, media_type=kind)
    chunks = _complete(content, end - begin, note_missing)
    return PictureStream(chunks, status, headers, media_type=kind)


async def _complete(
    chunks: AsyncIterator[bytes], size: int, note_missing: Callable[[], None]
) -> AsyncIterator[bytes]:
    """Raises `NotFound` after the last chunk if there was less: then the picture is missing, as above."""
    async for chunk in chunks:
        size -= len(chunk)
        yield chunk
    if size:
        note_missing()
        raise NotFound
