"""The import rules of pyproject.toml refuse every violation that they describe."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from src.core.config import REPOSITORY_ROOT
from tests.processes import BIN

NEW_FEATURE = "planted"

VIOLATIONS = {
    "sideways into a repository": (
        "src.features.{feature}.service.planted_sideways",
        "src.features.audit.repository.repository",
    ),
    "sideways into a router": (
        "src.features.{feature}.service.planted_router",
        "src.features.health.router.router",
    ),
    "sideways into another feature's utils": (
        "src.features.{feature}.service.planted_utils",
        "src.features.mail.utils.letters",
    ),
    "upwards": (
        "src.features.{feature}.service.planted_upwards",
        "src.features.account.service.export",
    ),
    "HTTP in a service": ("src.features.{feature}.service.planted_http", "fastapi"),
    "HTTP in a repository": ("src.features.{feature}.repository.planted_http", "starlette"),
    "SQL in a router": ("src.features.{feature}.router.planted_sql", "sqlalchemy"),
    "a model in a router": ("src.features.{feature}.router.planted_model", "src.models.user"),
    "a router past its service": (
        "src.features.{feature}.router.planted_past_service",
        "src.features.{feature}.repository.planted_http",
    ),
    "a repository that uses a service": (
        "src.features.{feature}.repository.planted_service",
        "src.features.{feature}.service.planted_http",
    ),
    "a repository that uses another feature's service": (
        "src.features.{feature}.repository.planted_foreign_service",
        "src.features.audit.service.service",
    ),
    "a login past the door": (
        "src.features.{feature}.service.planted_past_door",
        "src.features.auth.service.starting",
    ),
    "a login past the door, in a router": (
        "src.features.{feature}.router.planted_past_door",
        "src.features.auth.service.starting",
    ),
    "a session that SQL starts past the door": (
        "src.features.{feature}.service.planted_past_starting",
        "src.features.auth.repository.starting",
    ),
    "SQL in utils": ("src.features.{feature}.utils.planted_sql", "sqlalchemy"),
    "HTTP in a service, by way of core": (
        "src.features.{feature}.service.planted_web",
        "src.core.web.client",
    ),
    "a model that uses core": ("src.models.planted_{feature}", "src.core.config"),
    "core that uses a feature": (
        "src.core.planted_{feature}",
        "src.features.{feature}.service.planted_http",
    ),
    "contracts that use FastAPI": ("stylipp_schemas.planted_{feature}", "fastapi"),
}
"""Importer and imported module of each, from a feature that exists and from a new one."""


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the code and of its rules, with a new feature `planted` on no floor."""
    root = tmp_path_factory.mktemp("tree")
    for folder in ("apps/backend/src", "packages/schemas/stylipp_schemas"):
        shutil.copytree(
            REPOSITORY_ROOT / folder, root / folder, ignore=shutil.ignore_patterns("__pycache__")
        )
    for layer in ("router", "service", "repository", "utils"):
        package = root / f"apps/backend/src/features/{NEW_FEATURE}/{layer}"
        package.mkdir(parents=True)
        (package / "__init__.py").touch()
    (package.parent / "__init__.py").touch()
    return root


def lint(root: Path, rules: str) -> subprocess.CompletedProcess[str]:
    (root / "pyproject.toml").write_text(rules)
    folders = ("apps/backend", "packages/schemas")
    return subprocess.run(
        [BIN / "lint-imports", "--no-logo", "--no-cache"],
        cwd=root,
        env=os.environ
        | {"PYTHONPATH": ":".join(str(root / folder) for folder in folders), "COLUMNS": "500"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def rules() -> str:
    return (REPOSITORY_ROOT / "pyproject.toml").read_text()


def with_new_feature(rules: str) -> str:
    """Put the new feature on the floor of `mail`."""
    rules, count = re.subn(r'"[^"]*\bmail\b[^"]*(?=")', rf"\g<0> | {NEW_FEATURE}", rules)
    assert count == 1
    return rules


def path_of(root: Path, module: str) -> Path:
    folder = "packages/schemas" if module.startswith("stylipp_schemas") else "apps/backend"
    return root / folder / f"{module.replace('.', '/')}.py"


def test_every_planted_violation_is_refused(tree: Path, rules: str) -> None:
    rules = with_new_feature(rules)
    assert lint(tree, rules).returncode == 0
    planted = {
        f"{kind}, from {feature}": tuple(module.format(feature=feature) for module in modules)
        for kind, modules in VIOLATIONS.items()
        for feature in ("auth", NEW_FEATURE)
    }
    for importer, imported in planted.values():
        path_of(tree, importer).write_text(f"import {imported}\n")
    try:
        report = lint(tree, rules)
    finally:
        for importer, _ in planted.values():
            path_of(tree, importer).unlink()
    assert report.returncode == 1
    lines = report.stdout.splitlines()
    missed = [
        kind
        for kind, (importer, imported) in planted.items()
        if not any(importer in line and imported in line for line in lines)
    ]
    assert missed == []


def test_a_feature_without_a_floor_is_refused_in_one_sentence(tree: Path, rules: str) -> None:
    report = lint(tree, rules)
    assert report.returncode == 1
    assert NEW_FEATURE in report.stdout
    assert "Add each folder of src/features to one of the floors in pyproject.toml" in report.stdout


def test_a_package_that_the_rules_would_not_see_is_refused(tree: Path, rules: str) -> None:
    """import-linter reads no folder without `__init__.py`, but Python imports it."""
    (tree / "pyproject.toml").write_text(rules)
    hidden = tree / "apps/backend/src/features/hidden/service/service.py"
    hidden.parent.mkdir(parents=True)
    hidden.write_text("import fastapi\n")
    report = subprocess.run(
        [BIN / "ruff", "check", "--no-cache", "--select", "INP", "apps"],
        cwd=tree,
        capture_output=True,
        text=True,
        check=False,
    )
    shutil.rmtree(hidden.parents[1])
    assert report.returncode == 1
    assert "hidden/service/service.py" in report.stdout
