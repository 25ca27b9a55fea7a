"""What a server imports: the application with the settings of this process."""

from src.application import create_app as create_app
from src.core.config import Settings, load_settings

app = create_app(load_settings(Settings))
