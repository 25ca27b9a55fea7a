"""Swagger UI at ``/docs`` from our own origin: works offline and under a strict policy.

FastAPI's page loads from a CDN and runs an inline script. This one takes the files of an
installed package and a start script of its own.
"""

import html
import importlib.util
import json
from pathlib import Path

from fastapi import FastAPI
from fastapi.responses import HTMLResponse, RedirectResponse, Response
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

OPTIONS = {
    "url": "openapi.json",
    "dom_id": "#swagger-ui",
    "deepLinking": True,
    "displayRequestDuration": True,
    # It would write the password that Authorize was given, in clear, to localStorage.
    "persistAuthorization": False,
    "tryItOutEnabled": True,
    "validatorUrl": None,
}
START_SCRIPT = f"SwaggerUIBundle({json.dumps(OPTIONS)});\n"


def _assets_folder() -> Path:
    # Found, not imported: its Python part patches FastAPI and is not needed.
    spec = importlib.util.find_spec("fastapi_swagger")
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeError("fastapi-swagger, a dependency of stylipp-backend, is not installed")
    return Path(next(iter(spec.submodule_search_locations))) / "resources"


def install_docs_page(app: FastAPI) -> None:
    """Serve the page, its files, and a way to it from ``/``."""

    @app.get("/", include_in_schema=False)
    async def lead_to_docs() -> Response:
        return RedirectResponse("docs")

    @app.get("/docs", include_in_schema=False)
    async def show_docs() -> Response:
        page = PAGE.format(title=html.escape(app.title))
        return HTMLResponse(page, headers={"Content-Security-Policy": CONTENT_SECURITY_POLICY})

    @app.get("/docs/start.js", include_in_schema=False)
    async def start_docs() -> Response:
        return Response(START_SCRIPT, media_type="text/javascript")

    app.mount("/docs/assets", StaticFiles(directory=_assets_folder()))
