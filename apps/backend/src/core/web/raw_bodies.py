"""Bodies that are neither JSON nor a form, such as a picture: declared, checked and streamed.

    @router.put(
        "/{photo_id:uuid}",
        openapi_extra=raw_body("image/jpeg", "image/png"),
        max_body_size=10 * 1024 * 1024,
    )
    async def put_photo(photo_id: UUID, current: CurrentSessionDep, body: RawBodyDep) -> …:
        async for chunk in body.chunks():
            …

FastAPI reads a parsed body, JSON or multipart, before it resolves any dependency, so before the
login is checked. It does not read a raw body: the endpoint does, after its dependencies.
"""

from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import Depends, Request
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from src.core.errors import RawMediaTypeNotSupported

BINARY = {"schema": {"type": "string", "format": "binary"}}


def raw_body(*media_types: str) -> dict[str, Any]:
    """Return the `openapi_extra=` of a route whose body has one of these media types."""
    return {"requestBody": {"required": True, "content": dict.fromkeys(media_types, BINARY)}}


def raw_response(*media_types: str) -> dict[int | str, dict[str, Any]]:
    """Return the part of `responses=` for a 200 that is not JSON; the route also needs
    `response_class=Response`."""
    return {200: {"content": dict.fromkeys(media_types, BINARY)}}


class RawBody:
    """The body of a request, of which nothing has been read yet."""

    def __init__(self, request: Request, media_type: str) -> None:
        self._request = request
        self.media_type = media_type
        """One of those that the route declares. The client may be wrong: look at the bytes."""
        self._chunks = self._stream()

    def chunks(self) -> AsyncIterator[bytes]:
        """Return the body, as it arrives. Only the chunk is in memory."""
        return self._chunks

    async def _stream(self) -> AsyncIterator[bytes]:
        try:
            async for chunk in self._request.stream():
                if chunk:
                    yield chunk
        except ClientDisconnect:
            raise HTTPException(400, "The request body is incomplete.") from None

    async def discard(self) -> None:
        """Read what has not been read yet, before an error: closing a connection with unread bytes resets
        it, and the client would not see the answer."""
        # With Expect: 100-continue, the client waits for our answer before it sends the body.
        if "expect" not in self._request.headers:
            async for _ in self._chunks:
                pass

    async def read(self) -> bytes:
        """Read the whole body into memory. For routes with a small `max_body_size`."""
        return b"".join([chunk async for chunk in self.chunks()])


async def get_raw_body(request: Request) -> RawBody:
    """Check that the body has one of the media types that the route declares, and is not compressed."""
    declared = request.scope["route"].openapi_extra["requestBody"]["content"]
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type not in declared or "content-encoding" in request.headers:
        raise RawMediaTypeNotSupported
    return RawBody(request, media_type)


RawBodyDep = Annotated[RawBody, Depends(get_raw_body)]
