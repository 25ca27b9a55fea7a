"""The built web app: its pages and its files, read into memory.

Requests look files up by name, so no path of a request ever reaches the file system.
"""

import hashlib
import json
import os
import re
import stat
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from src.core.config import Settings
from src.core.web.negotiation import IDENTITY

_SOURCE = Path(__file__).parents[2]
FOLDERS = (_SOURCE / "web_app", _SOURCE.parents[1] / "web" / "dist")
"""Where a build may be: in the package, or in the checkout."""

INDEX = "index.html"
PAGES = "pages.json"

ENDINGS = {".br": "br", ".gz": "gzip"}
"""Of the compressed forms that the build puts beside a file."""

MEDIA_TYPES = {
    ".css": "text/css",
    ".html": "text/html",
    ".ico": "image/x-icon",
    ".jpg": "image/jpeg",
    ".js": "text/javascript",
    ".json": "application/json",
    ".map": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
}
"""Python's own table depends on the machine, and lacks some of them."""

PAGE_PATTERN = re.compile(r"/|/[A-Za-z0-9_-]+(/:?[A-Za-z0-9_-]+)*")

FOR_PROGRAMS = ("/v1", "/docs", "/openapi.json", "/health", "/.well-known", "/assets")
"""At and below these, no address is a page, also no unknown one: a script that is missing must fail to
load."""

SCRIPT = re.compile(rb"""<script\b[^>]*\ssrc=["']([^"']+)""")
ASSET = re.compile(rb"""["'](/assets/[^"']+)""")
"""What the page loads: without one of these files, it draws nothing, or not as it should."""


class Variant(NamedTuple):
    """A file in one content coding."""

    body: bytes
    etag: str


class BuiltFile(NamedTuple):
    media_type: str
    variants: Mapping[str, Variant]
    """By content coding; `identity` is always there."""


class Page(NamedTuple):
    """A page of the app. It stands where the log looks for a route."""

    path_format: str
    path_regex: "re.Pattern[str]"


@dataclass(frozen=True)
class Build:
    index: BuiltFile
    files: Mapping[str, BuiltFile]
    """By path, such as `/assets/index-3f2a.js`."""
    pages: Sequence[Page]

    def page_at(self, path: str) -> Page | None:
        return next((page for page in self.pages if page.path_regex.fullmatch(path)), None)


def is_for_programs(path: str) -> bool:
    return any(path == prefix or path.startswith(f"{prefix}/") for prefix in FOR_PROGRAMS)


def find_build(settings: Settings) -> Path | None:
    """Return the folder of the web app; None if it is not installed, or disabled."""
    if settings.WEB_APP == "off":
        return None
    # The newer one, so that a checkout does not go on serving a copy that was made for a wheel.
    builds = filter(_is_build, FOLDERS)
    return max(builds, key=lambda folder: _modified_at(f"{folder}/.ready"), default=None)


def _is_build(folder: Path) -> bool:
    return (folder / INDEX).is_file() and (folder / PAGES).is_file()


def stamp_of(folder: Path) -> tuple[int, ...]:
    """Return a value that changes when the app is built again: files are added to folders, the page
    is written, and the build marks its end in `.ready`."""
    return tuple(_modified_at(f"{folder}/{name}") for name in ("", "assets", INDEX, ".ready"))


def _modified_at(path: str) -> int:
    try:
        return os.stat(path).st_mtime_ns
    except OSError:
        return 0


def read_build(folder: Path) -> Build:
    """Read the app. Raises `ValueError` or `OSError` if it is incomplete or unusable."""
    names = [
        Path(parent, name).relative_to(folder)
        for parent, folders, files in os.walk(folder)
        for name in [*files, *(name for name in folders if Path(parent, name).is_symlink())]
    ]
    visible = {name for name in names if not any(part.startswith(".") for part in name.parts)}
    # A compressed form has no address of its own, and neither have the page and the list of pages.
    compressed = {name for name in visible if name.suffix in ENDINGS}
    served = visible - compressed - {Path(INDEX), Path(PAGES)}
    build = Build(
        index=_read_file(folder, Path(INDEX)),
        files={f"/{name.as_posix()}": _read_file(folder, name) for name in served},
        pages=_read_pages(folder / PAGES),
    )
    _check_page(build, folder / INDEX)
    return build


def _check_page(build: Build, path: Path) -> None:
    html = build.index.variants[IDENTITY].body
    scripts = SCRIPT.findall(html)
    if not scripts:
        raise ValueError(f"{path} names no script")
    for name in [*scripts, *ASSET.findall(html)]:
        if os.fsdecode(name) not in build.files:
            raise ValueError(f"{path} names {os.fsdecode(name)}, which is missing")


def _read_file(folder: Path, name: Path) -> BuiltFile:
    variants = {IDENTITY: _read_variant(folder / name)}
    for ending, coding in ENDINGS.items():
        path = folder / f"{name}{ending}"
        if path.exists():
            variants[coding] = _read_variant(path)
    return BuiltFile(MEDIA_TYPES.get(name.suffix, "application/octet-stream"), variants)


def _read_variant(path: Path) -> Variant:
    body = _read_bytes(path)
    return Variant(body, f'"{hashlib.sha256(body).hexdigest()[:16]}"')


def _read_bytes(path: Path) -> bytes:
    # A link may lead to a file that must not be published, and reading a pipe may never end.
    if not stat.S_ISREG(path.lstat().st_mode):
        raise ValueError(f"{path} is no regular file")
    return path.read_bytes()


def _read_pages(path: Path) -> list[Page]:
    content = _read_bytes(path)
    try:
        patterns = json.loads(content)
    except ValueError:
        patterns = None
    if not isinstance(patterns, list) or not patterns:
        raise ValueError(f"{path} is no list of pages")
    return [_parse_page(str(pattern), path) for pattern in patterns]


def _parse_page(pattern: str, path: Path) -> Page:
    if not PAGE_PATTERN.fullmatch(pattern):
        raise ValueError(f"{pattern!r} in {path} is no path such as /admin/users/:id")
    if is_for_programs(pattern):
        raise ValueError(f"{pattern!r} in {path} is an address of the API")
    return Page(
        re.sub("/:([^/]+)", r"/{\1}", pattern), re.compile(re.sub("/:[^/]+", "/[^/]+", pattern))
    )
