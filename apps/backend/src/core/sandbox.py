"""Runs untrusted decoding in processes of its own, with limits that the kernel sets."""


class Crashed(Exception):
    """The process ended without an answer: it was killed by one of its limits, or by a bug."""


class Sandbox:
    """Calls `run(file: int) -> bytes` of a module, each time in a fresh process: forked from one that has
    imported the module and nothing else of ours, knows no secret, and is started by the first call.
    """

    def __init__(self, module: str) -> None:
        self.module = module

    async def run(self, file: int) -> bytes:
        """Call the function with a copy of the descriptor. Raises `ServerBusy` if too many calls wait, and
        `Crashed`."""
        raise NotImplementedError

    async def aclose(self) -> None:
        """End the processes."""
