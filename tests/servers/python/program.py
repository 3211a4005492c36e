"""What every server here does as a program: takes a port, says the one it got, and ends when told."""

import argparse
import json
import os
import signal
import sys
import threading
from pathlib import Path

# The examples of docs/emitting.md are what the servers run. Last in the path: nothing there may stand before a library.
sys.path.append(str(Path(__file__).resolve().parents[3] / "docs" / "emitting"))

# How long a server may take over a polite end before it is ended anyway, in seconds.
POLITE = 1.0


def arguments(about: str) -> argparse.ArgumentParser:
    """A parser with the argument that all servers have."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--port", type=int, default=0, help="on 127.0.0.1; 0 takes a free one")
    return parser


def announce(port: int) -> None:
    """The one line on stdout, when the server listens."""
    print(json.dumps({"port": port}), flush=True)


def end_with_stdin() -> None:
    """Sends this process SIGTERM when stdin is closed, so that it never outlives who started it."""

    def end() -> None:
        while os.read(sys.stdin.fileno(), 4096):
            pass
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=end, name="stdin", daemon=True).start()


def end_for_certain(clean=lambda: None) -> None:
    """Call it when SIGTERM came: this process is gone after `POLITE` seconds, whatever its server does."""

    def end() -> None:
        clean()
        os._exit(0)

    timer = threading.Timer(POLITE, end)
    timer.daemon = True
    timer.start()
