"""Two-step login, and proving again that a request comes from the owner."""

from src.core.feature import Export, Feature, Job
from src.features.two_step.router.login import router as login_router
from src.features.two_step.router.reauthentication import router as reauthentication_router
from src.features.two_step.router.settings import router as settings_router
from src.features.two_step.service.resealing import PERIOD_SECONDS, reseal_secrets
from src.features.two_step.service.state import export_two_step

FEATURE = Feature(
    routers=[login_router, reauthentication_router, settings_router],
    tags={
        "two-step": "Second factors: the second step of a login, proving again that it is you, and "
        "the settings of two-step login.",
    },
    exports={"two_step": Export("trusted_devices", export_two_step)},
    withheld={
        "totp_secrets": "only a secret; the export says whether there is one",
        "recovery_codes": "only hashes; the export says how many there are",
    },
    jobs=[Job("reseal-secrets", PERIOD_SECONDS, reseal_secrets)],
)
