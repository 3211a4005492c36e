"""Jupyter Server with a token of its own, in a temporary folder: nothing of it touches the home folder.

REST is at /api/contents, events are at /api/events/subscribe?token=TOKEN. See ../README.md for what causes which.
"""

import os
import shutil
import signal
import sys
import tempfile
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(1, str(Path(__file__).resolve().parents[1] / "python"))

import program  # noqa: E402


def main() -> None:
    parser = program.arguments(__doc__.splitlines()[0])
    parser.add_argument("--token", default="ada-token")
    options = parser.parse_args()

    folder = Path(tempfile.mkdtemp(prefix="jupyter-"))
    # What it makes for itself goes there too.
    tempfile.tempdir = str(folder)
    for name in ("config", "data", "runtime", "files"):
        (folder / name).mkdir()
    os.environ |= {
        "JUPYTER_CONFIG_DIR": str(folder / "config"),
        "JUPYTER_DATA_DIR": str(folder / "data"),
        "JUPYTER_RUNTIME_DIR": str(folder / "runtime"),
        "JUPYTER_NO_CONFIG": "1",
        "IPYTHONDIR": str(folder / "data"),
        "HOME": str(folder),
    }

    from jupyter_server.serverapp import ServerApp
    from tornado.ioloop import IOLoop

    def end(*_) -> None:
        shutil.rmtree(folder, ignore_errors=True)
        os._exit(0)

    app = ServerApp.instance(
        ip="127.0.0.1",
        port=options.port,
        open_browser=False,
        # Root is what a container or a CI machine runs as.
        allow_root=True,
        root_dir=str(folder / "files"),
        log_level="WARN",
    )
    app.initialize(argv=[f"--IdentityProvider.token={options.token}", "--ServerApp.port_retries=0"])
    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    program.end_with_stdin()

    def listening() -> None:
        # The port that it really got is nowhere in its public parts.
        for listener in app.http_server._sockets.values():
            program.announce(listener.getsockname()[1])

    # It binds in a callback of its own, which `initialize` left behind: this one comes after it.
    IOLoop.current().add_callback(listening)
    app.start()


if __name__ == "__main__":
    main()
