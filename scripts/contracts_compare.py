"""Lists breaking changes since an earlier revision; fails unless the major version was raised.

Within a major version, nothing that clients use may be removed or change its meaning.
`docs/evolving.md` explains how to change the contract without breaking clients.
"""

import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parents[1]
DOCUMENT = "packages/api-client/openapi.json"
REDOCLY = ROOT / "node_modules" / ".bin" / "redocly"
REQUESTS = ("Create", "Update", "Login", "Request")
CARRIED = "/contracts/"

type Document = dict[str, Any]


class Breakage(NamedTuple):
    """A change that breaks clients."""

    message: str
    place: str
    operations: tuple[str, ...]
    """IDs of the affected operations; empty for a contract that no operation uses."""


def plainly_nullable(schema: Any) -> Any:
    """Rewrite `anyOf: [X, null]` as `type: [x, null]`. Both mean the same, but redocly reports
    every added or removed `anyOf` as a breaking change."""
    if isinstance(schema, list):
        return [plainly_nullable(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    schema = {name: plainly_nullable(item) for name, item in schema.items()}
    options = schema.get("anyOf", [])
    if len(options) == 2 and options[1] == {"type": "null"} and "type" in options[0]:
        del schema["anyOf"]
        schema |= options[0] | {"type": [options[0]["type"], "null"]}
    return schema


def with_open_enums_as_text(schema: Any) -> Any:
    """Rewrite an `OpenEnum`, published as `anyOf: [{$ref: enum}, {type: string}]` with or without
    null, as plain text: clients expect any value, so that the enum may grow."""
    if isinstance(schema, list):
        return [with_open_enums_as_text(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    schema = {name: with_open_enums_as_text(item) for name, item in schema.items()}
    options = schema.get("anyOf", [])
    if len(options) > 1 and "$ref" in options[0] and options[1] == {"type": "string"}:
        schema["anyOf"] = options[1:]
        if len(options) == 2:
            del schema["anyOf"]
            schema |= options[1]
    return schema


def with_one_bearer(document: Document) -> Document:
    """Rewrite all schemes that send `Authorization: Bearer` as one: requests are the same with each."""
    schemes = document["components"].get("securitySchemes", {})
    bearers = {
        name
        for name, scheme in schemes.items()
        if scheme["type"] == "oauth2" or scheme.get("scheme") == "bearer"
    }
    document = json.loads(json.dumps(document))
    kept = {name: scheme for name, scheme in schemes.items() if name not in bearers}
    bearer = {"bearer": {"type": "http", "scheme": "bearer"}} if bearers else {}
    document["components"]["securitySchemes"] = kept | bearer
    for _, _, operation in operations_of(document):
        ways: list[Document] = []
        for way in operation.get("security", []):
            way = {"bearer" if name in bearers else name: way[name] for name in way}
            if way not in ways:
                ways.append(way)
        if ways:
            operation["security"] = ways
    return document


def carrier(document: Document) -> Document:
    """Return the document with an extra operation for each contract, so that contracts which no
    operation uses are compared too and a renamed one is reported as removed."""
    document = plainly_nullable(with_open_enums_as_text(with_one_bearer(document)))
    # A NUL in a pattern, and its escape, which generators can copy into code.
    document = json.loads(json.dumps(document).replace(r"\u0000", r"\\x00"))
    paths = dict(document["paths"])
    for name, schema in document["components"]["schemas"].items():
        content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}}
        operation: Document = {"operationId": f"contract_{name}"}
        operation["responses"] = {"200": {"description": "OK"}}
        if name.endswith(REQUESTS):
            operation["requestBody"] = {"required": True, "content": content}
        elif "enum" not in schema:  # an enum is compared where contracts and operations use it
            operation["responses"]["200"]["content"] = content
        paths[f"{CARRIED}{name}"] = {"post": operation}
    return document | {"paths": paths}


def operations_of(document: Document) -> Iterator[tuple[str, str, Document]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def users_of(document: Document, pointer: str) -> tuple[str, ...]:
    """Return the IDs of the operations that contain the given place in the document, or that use
    the contract containing it, directly or indirectly."""
    parts = [part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:]]
    if parts[:1] == ["paths"]:
        methods = document["paths"].get(parts[1], {})
        users = [op for method, op in methods.items() if method in parts[2:3] or not parts[2:]]
    elif parts[1:2] == ["securitySchemes"]:
        name = parts[2]
        users = [
            op
            for _, _, op in operations_of(document)
            if any(name in way for way in op.get("security", []))
        ]
    else:
        affected, grown = {f'"#/components/schemas/{parts[2]}"'} if len(parts) > 2 else set(), 0
        while len(affected) > grown:
            grown = len(affected)
            for name, schema in document["components"]["schemas"].items():
                if any(ref in json.dumps(schema) for ref in affected):
                    affected.add(f'"#/components/schemas/{name}"')
        users = [
            op
            for _, _, op in operations_of(document)
            if any(ref in json.dumps(op) for ref in affected)
        ]
    return tuple(sorted(op["operationId"] for op in users))


def overlooked(base: Document, new: Document) -> Iterator[Breakage]:
    """Yield breaking changes that redocly does not report: error codes (the names of examples in
    the document), new required bodies, new success statuses and changed defaults."""
    kept = {(path, method): operation for path, method, operation in operations_of(new)}
    for path, method, before in operations_of(base):
        after = kept.get((path, method))
        if after is None:
            continue
        messages = [
            f"Error {status} `{code}` was removed."
            for status, code in sorted(set(error_codes(before)) - set(error_codes(after)))
        ]
        if "requestBody" not in before and after.get("requestBody", {}).get("required"):
            messages.append("A body is now required.")
        messages += [
            f"Success status {status} was added."
            for status in sorted(set(after["responses"]) - set(before["responses"]))
            if status < "300"
        ]
        messages += [
            f"The default of `{name}` changed."
            for name, default in defaults(before).items()
            if name in defaults(after) and defaults(after)[name] != default
        ]
        for message in messages:
            yield Breakage(message, f"{method.upper()} {path}", (before["operationId"],))


def defaults(operation: Document) -> dict[str, Any]:
    return {p["name"]: p["schema"].get("default") for p in operation.get("parameters", [])}


def error_codes(operation: Document) -> Iterator[tuple[str, str]]:
    for status, response in operation["responses"].items():
        for content in response.get("content", {}).values():
            for code in content.get("examples", {}):
                yield status, code


def find_breakages(base: Document, new: Document) -> list[Breakage]:
    """Return all breaking changes between two documents."""
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / name for name in ("base.json", "new.json")]
        for path, document in zip(paths, (base, new), strict=True):
            path.write_text(json.dumps(carrier(document)))
        finished = subprocess.run(
            [REDOCLY, "diff", *paths, "--format", "json", "--fail-on", "none"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
    if not finished.stdout.startswith("{"):
        raise SystemExit(f"The documents cannot be compared:\n{finished.stderr}")
    breakages = []
    for change in json.loads(finished.stdout)["changes"]:
        for verdict in change["verdicts"]:
            if verdict["impact"] != "major":
                continue
            pointer, message = place_of(change), str(verdict["message"])
            if "`contract_" in message:
                continue  # the ID of an extra operation, which is reported by its path
            gone = re.search(rf"`{CARRIED}(\w+)`", message)
            if gone is not None:
                pointer = f"#/components/schemas/{gone[1]}"
                message = f"The contract `{gone[1]}` is gone, or has another name."
            # The affected operations are those of the old document.
            breakages.append(Breakage(message, pointer, users_of(base, pointer)))
    return [*dict.fromkeys(breakages), *overlooked(base, new)]


def place_of(change: Document) -> str:
    side = change.get("revision") or change.get("base") or {}
    return str(side.get("pointer", change["path"]))


def is_admitted(base: Document, new: Document) -> bool:
    """Return whether the major version was raised (Semantic Versioning 2.0.0, §8)."""
    before, after = (int(d["info"]["version"].split(".")[0]) for d in (base, new))
    return after > before


def current_document() -> Document:
    """Return the document of the current contracts, whether or not `make contracts` has run."""
    command = [str(ROOT / ".venv" / "bin" / "stylipp"), "openapi"]
    document: Document = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    return document


def main(revision: str) -> None:
    shown = subprocess.run(
        ["git", "show", f"{revision}:{DOCUMENT}"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if shown.returncode != 0:
        print(f"{revision} has no {DOCUMENT}, so there is nothing to break.")
        return
    base, new = json.loads(shown.stdout), current_document()
    breakages = find_breakages(base, new)
    for breakage in breakages:
        users = ", ".join(breakage.operations) or "none (no operation uses it)"
        print(f"{breakage.message}\n    at {breakage.place}\n    affected operations: {users}")
    if not breakages:
        print(f"No breaking changes since {revision}.")
    elif not is_admitted(base, new):
        version = base["info"]["version"]
        raise SystemExit(
            f"These changes break clients, but the version in src/application.py is still "
            f"{version.split('.')[0]}.x ({version}). Make the changes additive (docs/evolving.md) "
            "or raise the major version."
        )


if __name__ == "__main__":
    main(sys.argv[1])
