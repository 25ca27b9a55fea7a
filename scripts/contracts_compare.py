"""Lists what breaks clients of an earlier revision, and fails unless the version has been raised.

Clients are promised that nothing they use goes away or changes its meaning while the first number
of the API's version stays. `docs/evolving.md` tells how to change the contract without breaking it.
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
    """One change that breaks clients."""

    message: str
    place: str
    operations: tuple[str, ...]
    """The operations whose callers are affected; a contract that no operation uses has none."""


def plainly_nullable(schema: Any) -> Any:
    """Write `anyOf: [X, null]` as `type: [x, null]`. Both mean the same, but redocly takes the loss
    or gain of an `anyOf` for a breaking change, whichever way it goes."""
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


def carrier(document: Document) -> Document:
    """Return the document with an operation for each contract: what no operation uses yet is
    compared too, and a contract that is renamed is an operation that is gone."""
    document = plainly_nullable(document)
    paths = dict(document["paths"])
    for name in document["components"]["schemas"]:
        content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}}
        operation: Document = {"operationId": f"contract_{name}"}
        operation["responses"] = {"200": {"description": "OK"}}
        if name.endswith(REQUESTS):
            operation["requestBody"] = {"required": True, "content": content}
        else:
            operation["responses"]["200"]["content"] = content
        paths[f"{CARRIED}{name}"] = {"post": operation}
    return document | {"paths": paths}


def operations_of(document: Document) -> Iterator[tuple[str, str, Document]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def users_of(document: Document, pointer: str) -> tuple[str, ...]:
    """Return the ids of the operations that a place in the document belongs to, or that use the
    contract which it belongs to, directly or through another."""
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
    """What redocly does not count: codes of errors, which stand in the document as names of
    examples, bodies that were not there, other successes, and other defaults."""
    kept = {(path, method): operation for path, method, operation in operations_of(new)}
    for path, method, before in operations_of(base):
        after = kept.get((path, method))
        if after is None:
            continue
        messages = [
            f"The error {status} `{code}` is gone."
            for status, code in sorted(set(error_codes(before)) - set(error_codes(after)))
        ]
        if "requestBody" not in before and after.get("requestBody", {}).get("required"):
            messages.append("A body is demanded.")
        messages += [
            f"There is another success, {status}."
            for status in sorted(set(after["responses"]) - set(before["responses"]))
            if status < "300"
        ]
        messages += [
            f"The default of `{name}` is another one."
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
    """Compare two documents."""
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
                continue  # the id of a carrier's operation; its path is told of
            gone = re.search(rf"`{CARRIED}(\w+)`", message)
            if gone is not None:
                pointer = f"#/components/schemas/{gone[1]}"
                message = f"The contract `{gone[1]}` is gone, or has another name."
            # Whoever uses it today is broken, under the names of today.
            breakages.append(Breakage(message, pointer, users_of(base, pointer)))
    return [*dict.fromkeys(breakages), *overlooked(base, new)]


def place_of(change: Document) -> str:
    side = change.get("revision") or change.get("base") or {}
    return str(side.get("pointer", change["path"]))


def is_admitted(base: Document, new: Document) -> bool:
    """Whether the first number of the version has grown (Semantic Versioning 2.0.0, §8)."""
    before, after = (int(d["info"]["version"].split(".")[0]) for d in (base, new))
    return after > before


def current_document() -> Document:
    """Return the document of the contracts as they are, whether `make contracts` has run or not."""
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
        print(f"There was no {DOCUMENT} at {revision}: no client can break.")
        return
    base, new = json.loads(shown.stdout), current_document()
    breakages = find_breakages(base, new)
    for breakage in breakages:
        users = ", ".join(breakage.operations) or "no operation uses it yet"
        print(f"{breakage.message}\n    at {breakage.place}\n    breaks callers of: {users}")
    if not breakages:
        print(f"Nothing breaks for clients of {revision}.")
    elif not is_admitted(base, new):
        version = base["info"]["version"]
        raise SystemExit(
            f"That breaks clients, but the version in src/application.py is still within "
            f"{version.split('.')[0]}.x ({version}). Make them additive (docs/evolving.md), "
            "or raise the version's first number."
        )


if __name__ == "__main__":
    main(sys.argv[1])
