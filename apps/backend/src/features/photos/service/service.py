"""Rules of photos: sending, listing, reading and deleting them, and what becomes of them with their
account."""

import asyncio
import contextlib
import secrets
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from src.core.errors import AppError, NotFound, ServerBusy
from src.core.feature import Owner, Resources
from src.core.paging import CursorQuery
from src.core.postgres.failures import DATABASE_AWAY
from src.core.sandbox import Crashed
from src.core.storage.uploads import Upload
from src.features.auth.service.sessions import SessionExpired
from src.features.auth.service.wiring import Wiring
from src.features.photos.repository import repository
from src.features.photos.service.links import IMAGE, THUMBNAIL, Link, make_link, next_expiry
from src.features.photos.utils.answers import Picture, Refusal, read_answer
from src.features.users.service.service import lock_account
from src.models import Photo
from stylipp_schemas import CursorPage, PaletteColor, PhotoQuality, PhotoResponse

LEASE = timedelta(minutes=4)
"""How long an upload may put objects into the store; then, what it has left is deleted."""
UPLOAD_SECONDS = LEASE.total_seconds() - 40
"""When an upload is given up. The rest is for a call of the store that ends too late."""
OTHER_SECONDS = 30
"""How long an upload waits for another one of the same photo."""
POLL_SECONDS = 0.25


class PhotoExists(AppError):
    """The account has another photo with this id."""

    status_code = 409
    code = "photo_exists"
    detail = "You have another photo with this id."


class PhotoQuotaReached(AppError):
    """The account has as many photos as it may have."""

    status_code = 409
    code = "photo_quota_reached"
    detail = "You have as many photos as an account may have. Delete some first."


class PhotoFormatUnsupported(AppError):
    """The bytes are of another format, whatever the header says."""

    status_code = 415
    code = "photo_format_unsupported"
    detail = "The file is not a JPEG, PNG or WebP picture."


class PhotoUnreadable(AppError):
    """The picture is damaged, or does not decode within the limits."""

    status_code = 422
    code = "photo_unreadable"
    detail = "The picture cannot be read. It may be damaged."


class PhotoTooManyPixels(AppError):
    """The picture is larger than is decoded."""

    status_code = 422
    code = "photo_too_many_pixels"
    detail = "The picture has too many pixels: at most 50 million for JPEG, 30 million for others."


REFUSALS = {
    Refusal.FORMAT: PhotoFormatUnsupported,
    Refusal.UNREADABLE: PhotoUnreadable,
    Refusal.TOO_MANY_PIXELS: PhotoTooManyPixels,
}


class _Claim(NamedTuple):
    """Who receives a photo: this upload, or another one, which may have ended."""

    photo: Photo
    is_own: bool


class Uploads:
    """Uploads of one account. Has no transaction of the request: one before and one after the bytes have
    moved, each for a moment."""

    def __init__(self, wiring: Wiring, user_id: UUID) -> None:
        self.wiring = wiring
        self.user_id = user_id

    async def upload(
        self, photo_id: UUID, chunks: AsyncIterator[bytes]
    ) -> tuple[PhotoResponse, bool]:
        """Store a photo, unless it is stored already; return it, and whether it is new. Raises
        `TooManyAttempts`, `ServerBusy`, `SessionExpired`, `PhotoQuotaReached`, `PhotoExists`,
        `PhotoFormatUnsupported`, `PhotoUnreadable`, `PhotoTooManyPixels`, `StorageUnavailable`, and
        `NotFound` if the photo was deleted meanwhile."""
        bucket = self.wiring.limits.bucket("upload", str(self.user_id))
        with self.wiring.uploads.take(self.user_id) as slot:
            async with self.wiring.limits.attempt([bucket]) as attempt:
                try:
                    async with asyncio.timeout(UPLOAD_SECONDS):
                        claim = await self._upload(photo_id, chunks)
                except TimeoutError:
                    raise ServerBusy from None
                if not claim.is_own:
                    attempt.forgive()
            slot.result = "stored" if claim.is_own else "repeated"
        return describe(claim.photo, self.wiring), claim.is_own

    async def _upload(self, photo_id: UUID, chunks: AsyncIterator[bytes]) -> _Claim:
        claim, may_have_put = await self._claim(photo_id), False
        try:
            async with Upload(self.wiring.settings.DATA_DIR / "uploads") as upload:
                async for chunk in chunks:
                    await upload.write(chunk)
                    self.wiring.uploads.received_bytes += len(chunk)
                await upload.finish()
                if not claim.is_own:
                    claim = await self._wait_for_other(photo_id, claim)
                if claim.is_own:
                    picture = await self._make_picture(upload)
                    may_have_put = True
                    photo = await self._store(claim.photo, upload.digest, picture)
                    return _Claim(photo, is_own=True)
                if claim.photo.sent_hash != upload.digest:
                    raise PhotoExists
                return claim
        except BaseException:
            if claim.is_own:
                await self._give_up(claim.photo, may_have_put)
            raise

    async def _claim(self, photo_id: UUID) -> _Claim:
        """Begin to receive a photo, unless there is one already. The account's lock makes uploads of it
        wait here for each other, so that they count each other."""
        async with self.wiring.database.transaction() as transaction:
            if await lock_account(transaction, user_id=self.user_id) is None:
                raise SessionExpired
            photo = await repository.find_photo(transaction, self.user_id, photo_id)
            if photo is not None and not await repository.delete_photos(
                transaction, Photo.id == photo.id, repository.HAS_EXPIRED
            ):
                return _Claim(photo, is_own=False)
            count = await repository.count_photos(transaction, self.user_id)
            if count >= self.wiring.settings.PHOTOS_MAX_PER_USER:
                raise PhotoQuotaReached
            prefix = f"photos/{self.user_id}/{secrets.token_hex(16)}"
            photo = await repository.insert_photo(
                transaction, self.user_id, photo_id, prefix, LEASE
            )
        return _Claim(photo, is_own=True)

    async def _wait_for_other(self, photo_id: UUID, claim: _Claim) -> _Claim:
        """Wait until another upload of the photo has ended; if it has failed, this one takes its
        place."""
        deadline = time.monotonic() + OTHER_SECONDS
        while not claim.is_own and claim.photo.state != repository.READY:
            if time.monotonic() > deadline:
                raise ServerBusy
            await asyncio.sleep(POLL_SECONDS)
            claim = await self._claim(photo_id)
        return claim

    async def _make_picture(self, upload: Upload) -> Picture:
        """Make the picture that is kept."""
        try:
            picture = read_answer(await self.wiring.sandbox.run(upload.file))
        except Crashed:
            raise PhotoUnreadable from None
        if not isinstance(picture, Picture):
            raise REFUSALS[picture]
        return picture

    async def _store(self, photo: Photo, sent_hash: bytes, picture: Picture) -> Photo:
        storage = self.wiring.storage
        await storage.put(f"{photo.key_prefix}/{IMAGE}", picture.image)
        await storage.put(f"{photo.key_prefix}/{THUMBNAIL}", picture.thumbnail)
        async with self.wiring.database.transaction() as transaction:
            ready = await repository.finish_photo(
                transaction,
                photo.id,
                sent_hash=sent_hash,
                media_type=picture.media_type,
                width=picture.width,
                height=picture.height,
                byte_size=len(picture.image),
                thumbnail_size=len(picture.thumbnail),
                palette=picture.palette,
                sharpness=picture.sharpness,
                issues=picture.issues,
            )
            if ready is None:  # deleted meanwhile: nothing will be put there any more
                await repository.queue_deletions(transaction, {photo.key_prefix: None})
        if ready is None:
            raise NotFound
        return ready

    async def _give_up(self, photo: Photo, may_have_put: bool) -> None:
        """Delete the row of an upload that has failed. If that fails, too, its lease ends."""
        with contextlib.suppress(*DATABASE_AWAY):
            async with self.wiring.database.transaction() as transaction:
                await repository.delete_photos(
                    transaction,
                    Photo.id == photo.id,
                    Photo.state == repository.RECEIVING,
                    have_objects=may_have_put,
                )


