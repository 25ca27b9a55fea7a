"""Conditional requests and ranges (RFC 9110 §13 and §14) for responses that never change."""

import re
from typing import ClassVar

from starlette.datastructures import Headers

from src.core.errors import AppError

_RANGE = re.compile("bytes=(?:([0-9]{1,18})-([0-9]{0,18})|-([0-9]{1,18}))")


class RangeNotSatisfiable(AppError):
    """The range begins after the end."""

    status_code = 416
    code = "range_not_satisfiable"
    detail = "The requested range is not within the content."
    headers: ClassVar[dict[str, str]] = {"Content-Range": "bytes */0"}


class PreconditionFailed(AppError):
    """`If-Match` names another response."""

    status_code = 412
    code = "precondition_failed"
    detail = "This is not the content that If-Match names."


def check_if_match(headers: Headers, etag: str) -> None:
    """Raises `PreconditionFailed`. Weak tags match nothing (RFC 9110 §13.1.1)."""
    tags = [tag.strip() for tag in headers.get("if-match", "*").split(",")]
    if etag not in tags and tags != ["*"]:
        raise PreconditionFailed


def is_known(headers: Headers, etag: str) -> bool:
    """Whether the client has this response already, by its `If-None-Match`."""
    tags = [tag.strip().removeprefix("W/") for tag in headers.get("if-none-match", "").split(",")]
    return etag in tags or tags == ["*"]


def range_in(headers: Headers, etag: str, size: int) -> range | None:
    """Return the range that the client asks for; None for everything, also if there is more than one
    range, or if `If-Range` names another response. Raises `RangeNotSatisfiable`."""
    match = _RANGE.fullmatch(headers.get("range", "").lower())
    if match is None or headers.get("if-range", etag) != etag:
        return None
    first, last, suffix = match.groups()
    if suffix is not None:
        begin, end = max(0, size - int(suffix)), size
    else:
        begin, end = int(first), min(size, int(last) + 1) if last else size
        if last and int(last) < begin:
            return None  # invalid, and so ignored
    if begin >= size:
        raise RangeNotSatisfiable({"Content-Range": f"bytes */{size}"})
    return range(begin, end)
