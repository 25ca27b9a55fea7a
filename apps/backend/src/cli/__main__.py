"""``python -m src.cli``: the same as the ``stylipp`` command."""

from src.cli.main import main

if __name__ == "__main__":  # not in the processes of a reloading server, which import this module
    main()
