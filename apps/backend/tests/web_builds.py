"""A small build of a web app, as apps/web makes them."""

import gzip
import json
from pathlib import Path

INDEX = (
    b'<!doctype html><title>Stylipp</title><script type="module" src="/assets/main-1.js"></script>'
)
SCRIPT = b"document.title = 'drawn'; // " + b"x" * 2_000
BROTLI = b"brotli of main-1.js"
"""Python has no brotli; the server does not look inside."""

FILES = {
    "index.html": INDEX,
    "index.html.br": b"brotli of index.html",
    "index.html.gz": gzip.compress(INDEX),
    "favicon.svg": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    "manifest.webmanifest": b"{}",
    "robots.txt": b"User-agent: *",
    "assets/main-1.js": SCRIPT,
    "assets/main-1.js.br": BROTLI,
    "assets/main-1.js.gz": gzip.compress(SCRIPT),
    "assets/main-2.css": b"body { margin: 0 }",
    "assets/manrope-3.woff2": b"wOF2",
    "assets/label-4.png": b"\x89PNG",
    "assets/texts-5.json": b"{}",
    ".vite/manifest.json": b"{}",
    ".ready": b"",
}
PAGES = ["/", "/login", "/account", "/admin/users/:id"]


def write_build(folder: Path) -> Path:
    files = FILES | {"pages.json": json.dumps(PAGES).encode()}
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder
