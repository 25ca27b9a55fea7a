"""Photos of accounts."""

from src.core.feature import Export, Feature, Job
from src.features.photos.router.pictures import router as pictures_router
from src.features.photos.router.router import router
from src.features.photos.service.deletions import (
    POLL_SECONDS,
    SWEEP_SECONDS,
    delete_objects,
    sweep,
)
from src.features.photos.service.service import erase_photos, export_photos

FEATURE = Feature(
    routers=[router, pictures_router],
    tags={"photos": "Your photos, and links to their pictures."},
    exports={"photos": Export("photos", export_photos)},
    withheld={"object_deletions": "names only what is about to be deleted"},
    kept={"object_deletions": "until the objects are deleted, also while the object store is away"},
    erase=erase_photos,
    jobs=[
        Job("photo sweep", SWEEP_SECONDS, sweep),
        Job("photo deletions", POLL_SECONDS, delete_objects, is_per_process=True),
    ],
)
