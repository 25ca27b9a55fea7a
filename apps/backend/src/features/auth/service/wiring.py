"""Objects that each process creates once, for its requests and background tasks; kept on ``app.state.wiring``."""

from dataclasses import dataclass
from pathlib import Path

from src.core.config import Settings
from src.core.database import Database
from src.core.passwords import PasswordHasher
from src.features.auth.service.access_tokens import AccessTokens
from src.features.auth.utils.device_tokens import DeviceTokens
from src.features.auth.utils.refresh_tokens import RefreshTokens
from src.features.limits.service.service import LimitService
from src.features.mail.service.worker import MailWorker


@dataclass(frozen=True)
class Wiring:
    settings: Settings
    database: Database
    hasher: PasswordHasher
    access_tokens: AccessTokens
    refresh_tokens: RefreshTokens
    device_tokens: DeviceTokens
    limits: LimitService
    mail_worker: MailWorker
    mail_folder: Path
    """The folder that e-mails are written to if SMTP_URL is not set."""
