"""Checks the size of the built web app, what it is made of, and that its page fits the page policy.

A feature that needs more raises a number here, and its commit says why.
"""

import gzip
import json
import re
import subprocess
from html.parser import HTMLParser
from pathlib import Path

# Of files as they are sent; kB = 1,000 bytes, KiB = 1,024 bytes.
# gzip: all that /login loads, German included. The passkey of the autofill and the words for new codes took 3 kB,
# sending files in the client 0.8, their pauses and the question before a logout 0.5.
LOGIN_SCRIPTS = 94_300
ALL_SCRIPTS = 133_000  # gzip
STYLES = 7_000  # gzip
FONTS = 26_000
FIRST_LOAD = 125 * 1024  # brotli: /login with style sheet, fonts and icon
# The plan was 2,400. Entries that return to their own account only, and what is said when a part of the app
# does not load, took 40 more. Passkeys and two-step login: 270 for the login and the proof, 510 for their page,
# of which 110 are texts in two languages. 40 more: requests for a passkey end with their form, messages with the
# next action, a page with unsaved recovery codes is not left without a question.
# Accounts without a password, mailed codes as proof, the language of mails, connected accounts: 190.
# Logins by mail and with a provider, and the page for "this was not me": 370, of which 80 are texts.
# Photos: 500, of which 100 are texts, the German names of colors among them.
TYPESCRIPT_LINES = 4_460  # of apps/web/src, without blank lines and comments
DEPENDENCIES = {"@stylipp/api-client", "lean-qr", "react", "react-dom", "wouter"}

ROOT = Path(__file__).parents[1]
APP = ROOT / "apps" / "web"
DIST = APP / "dist"
STATIC_IMPORT = re.compile(r"""(?:\bfrom|\bimport)\s*["']([^"']+)["']""")


class Page(HTMLParser):
    """What index.html loads, and what the page policy forbids in it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.forbidden: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        if tag == "style" or (tag == "script" and "src" not in attributes):
            self.forbidden.append(f"inline <{tag}>")
        self.forbidden += [
            f"attribute {name}" for name in attributes if name == "style" or name.startswith("on")
        ]
        if url := attributes.get("src" if tag == "script" else "href"):
            self.loads.append(url.removeprefix("/"))


def closure(scripts: dict[str, str], names: set[str]) -> set[str]:
    """Return the scripts, and those that they import before they run."""
    found: set[str] = set()
    while names:
        found |= names
        names = {Path(url).name for name in names for url in STATIC_IMPORT.findall(scripts[name])}
        names = names & set(scripts) - found
    return found


def zipped(content: bytes) -> int:
    return len(gzip.compress(content, 9, mtime=0))


def sent(path: Path) -> int:
    """Return the size of a file as it is sent to a browser."""
    smaller = path.with_name(f"{path.name}.br")
    return (smaller if smaller.exists() else path).stat().st_size


def code_lines(text: str) -> int:
    """Return how many lines of a source are neither blank nor comment."""
    lines = [line.strip() for line in text.splitlines()]
    return sum(line != "" and not line.startswith(("//", "/*", "*")) for line in lines)


def problems() -> list[str]:
    """Return a sentence for each limit that does not hold."""
    found: list[str] = []

    def limit(what: str, size: int, most: int) -> None:
        if size > most:
            found.append(f"{what}: {size:,}, at most {most:,}")

    page = Page((DIST / "index.html").read_text())
    found += [f"index.html: {forbidden}" for forbidden in page.forbidden]

    assets = DIST / "assets"
    scripts = {path.name: path.read_text() for path in assets.glob("*.js")}
    sizes = {name: zipped(text.encode()) for name, text in scripts.items()}
    entry = {Path(url).name for url in page.loads if url.endswith(".js")}
    # Should the page of /login or a language become a part of its own, it counts as well.
    parts = {name for name in scripts if re.match(r"(Login|de)-", name)}
    login = closure(scripts, entry | parts)
    limit("scripts of /login, gzip bytes", sum(sizes[name] for name in login), LOGIN_SCRIPTS)
    limit("all scripts, gzip bytes", sum(sizes.values()), ALL_SCRIPTS)
    limit("styles, gzip bytes", sum(zipped(p.read_bytes()) for p in assets.glob("*.css")), STYLES)
    fonts = [path for path in assets.iterdir() if path.suffix in {".woff2", ".woff", ".ttf"}]
    limit("fonts, bytes", sum(path.stat().st_size for path in fonts), FONTS)
    linked = {DIST / url for url in page.loads if (DIST / url).is_file()}
    first = linked | {DIST / "index.html"} | {assets / name for name in login} | set(fonts)
    limit("first load of /login, brotli bytes", sum(map(sent, first)), FIRST_LOAD)

    source = APP / "src"
    sources = {
        path.relative_to(source): path.read_text()
        for path in source.rglob("*")
        if path.suffix in {".ts", ".tsx"}
    }
    lines = sum(code_lines(text) for text in sources.values())
    limit("lines of TypeScript", lines, TYPESCRIPT_LINES)
    for path, text in sources.items():
        if path.parts[0] != "admin" and any(
            "/admin/" in url for url in STATIC_IMPORT.findall(text)
        ):
            found.append(f"{path}: import pages of src/admin with lazy() only")

    dependencies = set(json.loads((APP / "package.json").read_text())["dependencies"])
    if dependencies != DEPENDENCIES:
        names = ", ".join(sorted(dependencies ^ DEPENDENCIES))
        found.append(f"run-time dependencies other than expected: {names}")
    return found


def main() -> None:
    if not (ROOT / "node_modules" / ".ready").exists():
        return  # as `make setup` has said
    built = subprocess.run(
        ["bash", ROOT / "scripts" / "web-build"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if built.returncode != 0:
        raise SystemExit(built.stdout)
    if found := problems():
        raise SystemExit("\n".join(found))


if __name__ == "__main__":
    main()
