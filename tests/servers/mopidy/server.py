"""Debian's Mopidy, with all that it keeps in a temporary folder. Runs on any Python 3: Mopidy is a process of its own.

Its socket is at /mopidy/ws, JSON-RPC at /mopidy/rpc; it knows no sign-in. See ../README.md for what causes which event.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(1, str(Path(__file__).resolve().parents[1] / "python"))

import program  # noqa: E402

# How long Mopidy may take to listen, in seconds.
PATIENCE = 60


def listening_port(process: int) -> int | None:
    """The port of the first TCP socket that a process listens on. Mopidy itself tells only what it was asked for."""
    own = set()
    for descriptor in Path(f"/proc/{process}/fd").iterdir():
        try:
            if found := re.fullmatch(r"socket:\[(\d+)\]", os.readlink(descriptor)):
                own.add(found[1])
        except OSError:
            continue  # closed while we looked
    for line in Path(f"/proc/{process}/net/tcp").read_text(encoding="ascii").splitlines()[1:]:
        _, local, _, state, *rest = line.split()
        # 0A is LISTEN; the inode is the tenth column.
        if state == "0A" and rest[5] in own:
            return int(local.split(":")[1], 16)
    return None


def start(folder: Path, port: int) -> subprocess.Popen:
    """Starts Mopidy with nothing of the person's own."""
    settings = {"http/port": port}
    for kind in ("cache", "config", "data"):
        settings[f"core/{kind}_dir"] = folder / kind
    options = [word for name, value in settings.items() for word in ("-o", f"{name}={value}")]
    home = {"HOME": folder, "XDG_CACHE_HOME": folder, "XDG_CONFIG_HOME": folder, "XDG_DATA_HOME": folder}
    return subprocess.Popen(
        # Even if this program is killed outright, Mopidy does not stay.
        ["setpriv", "--pdeathsig", "KILL", "mopidy", "--config", str(Path(__file__).with_name("mopidy.conf")), *options],
        env={**os.environ, **{name: str(path) for name, path in home.items()}},
        stdin=subprocess.DEVNULL,
        stdout=sys.stderr,
    )


def main() -> None:
    options = program.arguments(__doc__.splitlines()[0]).parse_args()
    folder = Path(tempfile.mkdtemp(prefix="mopidy-"))
    mopidy = start(folder, options.port)

    def end(*_) -> None:
        mopidy.kill()
        # Not mopidy.wait(): that is where this signal may have found us, with a lock of its own held.
        os.waitpid(mopidy.pid, 0)
        shutil.rmtree(folder, ignore_errors=True)
        os._exit(0)

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    program.end_with_stdin()

    patience = time.monotonic() + PATIENCE
    port = None
    while port is None and mopidy.poll() is None and time.monotonic() < patience:
        time.sleep(0.05)
        try:
            port = listening_port(mopidy.pid)
        except (OSError, ValueError):
            continue  # it is just starting, or just ended: poll() tells
    if port is None:
        print("Mopidy does not listen; what it said is above", file=sys.stderr)
        mopidy.kill()
    else:
        program.announce(port)
    code = mopidy.wait()
    shutil.rmtree(folder, ignore_errors=True)
    sys.exit(code)


if __name__ == "__main__":
    main()
