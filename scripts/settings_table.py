"""Writes .env.example, and the table of settings in docs/operations.md, from the settings' code.

With --check it changes nothing, and fails if one of the two is stale.
"""

import ast
import inspect
import sys
import textwrap
from pathlib import Path
from typing import Any

from pydantic.fields import FieldInfo

from src.core.config import HOW_TO_MAKE_A_KEY, REPOSITORY_ROOT, DatabaseSettings, Settings
from src.core.setting_types import DAY, Limit

PAGE = REPOSITORY_ROOT / "docs" / "operations.md"
BEGIN = "<!-- settings: written by make docs -->\n"
END = "<!-- /settings -->\n"

EXAMPLE = REPOSITORY_ROOT / ".env.example"
TOP = """\
# Written by `make docs` from apps/backend/src/core/config.py. Copy this file to .env and remove the #
# in front of what you want to set. The environment takes precedence over .env, and an empty value
# counts as unset.
"""
BOTTOM = """
# For `make test`: a PostgreSQL where the suite may create databases, instead of the embedded one.
#TEST_DATABASE_URL=postgresql://user:password@host:5432/postgres
"""
NOTES = {
    "SECRET_KEY": f"To make one: {HOW_TO_MAKE_A_KEY}",
    "RATE_LIMIT_ENABLED": "Limits are burst/seconds-per-token: 10/60 allows ten at once, then one a "
    "minute.",
}
EXAMPLE_VALUES = {
    "DATABASE_URL": "postgresql://user:password@host:5432/stylipp",
    "DATABASE_POOLER": "pgbouncer",
    "METRICS_PORT": "9464",
    "FRONTEND_URL": "https://stylipp.com",
    "COOKIE_SECURE": "true",
}
"""For settings without a default."""


def meanings() -> dict[str, str]:
    """Return the docstring of each setting on one line."""
    found = {}
    for kind in (DatabaseSettings, Settings):
        (definition,) = ast.parse(inspect.getsource(kind)).body
        assert isinstance(definition, ast.ClassDef)
        for field, below in zip(definition.body, definition.body[1:], strict=False):
            match field, below:
                case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(
                    value=ast.Constant(value=str(text))
                ):
                    found[name] = " ".join(text.split())
    return found


def written(value: Any) -> str:
    """Return a default as it is written in the environment."""
    match value:
        case None | ():
            return ""
        case bool():
            return str(value).lower()
        case Limit(burst, seconds):
            return f"{burst}/{seconds:g}"
        case tuple():
            return ",".join(value)
        case Path():
            return str(value.relative_to(REPOSITORY_ROOT))
        case _:
            return str(value)


def in_words(name: str, value: Any) -> str:
    """Return a long time in the largest unit that fits it more than once: `14 days`."""
    if name.endswith("_SECONDS"):
        for unit, size in (("days", DAY), ("hours", 3600), ("minutes", 60)):
            if value and value >= 2 * size and value % size == 0:
                return f"{value // size} {unit}"
    return ""


def bounds(field: FieldInfo) -> str:
    """Return the minimum and maximum of a setting, if it has them."""
    lowest = [rule.ge for rule in field.metadata if hasattr(rule, "ge")]
    highest = [rule.le for rule in field.metadata if hasattr(rule, "le")]
    return f"{lowest[0]} to {highest[0]}" if lowest and highest else ""


def details(name: str, field: FieldInfo) -> str:
    """Return what the default is in words, and the bounds, in parentheses."""
    parts = [part for part in (in_words(name, field.default), bounds(field)) if part]
    return f"({'; '.join(parts)})" if parts else ""


def table(texts: dict[str, str]) -> str:
    rows = ["| Setting | Default | Meaning |", "|---|---|---|"]
    for name, field in Settings.model_fields.items():
        meaning = texts[name].replace("|", "\\|")
        value = written(field.default)
        default = f"{f'`{value}`' if value else ''} {details(name, field)}".strip()
        rows.append(f"| `{name}` | {default} | {meaning} |")
    return "\n".join(rows) + "\n"


def example(texts: dict[str, str]) -> str:
    """Return .env.example: each setting with its meaning above it, commented out."""
    parts = [TOP]
    for name, field in Settings.model_fields.items():
        comment = " ".join(filter(None, (texts[name], details(name, field))))
        lines = textwrap.wrap(comment, 98, break_long_words=False, break_on_hyphens=False)
        if name in NOTES:
            lines.append(NOTES[name])
        value = EXAMPLE_VALUES.get(name) or written(field.default)
        parts.append("".join(f"# {line}\n" for line in lines) + f"#{name}={value}\n")
    return "\n".join(parts) + BOTTOM


def page(texts: dict[str, str]) -> str:
    """Return docs/operations.md with the current table."""
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    _, end, after = rest.partition(END)
    if not end:
        raise SystemExit(f"{PAGE} has lost the marks around the table of settings: {BEGIN}")
    return before + BEGIN + table(texts) + END + after


def main() -> None:
    texts = meanings()
    stale = {
        file: text
        for file, text in ((PAGE, page(texts)), (EXAMPLE, example(texts)))
        if file.read_text(encoding="utf-8") != text
    }
    if "--check" in sys.argv[1:] and stale:
        names = " and ".join(str(file.relative_to(REPOSITORY_ROOT)) for file in stale)
        raise SystemExit(f"Stale: {names}; run: make docs")
    for file, text in stale.items():
        file.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
