"""Generates the table of settings in docs/operations.md from the settings classes.

With --check, changes nothing and fails if the table is stale.
"""

import ast
import inspect
import sys
from pathlib import Path
from typing import Any

from pydantic.fields import FieldInfo

from src.core.config import REPOSITORY_ROOT, DatabaseSettings, Settings
from src.core.setting_types import Limit

PAGE = REPOSITORY_ROOT / "docs" / "operations.md"
BEGIN = "<!-- settings: written by scripts/settings_table.py -->\n"
END = "<!-- /settings -->\n"


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
            return f"`{str(value).lower()}`"
        case Limit(burst, seconds):
            return f"`{burst}/{seconds:g}`"
        case tuple():
            return f"`{','.join(value)}`"
        case Path():
            return f"`{value.relative_to(REPOSITORY_ROOT)}`"
        case _:
            return f"`{value}`"


def bounds(field: FieldInfo) -> str:
    """Return the minimum and maximum of a setting, if it has them."""
    lowest = [rule.ge for rule in field.metadata if hasattr(rule, "ge")]
    highest = [rule.le for rule in field.metadata if hasattr(rule, "le")]
    return f"({lowest[0]} to {highest[0]})" if lowest and highest else ""


def table() -> str:
    texts = meanings()
    rows = ["| Setting | Default | Meaning |", "|---|---|---|"]
    for name, field in Settings.model_fields.items():
        meaning = texts[name].replace("|", "\\|")
        default = f"{written(field.default)} {bounds(field)}".strip()
        rows.append(f"| `{name}` | {default} | {meaning} |")
    return "\n".join(rows) + "\n"


def main() -> None:
    page = PAGE.read_text(encoding="utf-8")
    before, _, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not end:
        raise SystemExit(f"{PAGE} lacks the markers around the table of settings: {BEGIN}")
    new = before + BEGIN + table() + END + after
    if new == page:
        return
    if "--check" in sys.argv[1:]:
        raise SystemExit(
            "docs/operations.md is stale; run: .venv/bin/python scripts/settings_table.py"
        )
    PAGE.write_text(new, encoding="utf-8")


if __name__ == "__main__":
    main()
