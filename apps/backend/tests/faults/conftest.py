"""What every fault needs, and one table of their figures in the end."""

from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import pytest

from tests.faults.cluster import Cluster, MakeCluster, clusters

FIGURES = pytest.StashKey[list[tuple[str, dict[str, object]]]]()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("fault")


class Report(Protocol):
    """Keeps the figures of a fault for the table."""

    def __call__(self, fault: str, **figures: object) -> None: ...


@pytest.fixture
def report(pytestconfig: pytest.Config) -> Report:
    rows = pytestconfig.stash.setdefault(FIGURES, [])

    def keep(fault: str, **figures: object) -> None:
        figures = {name.replace("_", " "): value for name, value in figures.items()}
        rows.append((fault, figures))
        print(f"\n{fault}: " + ", ".join(f"{name} {value}" for name, value in figures.items()))

    return keep


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    rows = terminalreporter.config.stash.get(FIGURES, [])
    if not rows:
        return
    terminalreporter.write_line("\n| Fault | Figures |\n|---|---|")
    for fault, figures in rows:
        shown = ", ".join(f"{name} {value}" for name, value in figures.items())
        terminalreporter.write_line(f"| {fault} | {shown} |")


@pytest.fixture
def make_cluster() -> Iterator[MakeCluster]:
    with clusters() as make:
        yield make


@pytest.fixture
def cluster(make_cluster: MakeCluster) -> Cluster:
    """A running PostgreSQL at the newest migration, that may be broken."""
    cluster = make_cluster()
    cluster.create()
    return cluster


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where a server keeps its log."""
    return tmp_path
