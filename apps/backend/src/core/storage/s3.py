"""Objects in a bucket of Amazon S3, or of anything that speaks its protocol."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Sequence
from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING

from src.core.storage.store import (
    CALL_SECONDS,
    CHUNK_BYTES,
    LIST_BATCH,
    ObjectExists,
    StorageLog,
    StoredObject,
    check_key,
    check_prefix,
)

if TYPE_CHECKING:
    from obstore import BytesStream
    from obstore.store import S3Credential, S3Store

_REASONS = (
    "<Code>([A-Za-z]{1,64})</Code>",
    "status code: ([0-9]{3})",
    '(?:message|error): "([^"\n]{1,200})"',
    "error: (Invalid[A-Za-z]+)",
    "(incorrectly configured region)",
)
"""Where obstore's errors say what is wrong, the best first. The rest of them is not for logs: it repeats the
server's answer, and with it the access key."""

_MISSING = "NoSuchKey"
_ABSENT = (_MISSING, "InvalidRange", "416")
"""The object does not exist, or ends before the range begins."""


class S3Storage:
    """Keeps each object under its key in a bucket. Tries every call that fails once more, and none that
    takes too long."""

    def __init__(
        self, endpoint: str | None, bucket: str, region: str, access_key: str, secret_key: str
    ) -> None:
        self.where = f"the bucket {bucket} at {endpoint or 'Amazon S3'}"
        self._endpoint = endpoint or f"https://s3.{region}.amazonaws.com"
        self._bucket = bucket
        self._region = region
        self._access_key = access_key
        self._secret_key = secret_key
        self._log = StorageLog()

    async def put(self, key: str, content: bytes) -> None:
        check_key(key)
        # One request: an object in several parts would not be created only if it does not exist.
        putting = self._store.put_async(key, content, mode="create", use_multipart=False)
        try:
            await self._call("store objects in", putting)
        except ObjectExists:
            # After an answer that was lost or an error 500, the second attempt finds the first one's.
            stored = await self.read(key, 0, len(content) + 1)
            if stored is None or b"".join([chunk async for chunk in stored]) != content:
                raise

    async def read(self, key: str, start: int, end: int) -> AsyncIterator[bytes] | None:
        check_key(key)
        getting = self._store.get_async(key, options={"range": (start, end)})
        try:
            found = await self._call("read objects in", getting, *_ABSENT)
        except _ObjectMissing:
            return None
        return self._chunks(found.stream(min_chunk_size=CHUNK_BYTES))

    async def delete(self, keys: Sequence[str]) -> None:
        for key in keys:
            check_key(key)
        for key in keys:
            with suppress(_ObjectMissing):  # not an error for S3, but for some that are like it
                await self._call("delete objects in", self._store.delete_async(key), _MISSING)

    async def list(self, prefix: str = "") -> AsyncIterator[StoredObject]:
        check_prefix(prefix)
        # obstore's prefixes are whole segments.
        found = self._store.list(prefix.rpartition("/")[0] or None, chunk_size=LIST_BATCH)
        while batch := await self._call("list objects in", anext(found, None)):
            for item in batch:
                if item["path"].startswith(prefix):
                    yield StoredObject(item["path"], item["size"], item["last_modified"])

    @cached_property
    def _store(self) -> "S3Store":
        from obstore.store import S3Store  # noqa: PLC0415  (large, and a folder needs none)

        # More than is needed: obstore takes the rest from variables of other programs, such as
        # AWS_SESSION_TOKEN.
        return S3Store(
            self._bucket,
            aws_endpoint_url_s3=self._endpoint,
            region=self._region,
            credential_provider=self._credentials,
            skip_signature=False,
            virtual_hosted_style_request=False,
            s3_express=False,
            conditional_put="etag",
            disable_bulk_delete=True,  # which not every S3 has
            client_options={
                "allow_http": self._endpoint.startswith("http:"),
                "connect_timeout": "2s",
                # Would also count the time that a slow client takes; `_call` limits each step.
                "timeout": "1h",
            },
            retry_config={"max_retries": 1},
        )

    def _credentials(self) -> "S3Credential":
        return {
            "access_key_id": self._access_key,
            "secret_access_key": self._secret_key,
            "token": None,
            "expires_at": None,
        }

    async def _chunks(self, stream: "BytesStream") -> AsyncIterator[bytes]:
        while chunk := await self._call("read objects in", anext(stream, None)):
            for at in range(0, len(chunk), CHUNK_BYTES):
                yield bytes(chunk[at : at + CHUNK_BYTES])

    async def _call[T](self, action: str, call: Awaitable[T], *answers: str) -> T:
        """Raises `_ObjectMissing` for the reasons that are answers, and `StorageUnavailable` for others."""
        from obstore.exceptions import AlreadyExistsError, BaseError  # noqa: PLC0415

        action = f"{action} {self.where}"
        try:
            async with asyncio.timeout(CALL_SECONDS):
                result = await call
        except AlreadyExistsError:
            raise ObjectExists from None
        except (BaseError, OSError) as error:  # which TimeoutError and FileNotFoundError are, too
            reason = _reason_of(error)
            if reason in answers:
                raise _ObjectMissing from None
            raise self._log.note_failure(action, reason) from None
        self._log.note_success(action)
        return result


class _ObjectMissing(Exception):
    """There is no object with this key, or not so much of it."""


def _reason_of(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "no answer in time"
    matches = (re.search(pattern, str(error)) for pattern in _REASONS)
    return next((match[1] for match in matches if match), "no usable answer")
