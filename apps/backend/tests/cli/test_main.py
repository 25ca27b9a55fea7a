"""What holds for every command."""

import argparse
import subprocess
from collections.abc import Iterator

from src.cli.main import build_parser
from tests.processes import BIN, run


def parsers_of(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    """Return the parser of every command and of every command below it."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for command in action.choices.values():
                yield command
                yield from parsers_of(command)


def test_help_says_what_a_command_does_with_an_example() -> None:
    parsers = list(parsers_of(build_parser()))
    assert len(parsers) > 5
    for parser in parsers:
        assert parser.description
        assert parser.prog in (parser.epilog or "").partition("Example: ")[2]
    finished = run("stylipp", *parsers[-1].prog.split()[1:], "--help")
    assert (finished.returncode, finished.stdout) == (0, parsers[-1].format_help())


def test_a_closed_pipe_ends_a_command_silently() -> None:
    command = ["sh", "-c", f"{BIN}/stylipp openapi | head -c 10"]
    finished = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (finished.stdout, finished.stderr) == ('{\n  "opena', "")


def test_exit_codes_distinguish_failures_from_usage_errors() -> None:
    assert run("stylipp", "nothing").returncode == 2
    assert run("stylipp", "serve", "--port=x").returncode == 2
    assert run("stylipp", "migrate", DATABASE_URL="postgresql://127.0.0.1:1/d").returncode == 1


def test_commands_that_serve_nothing_do_not_load_the_parsers_of_passkeys() -> None:
    program = "import sys, src.cli.migrate, src.cli.users; print(*sys.modules)"
    modules = set(run("python", "-c", program).stdout.split())
    assert "src.cli.users" in modules
    assert not modules & {"fido2", "src.application"}
