"""Swagger UI at ``/docs`` from our own origin: works offline and with a strict security policy.

FastAPI's page loads from a CDN and runs an inline script. This one serves the files of an
installed package, and its script as a file.
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
    # It would store the password entered under Authorize as plain text in localStorage.
    "persistAuthorization": False,
    "tryItOutEnabled": True,
    "validatorUrl": None,
}

# The document has one scheme for the Authorization header, because generated clients send every one
# of them. This page adds another, so that *Authorize* can log in instead of taking an access token.
START_SCRIPT = f"""\
const login = {{
  type: "oauth2",
  description: "Log in with e-mail address and password.",
  flows: {{ password: {{ tokenUrl: "v1/auth/token", scopes: {{}} }} }},
}};

function withLogin(text) {{
  const document = JSON.parse(text);
  const {{ components, paths }} = document;
  components.securitySchemes = {{ login, ...components.securitySchemes }};
  for (const {{ security = [] }} of Object.values(paths).flatMap(Object.values)) {{
    if (security.some((scheme) => "access_token" in scheme)) security.unshift({{ login: [] }});
  }}
  return JSON.stringify(document);
}}

const addLogin = {{
  statePlugins: {{
    spec: {{ wrapActions: {{ updateSpec: (update) => (text) => update(withLogin(text)) }} }},
  }},
}};

SwaggerUIBundle({{ ...{json.dumps(OPTIONS)}, plugins: [addLogin] }});
"""


def _assets_folder() -> Path:
    # Located, not imported: its Python code patches FastAPI and is not needed.
    spec = importlib.util.find_spec("fastapi_swagger")
    assert spec is not None
    assert spec.submodule_search_locations is not None
    return Path(next(iter(spec.submodule_search_locations))) / "resources"


def install_docs_page(app: FastAPI) -> None:
    """Serve the page and its files, and redirect ``/`` to it."""

    @app.get("/", include_in_schema=False)
    async def redirect_to_docs() -> Response:
        return RedirectResponse("docs")

    @app.get("/docs", include_in_schema=False)
    async def show_docs() -> Response:
        page = PAGE.format(title=html.escape(app.title))
        return HTMLResponse(page, headers={"Content-Security-Policy": CONTENT_SECURITY_POLICY})

    @app.get("/docs/start.js", include_in_schema=False)
    async def start_docs() -> Response:
        return Response(START_SCRIPT, media_type="text/javascript")

    app.mount("/docs/assets", StaticFiles(directory=_assets_folder()))
