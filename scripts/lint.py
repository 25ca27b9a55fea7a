"""Runs all checks, two at a time, and reports the complaints of all that failed."""

import shlex
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

CHECKS = {
    "types": "mypy",
    "contracts": "bash scripts/contracts check",
    "web app": "python scripts/web_size.py",
    "migrations": "python scripts/lint_migrations.py",
    "imports": "lint-imports --no-logo",
    "style": "ruff check --quiet .",
    "format": "black --check .",
    "spelling": "typos",
    "settings": "python scripts/settings_table.py --check",
    "Dockerfile": "hadolint infra/Dockerfile",
    "compose": "check-jsonschema --builtin-schema vendor.compose-spec infra/compose.yaml",
    "workflows": "check-jsonschema --builtin-schema vendor.github-workflows .github/workflows/ci.yml",
    "dependabot": "check-jsonschema --builtin-schema vendor.dependabot .github/dependabot.yml",
    "lock file": "bash scripts/check-lock",
}
"""The slow ones first: the others run beside them."""

ROOT = Path(__file__).parents[1]
BIN = Path(sys.executable).parent


def run(command: str) -> "subprocess.CompletedProcess[str]":
    program, *arguments = shlex.split(command)
    return subprocess.run(
        [program if program == "bash" else BIN / program, *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )


def main() -> None:
    failed = []
    with ThreadPoolExecutor(max_workers=2) as executor:
        for (name, command), finished in zip(
            CHECKS.items(), executor.map(run, CHECKS.values()), strict=True
        ):
            if finished.returncode == 0:
                print(f"✓ {name}", flush=True)
            else:
                failed.append(name)
                print(f"✗ {name}: {command}\n{finished.stdout.strip()}\n", flush=True)
    if failed:
        raise SystemExit(f"{len(failed)} of {len(CHECKS)} checks failed: {', '.join(failed)}")


if __name__ == "__main__":
    main()
