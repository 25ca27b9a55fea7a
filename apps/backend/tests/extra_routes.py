"""Routes that only tests have: raw bodies and streams, as a feature would write them.

`python -m tests.extra_routes serve` is `stylipp serve` with them.
"""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated
from uuid import UUID, uuid4

from fastapi import APIRouter, Depends, Response
from fastapi.sse import EventSourceResponse, ServerSentEvent

from src.core.database import DatabaseDep
from src.core.errors import (
    AppError,
    NotFound,
    ServerBusy,
    error_body,
    error_responses,
)
from src.core.web.raw_bodies import RawBodyDep, raw_body, raw_response
from src.features.auth.router.dependencies import AUTHENTICATION_ERRORS, CurrentSessionDep
from src.models.audit_event import audit_events
from stylipp_schemas import BaseResponse

PICTURE_BYTES = 10 * 1024 * 1024
PNG = b"\x89PNG\r\n\x1a\n"
PAUSES = {"slowly": 0.5, "much too slowly": 20}
"""Seconds after each word, by topic."""

router = APIRouter(prefix="/v1/tests", tags=["health"])


@router.put(
    "/pictures/{picture_id:uuid}",
    summary="Store a picture",
    openapi_extra=raw_body("image/png", "image/jpeg"),
    max_body_size=PICTURE_BYTES,
    responses=error_responses(*AUTHENTICATION_ERRORS, NotFound),
)
async def put_picture(
    picture_id: UUID, current: CurrentSessionDep, body: RawBodyDep
) -> BaseResponse:
    """Counts the bytes, and those that are in memory at once."""
    size = largest = 0
    async for chunk in body.chunks():
        size, largest = size + len(chunk), max(largest, len(chunk))
    return BaseResponse(success=True, message=f"{body.media_type} {size} {largest}")


@router.get(
    "/pictures/{picture_id:uuid}",
    summary="Read a picture",
    response_class=Response,
    responses=raw_response("image/png") | error_responses(*AUTHENTICATION_ERRORS, NotFound),
)
async def read_picture(picture_id: UUID, current: CurrentSessionDep) -> Response:
    """It is always the same."""
    headers = {"Cache-Control": "private, max-age=3600", "ETag": '"1"'}
    return Response(PNG, media_type="image/png", headers=headers)


@router.put(
    "/notes",
    summary="Store a small note",
    openapi_extra=raw_body("text/plain"),
    max_body_size=100,
    responses=error_responses(*AUTHENTICATION_ERRORS),
)
async def put_note(current: CurrentSessionDep, body: RawBodyDep) -> BaseResponse:
    """Reads it whole."""
    return BaseResponse(success=True, message=str(len(await body.read())))


async def find_words(topic: str, current: CurrentSessionDep) -> list[str]:
    """What may fail before the 200 is in a dependency: here it is still a 404."""
    if topic == "nothing":
        raise NotFound
    return ["one", "two", "three"]


@router.get(
    "/streams/{topic}",
    summary="Stream words",
    response_class=EventSourceResponse,
    responses=error_responses(*AUTHENTICATION_ERRORS, NotFound),
)
async def stream_words(
    topic: str,
    current: CurrentSessionDep,
    words: Annotated[list[str], Depends(find_words)],
    database: DatabaseDep,
) -> AsyncIterator[BaseResponse | ServerSentEvent]:
    """Sends words, and saves that it has."""
    event = {"id": uuid4(), "type": f"said {topic}", "user_id": current.account.id}
    try:
        for word in words:
            yield BaseResponse(success=True, message=word)
            await asyncio.sleep(PAUSES.get(topic, 0))
        if topic == "trouble":
            raise ServerBusy
        async with database.transaction() as transaction:
            await transaction.execute(audit_events.insert().values(event))
    except AppError as error:
        yield ServerSentEvent(event="error", data=error_body(error))
    finally:
        print(f"The stream about {topic} has ended.", flush=True)


@router.get("/broken-streams", response_class=EventSourceResponse, include_in_schema=False)
async def break_stream(current: CurrentSessionDep) -> AsyncIterator[BaseResponse]:
    """Fails where it must not."""
    raise NotFound
    yield BaseResponse(success=True, message="")


if __name__ == "__main__":
    from src.cli.main import main
    from src.core.web.streams import refuse_transactions_in_streams
    from src.main import app

    refuse_transactions_in_streams(router)
    app.include_router(router)
    main()
