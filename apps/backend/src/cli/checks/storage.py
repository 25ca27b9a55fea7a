"""The check of the store for the pictures, and of the folder in which they arrive."""

import asyncio
import contextlib
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

from src.cli.checks.line import TIMEOUT_SECONDS, Line, Mark
from src.cli.checks.sign_in import LATER, read_rows
from src.core.config import Settings
from src.core.database import Database
from src.core.storage.opening import open_storage
from src.core.storage.store import ObjectExists, Storage, StorageUnavailable
from src.core.storage.uploads import Upload

ADDRESS = "Check S3_ENDPOINT_URL, and that the store is reachable from here."
REGION = "Set S3_REGION to the region of the bucket."

ADVICE = {
    "InvalidAccessKeyId": "Check S3_ACCESS_KEY.",
    "SignatureDoesNotMatch": "Check S3_SECRET_KEY.",
    "NoSuchBucket": "Create the bucket, or check S3_BUCKET_NAME and S3_ENDPOINT_URL.",
    "NoSuchKey": "S3_ENDPOINT_URL must not contain the bucket.",
    "InvalidBucketName": "Check S3_BUCKET_NAME.",
    "AccessDenied": "Allow S3_ACCESS_KEY s3:PutObject, s3:GetObject and s3:DeleteObject for the objects "
    "of the bucket, and s3:ListBucket for the bucket.",
    "RequestTimeTooSkewed": "Synchronize the clock of this machine with NTP.",
    "incorrectly configured region": REGION,
    "PermanentRedirect": REGION,
    "AuthorizationHeaderMalformed": REGION,
    "InvalidCertificate": "Use the host in its certificate in S3_ENDPOINT_URL, and for a private "
    "authority set SSL_CERT_FILE to a file with its certificate.",
    "InvalidMessage": "It does not speak TLS: S3_ENDPOINT_URL may need http://, or another port.",
    "NotImplemented": "Use a store that supports the header If-None-Match for PUT.",
    "404": "S3_ENDPOINT_URL leads to something else than an S3.",
    "Connection refused": ADDRESS,
    "failed to lookup": ADDRESS,
    "no answer in time": ADDRESS,
    "No space left": "Free some space on the disk.",
    "quota": "Free some space on the disk.",
    "Read-only file system": "Set DATA_DIR to a folder that can be written to.",
    "Permission denied": "Let the user of the API write to this folder, or set another DATA_DIR.",
    "Not a directory": "Set DATA_DIR to a folder.",
    "File exists": "Set DATA_DIR to a folder.",
    "Operation not permitted": "Set DATA_DIR to a folder on a disk that has hard links.",
    "": "See the log of the store.",
}
"""By text that the reason contains; the first match counts."""


async def check_storage(settings: Settings) -> Line:
    """Receive a file, and store, read, list and delete an object."""
    storage = open_storage(settings)
    objects, uploads = settings.DATA_DIR / "objects", settings.DATA_DIR / "uploads"
    try:
        with _removing_new_folders(objects, uploads):
            async with Upload(uploads) as upload:
                await upload.write(b"x")
                await upload.finish()
            fault = await _try(storage)
    except StorageUnavailable as error:
        advice = next(advice for text, advice in ADVICE.items() if text in error.reason)
        return Line(Mark.BAD, "storage", f"cannot {error.action} ({error.reason})", advice)
    if fault:
        advice = "Use a store that creates objects with If-None-Match, and then shows them at once."
        return Line(Mark.BAD, "storage", f"{storage.where} {fault}", advice)
    whose = ", for this machine only" if settings.S3_BUCKET_NAME is None else ""
    finding = f"{storage.where} stores, reads and deletes objects{whose}"
    return Line(Mark.GOOD, "storage", finding)


async def check_photos(database: Database, settings: Settings) -> Line:
    """Whether the newest photos are in this store. If there are two stores, each process deletes from its
    own, and the pictures in the other one stay."""
    newest = "SELECT key_prefix FROM photos WHERE state = 'ready' ORDER BY id DESC LIMIT 20"
    rows = await read_rows(database, newest)
    if rows is None:
        return Line(Mark.NOTE, "photos", LATER)
    storage, missing = open_storage(settings), []
    try:
        async with asyncio.timeout(TIMEOUT_SECONDS / 2):
            for row in rows:
                if await storage.read(f"{row.key_prefix}/thumbnail", 0, 1) is None:
                    missing.append(row.key_prefix)
    except (StorageUnavailable, TimeoutError):
        return Line(Mark.NOTE, "photos", "not compared with the store", "See the line about it.")
    # Without those that were deleted meanwhile.
    still = "SELECT id FROM photos WHERE key_prefix = ANY(:missing)"
    lost = len(await read_rows(database, still, missing=missing) or [])
    if not lost:
        return Line(Mark.GOOD, "photos", f"the newest are in {storage.where}: {len(rows)}")
    finding = f"of the newest {len(rows)}, {lost} are not in {storage.where}"
    advice = (
        "Check DATA_DIR or S3_BUCKET_NAME, here and of every process of this database: they need the "
        "same store. Then: stylipp storage check"
    )
    return Line(Mark.BAD, "photos", finding, advice)


async def _try(storage: Storage) -> str | None:
    """Return what the store does otherwise than others."""
    key = f"check/{uuid4()}"
    await storage.put(key, b"first")
    try:
        with contextlib.suppress(ObjectExists):
            await storage.put(key, b"other")
            return "replaces objects"
        chunks = await storage.read(key, 0, 5)
        if chunks is None or [chunk async for chunk in chunks] != [b"first"]:
            return "does not show an object as it was stored"
        if key not in [found.key async for found in storage.list("check/")]:
            return "does not list an object that was stored"
    finally:
        await storage.delete([key])
    if await storage.read(key, 0, 5) is not None:
        return "shows an object that was deleted"
    return None


@contextlib.contextmanager
def _removing_new_folders(*folders: Path) -> Iterator[None]:
    """Remove the folders that are made meanwhile: another user may run this than runs the API."""
    new = [path for folder in folders for path in (folder, *folder.parents) if not path.exists()]
    try:
        yield
    finally:
        for path in new:
            with contextlib.suppress(OSError):  # not empty
                path.rmdir()
