"""Runs the API, and Vite in front of it, until Ctrl-C or until either of them ends."""

import argparse
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
VITE_PORT = 5173  # as in apps/web/vite.config.ts


def is_taken(port: int) -> bool:
    for host in ("127.0.0.1", "::1"):
        try:
            socket.create_connection((host, port), timeout=1).close()
        except OSError:
            continue
        return True
    return False


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=8000)
    port: int = parser.parse_args().port
    for taken, remedy in ((port, "make web PORT=8001 uses another"), (VITE_PORT, "stop it first")):
        if is_taken(taken):
            raise SystemExit(f"Another program is using port {taken}; {remedy}.")

    # A script may have started this with SIGINT ignored.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
    url = f"http://localhost:{VITE_PORT}"
    path = f"{ROOT / '.venv' / 'node'}{os.pathsep}{os.environ['PATH']}"
    api: list[str | Path] = [ROOT / ".venv" / "bin" / "stylipp", "serve", "--reload", "--port", str(port)]
    vite: list[str | Path] = ["node", ROOT / "node_modules" / "vite" / "bin" / "vite.js"]
    # In sessions of their own, so that Ctrl-C reaches only this program, which ends each of them once.
    processes = [
        subprocess.Popen(
            command,
            cwd=folder,
            env=os.environ | {"PATH": path} | variables,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
        for command, folder, variables in (
            (api, ROOT, {"FRONTEND_URL": url}),
            (vite, ROOT / "apps" / "web", {"STYLIPP_API": f"http://127.0.0.1:{port}"}),
        )
    ]
    status = 0
    try:
        _, ended = os.wait()
        status = os.waitstatus_to_exitcode(ended)
    except KeyboardInterrupt:
        pass
    for process in processes:
        process.terminate()
    for process in processes:
        try:
            process.wait(20)
        except (subprocess.TimeoutExpired, KeyboardInterrupt):
            os.killpg(process.pid, signal.SIGKILL)
    sys.exit(status)


if __name__ == "__main__":
    main()
