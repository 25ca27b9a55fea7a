"""Says what breaks for the clients of an earlier revision, and fails unless the version admits it.

Clients are promised that nothing they use goes away or changes its meaning while the first number
of the API's version stays. `docs/evolving.md` tells how to change the contract without breaking it.
"""

import json
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
    operations: list[str]
    """The operations whose callers are affected; a contract that no operation uses has none."""


def carrier(document: Document) -> Document:
    """Return the document with an operation for each contract: what no operation uses yet is
    compared too, and a contract that is renamed is an operation that is gone."""
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


def users_of(document: Document, pointer: str) -> list[str]:
    """Return the ids of the operations that a place in the document belongs to, or that use the
    contract which it belongs to, directly or through another."""
    parts = [part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:]]
    if parts[:1] == ["paths"]:
        methods = document["paths"].get(parts[1], {})
        return sorted(
            op["operationId"] for m, op in methods.items() if m in parts[2:3] or not parts[2:]
        )
    affected, grown = {f'"#/components/schemas/{parts[2]}"'} if len(parts) > 2 else set(), 0
    while len(affected) > grown:
        grown = len(affected)
        for name, schema in document["components"]["schemas"].items():
            if any(ref in json.dumps(schema) for ref in affected):
                affected.add(f'"#/components/schemas/{name}"')
    return sorted(
        operation["operationId"]
        for _, _, operation in operations_of(document)
        if any(ref in json.dumps(operation) for ref in affected)
    )


def lost_codes(base: Document, new: Document) -> Iterator[Breakage]:
    """Clients branch on codes, which stand in the document as names of examples."""
    kept = {(path, method): operation for path, method, operation in operations_of(new)}
    for path, method, operation in operations_of(base):
        if (path, method) not in kept:
            continue
        gone = set(error_codes(operation)) - set(error_codes(kept[path, method]))
        for code in sorted(gone):
            place = f"{method.upper()} {path}"
            yield Breakage(f"The error `{code}` is gone.", place, [operation["operationId"]])


def error_codes(operation: Document) -> Iterator[str]:
    for response in operation["responses"].values():
        for content in response.get("content", {}).values():
            yield from content.get("examples", {})


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
            side = "revision" if "revision" in change else "base"
            pointer = change.get(side, {}).get("pointer", change["path"])
            operations = users_of(new if side == "revision" else base, pointer)
            breakages.append(Breakage(verdict["message"], pointer, operations))
    return breakages + list(lost_codes(base, new))


def is_admitted(base: Document, new: Document) -> bool:
    """Whether the first number of the version has grown (Semantic Versioning 2.0.0, §8)."""
    before, after = (int(d["info"]["version"].split(".")[0]) for d in (base, new))
    return after > before


def main(revision: str) -> None:
    shown = subprocess.run(
        ["git", "show", f"{revision}:{DOCUMENT}"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if shown.returncode != 0:
        print(f"There was no {DOCUMENT} at {revision}: nobody can be broken.")
        return
    base, new = json.loads(shown.stdout), json.loads((ROOT / DOCUMENT).read_text())
    breakages = find_breakages(base, new)
    for breakage in breakages:
        users = ", ".join(breakage.operations) or "no operation uses it yet"
        print(f"{breakage.message}\n    at {breakage.place}\n    breaks callers of: {users}")
    if not breakages:
        print(f"Nothing breaks for clients of {revision}.")
    elif not is_admitted(base, new):
        version = base["info"]["version"]
        raise SystemExit(
            f"{len(breakages)} breaking changes, but the version in src/main.py is still within "
            f"{version.split('.')[0]}.x ({version}). Make them additive (docs/evolving.md), "
            "or raise the version's first number."
        )


if __name__ == "__main__":
    main(sys.argv[1])
