"""Which store it is."""

from src.core.config import Settings
from src.core.storage.folder import FolderStorage
from src.core.storage.s3 import S3Storage
from src.core.storage.store import Storage


def open_storage(settings: Settings) -> Storage:
    """Return the store of the settings. Opens nothing until its first use."""
    bucket, key, secret = settings.S3_BUCKET_NAME, settings.S3_ACCESS_KEY, settings.S3_SECRET_KEY
    if bucket is None or key is None or secret is None:
        return FolderStorage(settings.DATA_DIR / "objects")
    return S3Storage(settings.S3_ENDPOINT_URL, bucket, settings.S3_REGION, key, secret)
