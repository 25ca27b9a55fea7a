"""``python -m src.cli``: the same as the ``stylipp`` command."""

from src.cli.main import main

main()
