"""``stylipp new feature``: writes a feature whose items belong to accounts, to be changed by hand.

The templates in `apps/backend/templates/feature` are the pattern that docs/features.md explains.
"""

import argparse
import re
import subprocess
import sys
from keyword import iskeyword
from pathlib import Path
from string import Template

import stylipp_schemas
from src.core.config import REPOSITORY_ROOT

BACKEND = "apps/backend"
CONTRACTS = "packages/schemas/stylipp_schemas"
TEMPLATES = REPOSITORY_ROOT / BACKEND / "templates/feature"
STAR_IMPORTS = r"(from \.\w+ import \*\n)+", "from .${item} import *\n"
EXPORT_FIELD = '\n    ${items}: list[${Item}Response]\n    """${Words}, newest first."""\n'
LISTS = (
    (f"{BACKEND}/src/application.py", r"FEATURES = \(\n(    .*\n)*", '    "${feature}",\n'),
    (f"{BACKEND}/src/models/__init__.py", *STAR_IMPORTS),
    (f"{CONTRACTS}/__init__.py", *STAR_IMPORTS),
    (f"{CONTRACTS}/export.py", r"(from \.\w+ .*\n)+", "from .${item} import ${Item}Response\n"),
    (f"{CONTRACTS}/export.py", r"class AccountExportResponse(?s:.*)", EXPORT_FIELD),
    ("pyproject.toml", r'\["src.features"\]\nlayers = \[\n  "[^"]*', " | ${feature}"),
)
"""The files that list every feature: what the addition follows, and the addition."""


def run(arguments: argparse.Namespace) -> None:
    """Write the files, or exit with one sentence and write nothing."""
    names = names_of(arguments.name, arguments.item)
    if not TEMPLATES.is_dir():
        raise SystemExit("This is not a checkout of the repository, where features are written.")
    texts = {}
    templates = sorted(TEMPLATES.rglob("*.txt"))
    if any(re.search(rf"\b{arguments.item}\b", path.read_text()) for path in templates):
        raise SystemExit(f"{arguments.item} is a name that every feature uses; choose another one.")
    for template in templates:
        name = fill(str(template.relative_to(TEMPLATES).with_suffix("")), names)
        texts[name] = fill(template.read_text(), names)
    for folder in {Path(name).parent for name in texts if "/src/features/" in name}:
        texts[f"{folder}/__init__.py"] = ""
    if existing := [name for name in texts if (REPOSITORY_ROOT / name).exists()]:
        raise SystemExit(f"{existing[0]} exists already.")
    for name, before, addition in LISTS:
        text = texts.get(name) or (REPOSITORY_ROOT / name).read_text()
        match = re.search(before, text)
        if match is None:
            raise SystemExit(f"The place for a new feature in {name} was not found.")
        texts[name] = text[: match.end()] + fill(addition, names) + text[match.end() :]
    for name, text in texts.items():
        path = REPOSITORY_ROOT / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        print(name)
    python = [REPOSITORY_ROOT / name for name in texts if name.endswith(".py")]
    for tool, *options in (("ruff", "check", "-q", "--fix", "--select=I"), ("black", "-q")):
        subprocess.run([Path(sys.executable).with_name(tool), *options, *python], check=True)
    print(
        "\nNext: give contract and table their fields; then\n"
        f'  make revision m="create {names["words"]}"    and read what it wrote\n'
        "  make migrate contracts lint test"
    )


def names_of(feature: str, item: str) -> dict[str, str]:
    """Return what the templates are filled with. Exits if a name cannot be used."""
    if not re.fullmatch("[a-z]+(_[a-z]+)*", feature) or iskeyword(feature):
        raise SystemExit(f"{feature!r} is not a name such as wardrobes.")
    if not re.fullmatch("([A-Z][a-z]+)+", item) or iskeyword(item) or iskeyword(item.lower()):
        raise SystemExit(f"{item!r} is not a name such as WardrobeItem.")
    if f"{item}Response" in stylipp_schemas.__all__:
        raise SystemExit(f"The contract {item}Response exists already.")
    snake = re.sub("(?<!^)(?=[A-Z])", "_", item).lower()
    ending = "es" if snake.endswith(("s", "x", "ch", "sh")) else "s"
    plural = re.sub("(?<=[^aeiou])ys$", "ies", snake + ending)
    words = plural.replace("_", " ")
    return {"feature": feature, "Item": item, "item": snake, "items": plural, "words": words} | {
        "Words": words.capitalize(),
        "a": "an" if snake[0] in "aeiou" else "a",
        "A": "An" if snake[0] in "aeiou" else "A",
        "word": snake.replace("_", " "),
        "path": plural.replace("_", "-"),
    }


def fill(text: str, names: dict[str, str]) -> str:
    return Template(text).safe_substitute(names)
