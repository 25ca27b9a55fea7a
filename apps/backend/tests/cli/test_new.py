"""`stylipp new feature`, in a copy of the repository."""

import re
import subprocess
from pathlib import Path

import pytest

from tests.checkout import Checkout
from tests.conftest import Databases
from tests.processes import BIN

FEATURE = ("wardrobes", "--item", "WardrobeItem", "--owned")
WALKERS = (
    "packages/schemas/tests",
    "apps/backend/tests/core/web/test_openapi.py",
    "apps/backend/tests/features/account/test_export.py",
    "apps/backend/tests/features/wardrobes",
    "apps/backend/tests/test_every_operation.py",
    "apps/backend/tests/test_features.py",
    "apps/backend/tests/test_personal_data.py",
)
"""The feature's own tests, and those that look at all contracts, operations and tables."""


def test_a_generated_feature_passes_every_check(tmp_path: Path) -> None:
    checkout = Checkout(tmp_path / "checkout")
    said = checkout.stylipp("new", "feature", *FEATURE)
    assert "apps/backend/src/features/wardrobes/router/router.py" in said
    checkout.run(BIN / "mypy", folder=".")
    checkout.run(BIN / "lint-imports", "--no-cache", folder=".")
    checkout.run(BIN / "ruff", "check", folder=".")
    checkout.run(BIN / "black", "--check", ".", folder=".")


async def run_walkers(checkout: Checkout, databases: Databases) -> None:
    checkout.environment["DATABASE_URL"] = await databases.create_migrated()
    checkout.run(BIN / "alembic", "revision", "--autogenerate", "-m", "create wardrobes")
    del checkout.environment["DATABASE_URL"]
    checkout.run(BIN / "pytest", "-n0", "-q", *WALKERS, folder=".")


async def test_a_generated_feature_passes_its_tests_and_those_that_look_at_all_operations(
    databases: Databases, server_url: str, tmp_path: Path
) -> None:
    checkout = Checkout(tmp_path / "checkout", TEST_DATABASE_URL=server_url)
    checkout.stylipp("new", "feature", *FEATURE)
    await run_walkers(checkout, databases)


async def test_the_feature_of_the_documentation_passes_every_check(
    databases: Databases, server_url: str, tmp_path: Path
) -> None:
    """Generates it, and puts the files of docs/features.md in place."""
    checkout = Checkout(tmp_path / "checkout", TEST_DATABASE_URL=server_url)
    checkout.stylipp("new", "feature", *FEATURE)
    page = (checkout.root / "docs/features.md").read_text()
    files = re.findall(r"^```python\n# ((?:apps|packages)/\S+\.py)\n(.*?)^```$", page, re.M | re.S)
    assert len(files) == 11
    crud = [content for name, content in files if "photo" not in name]
    lines = sum(bool(line.strip()) for line in "".join(crud).splitlines())
    # Two lines of the manifest are about photos.
    assert f"with seven fields | {lines - 2} lines;" in page
    for name, content in files:
        (checkout.root / name).write_text(content)
    tests = checkout.root / "apps/backend/tests/features/wardrobes/test_wardrobe_items.py"
    (body,) = re.findall(r"^```python\n# \S+: the body in `add`\n(.*\n)```$", page, re.M)
    text, count = re.subn(r"^    body = .*\n", body, tests.read_text(), flags=re.M)
    assert count == 1
    tests.write_text(text)
    models = checkout.root / "apps/backend/src/models/__init__.py"
    models.write_text(models.read_text() + "from .wardrobe_photo import *\n")
    checkout.run(BIN / "mypy", folder=".")
    checkout.run(BIN / "lint-imports", "--no-cache", folder=".")
    checkout.run(BIN / "ruff", "check", folder=".")
    checkout.run(BIN / "black", "--check", ".", folder=".")
    await run_walkers(checkout, databases)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("Wardrobes", "--item", "WardrobeItem"), "'Wardrobes' is not a name such as wardrobes."),
        (("class", "--item", "WardrobeItem"), "'class' is not a name such as wardrobes."),
        (("wardrobes", "--item", "wardrobe_item"), "'wardrobe_item' is not a name such as"),
        (("auth", "--item", "Key"), "apps/backend/src/features/auth/feature.py exists already."),
        (("logins", "--item", "Session"), "The contract SessionResponse exists already."),
        (("hats", "--item", "None"), "'None' is not a name such as WardrobeItem."),
        (("hats", "--item", "Select"), "Select is a name that every feature uses;"),
    ],
)
def test_a_name_that_cannot_be_used_is_one_sentence(
    arguments: tuple[str, ...], sentence: str
) -> None:
    finished = subprocess.run(
        [BIN / "stylipp", "new", "feature", *arguments, "--owned"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (finished.returncode, finished.stdout) == (1, "")
    assert finished.stderr.startswith(sentence)
    assert finished.stderr.count("\n") == 1


@pytest.mark.slow
def test_a_generated_feature_passes_make_lint_and_make_test(tmp_path: Path) -> None:
    checkout = Checkout(tmp_path / "checkout")
    checkout.environment = {"MAKEFLAGS": ""}
    checkout.run("git", "init", "-q", folder=".")
    checkout.run("make", "setup", folder=".")
    # Not wardrobes, which the suite itself generates.
    outfits = ("outfits", "--item", "Outfit", "--owned")
    checkout.run(".venv/bin/stylipp", "new", "feature", *outfits, folder=".")
    checkout.run("make", "revision", "m=create outfits", folder=".")
    checkout.run("make", "contracts", folder=".")
    checkout.run("make", "lint", folder=".")
    checkout.run("make", "test", folder=".")
