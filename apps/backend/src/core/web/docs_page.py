"""Swagger UI at ``/docs`` from our own origin: works offline and with a strict security policy.

FastAPI's page loads from a CDN and runs an inline script. This one serves the files of an
installed package, and its script as a file.
"""

import html
import importlib.util
from pathlib import Path

from fastapi import FastAPI
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse, Response
from fastapi.staticfiles import StaticFiles

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)

PAGE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="icon" href="docs/assets/favicon-32x32.png">
<link rel="stylesheet" href="docs/assets/swagger-ui.css">
</head>
<body>
<div id="swagger-ui"></div>
<script src="docs/assets/swagger-ui-bundle.js"></script>
<script src="docs/start.js"></script>
</body>
</html>
"""

START_SCRIPT = Path(__file__).with_name("docs_page.js")


def _assets_folder() -> Path:
    # Located, not imported: its Python code patches FastAPI and is not needed.
    spec = importlib.util.find_spec("fastapi_swagger")
    assert spec is not None
    assert spec.submodule_search_locations is not None
    return Path(next(iter(spec.submodule_search_locations))) / "resources"


def install_docs_page(app: FastAPI) -> None:
    """Serve the page and its files."""

    @app.get("/docs", include_in_schema=False)
    async def show_docs() -> Response:
        page = PAGE.format(title=html.escape(app.title))
        return HTMLResponse(page, headers={"Content-Security-Policy": CONTENT_SECURITY_POLICY})

    @app.get("/docs/start.js", include_in_schema=False)
    async def start_docs() -> Response:
        return FileResponse(START_SCRIPT, media_type="text/javascript")

    app.mount("/docs/assets", StaticFiles(directory=_assets_folder()))


def install_redirect_to_docs(app: FastAPI) -> None:
    """Redirect ``/`` to the page, where no web app is served."""

    @app.get("/", include_in_schema=False)
    async def redirect_to_docs() -> Response:
        return RedirectResponse("docs")
