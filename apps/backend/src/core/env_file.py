"""Reads ``.env``.

A file that cannot be read in full is refused. python-dotenv skips what it cannot read: without the line
of DATABASE_URL, the API would start in local mode, on an empty database.
"""

import re
from pathlib import Path
from typing import NamedTuple

from dotenv.parser import Binding, parse_stream

_SETTING_INSIDE = re.compile(r"[\s;][A-Z][A-Z0-9_]{2,}\s*=[^=\s]")


class Variable(NamedTuple):
    """A variable of the file, as it is written there: ``$`` has no meaning."""

    name: str
    value: str
    line: int


def read_env_file(path: Path) -> list[Variable]:
    """Return the variables in order; none if there is no file. Raises `ValueError` with one
    sentence, which contains no value."""
    try:
        with path.open(encoding="utf-8") as file:
            bindings = list(parse_stream(file))
    except FileNotFoundError:
        if path.is_symlink():
            raise ValueError(f"{path} is a link to a file that does not exist") from None
        return []
    except UnicodeDecodeError:
        raise ValueError(f"{path} cannot be read as UTF-8; save it in that encoding") from None
    except OSError as error:
        raise ValueError(f"{path} cannot be read: {error.strerror}") from None
    variables = (_read(binding, path) for binding in bindings)
    return [variable for variable in variables if variable is not None]


def _read(binding: Binding, path: Path) -> Variable | None:
    """Return the variable of a binding; None for a comment or an empty line."""
    if binding.key is None and not binding.error:
        return None
    text = binding.original.string
    begin = text[: len(text) - len(text.lstrip())]
    line = binding.original.line + begin.count("\n")
    name, value = binding.key or "", binding.value
    if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_.-]*", name) or value is None:
        raise ValueError(
            f"{path}, line {line}, must be NAME=value, with quotes either on both sides of the value "
            "or on none"
        )
    written = text.partition("=")[2].strip()
    if written[:1] not in ("'", '"') and value[-1:] in ("'", '"'):
        raise ValueError(f"{path}, line {line}, has a quote at the end of the value only")
    is_quoted_line = written[:1] in ("'", '"') and "\n" not in value
    if not is_quoted_line and _SETTING_INSIDE.search(value):
        raise ValueError(
            f"{path}, line {line}, has another setting in its value; a quote or a line break may be "
            "missing"
        )
    return Variable(name, value, line)