class PhotoService:
    """The photos of one account. `transaction` is the request's."""

    def __init__(self, transaction: AsyncSession, resources: Resources, user_id: UUID) -> None:
        self.transaction = transaction
        self.resources = resources
        self.user_id = user_id

    async def list_page(self, page: CursorQuery) -> CursorPage[PhotoResponse]:
        """Return one page, newest first. Raises `CursorInvalid`."""
        found = await repository.list_photos(self.transaction, self.user_id, page)
        return CursorPage[PhotoResponse].model_construct(
            items=[describe(photo, self.resources) for photo in found.items],
            next_cursor=found.next_cursor,
        )

    async def read(self, photo_id: UUID) -> PhotoResponse:
        """Return one photo. Raises `NotFound`, also while it is being received."""
        photo = await repository.find_photo(self.transaction, self.user_id, photo_id)
        if photo is None or photo.state != repository.READY:
            raise NotFound
        return describe(photo, self.resources)

    async def delete(self, photo_id: UUID) -> None:
        """Delete a photo, or what is being received of it. Raises `NotFound`."""
        conditions = (Photo.user_id == self.user_id, Photo.photo_id == photo_id)
        if not await repository.delete_photos(self.transaction, *conditions):
            raise NotFound


def describe(photo: Photo, resources: Resources) -> PhotoResponse:
    """Return a photo that is ready, with its links."""
    expires = next_expiry(resources.settings.PHOTO_LINK_SECONDS)
    image, thumbnail = [
        make_link(resources.seals, Link(photo.id, variant, expires))
        for variant in (IMAGE, THUMBNAIL)
    ]
    quality: dict[str, Any] = {"sharpness": photo.sharpness, "issues": photo.issues}
    fields: dict[str, Any] = {
        "id": photo.photo_id,
        "created_at": photo.created_at,
        "width": photo.width,
        "height": photo.height,
        "byte_size": photo.byte_size,
        "palette": [PaletteColor.model_construct(**color) for color in photo.palette or []],
        "quality": PhotoQuality.model_construct(**quality),
        "image_url": image,
        "thumbnail_url": thumbnail,
        "urls_expire_at": datetime.fromtimestamp(expires, UTC),
    }
    return PhotoResponse.model_construct(**fields)


async def export_photos(
    transaction: AsyncSession, resources: Resources, owner: Owner
) -> list[PhotoResponse]:
    """Return all photos, newest first, with links to their pictures."""
    photos = await repository.list_all_photos(transaction, owner.user_id)
    return [describe(photo, resources) for photo in photos]


async def erase_photos(transaction: AsyncSession, _: Resources, owner: Owner) -> None:
    """Delete the photos of an account, and queue the deletion of their objects."""
    await repository.delete_photos(transaction, Photo.user_id == owner.user_id)
