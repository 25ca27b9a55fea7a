"""What holds for every command."""

import subprocess

import pytest

from tests.processes import BIN, run


@pytest.mark.parametrize(
    "command",
    ["serve", "migrate", "check", "openapi", "users", "users create-admin", "users list"],
)
def test_help_says_what_it_does_with_an_example(command: str) -> None:
    finished = run("stylipp", *command.split(), "--help")
    assert finished.returncode == 0
    assert f"stylipp {command}" in finished.stdout.partition("Example: ")[2].replace("\n", " ")


def test_a_reader_who_has_seen_enough_of_the_document_ends_it_silently() -> None:
    command = ["sh", "-c", f"{BIN}/stylipp openapi | head -c 10"]
    finished = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (finished.stdout, finished.stderr) == ('{\n  "opena', "")


def test_exit_codes_tell_failed_from_used_wrongly() -> None:
    assert run("stylipp", "nothing").returncode == 2
    assert run("stylipp", "serve", "--port=x").returncode == 2
    assert run("stylipp", "migrate", DATABASE_URL="postgresql://127.0.0.1:1/d").returncode == 1
