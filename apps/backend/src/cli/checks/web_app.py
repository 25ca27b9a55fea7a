"""The check of the built web app."""

from src.cli.checks.line import Line, Mark
from src.core.config import Settings
from src.core.web.web_build import find_build, read_build


def check_web_app(settings: Settings) -> Line:
    """Whether the web app is served, and from which folder."""
    if settings.WEB_APP == "off":
        return Line(Mark.GOOD, "web app", "off: not served here")
    folder = find_build(settings)
    if folder is None:
        return Line(
            Mark.NOTE,
            "web app",
            "not built: / leads to the documentation of the API",
            "In a checkout, `make run` builds it; a wheel contains it if it was built before the wheel "
            "(docs/operations.md). If it is hosted elsewhere, set WEB_APP=off.",
        )
    try:
        pages = len(read_build(folder).pages)
    except (OSError, ValueError) as error:
        return Line(Mark.BAD, "web app", f"unusable: {error}", "Build it again.")
    return Line(Mark.GOOD, "web app", f"{pages} pages, from {folder}")
