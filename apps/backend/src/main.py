"""The module that servers import: the application, with the settings of this process."""

from src.application import create_app
from src.core.config import Settings, load_settings
from src.core.telemetry.logs import configure_logging

settings = load_settings(Settings)
configure_logging(is_local=settings.is_local, is_debug=settings.DEBUG)
app = create_app(settings)
