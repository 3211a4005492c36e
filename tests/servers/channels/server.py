"""Django Channels under daphne: the example of docs/emitting in a Django project, with tokens and `/control`.

Two processes serve one population with the same `--redis` and the same `--database`.
"""

import fcntl
import os
import shutil
import signal
import sys
import tempfile
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(1, str(Path(__file__).resolve().parents[1] / "python"))

import program  # noqa: E402


def settle(options) -> Path:
    """Tells the settings where the database is. Returns a folder to be removed at the end."""
    folder = Path(tempfile.mkdtemp(prefix="channels-"))
    os.environ["SHOP_DATABASE"] = options.database or str(folder / "shop.sqlite3")
    os.environ["SHOP_REDIS"] = options.redis
    os.environ["DJANGO_SETTINGS_MODULE"] = "settings"
    return folder


def make_tables() -> None:
    """Tables and people, by one process at a time."""
    import django
    from django.core.management import call_command

    django.setup()
    with open(os.environ["SHOP_DATABASE"] + ".lock", "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        call_command("migrate", run_syncdb=True, verbosity=0)
        from orders import people

        people.arrive()


def serve(options, folder: Path) -> None:
    """Runs daphne until SIGTERM."""
    from daphne.server import Server
    from twisted.internet import reactor

    class Announced(Server):
        """Says its port when it listens."""

        def listen_success(self, port) -> None:
            super().listen_success(port)
            program.announce(port.getHost().port)

    from asgi import application

    def end(*_) -> None:
        program.end_for_certain(lambda: shutil.rmtree(folder, ignore_errors=True))
        reactor.callFromThread(reactor.stop)

    signal.signal(signal.SIGTERM, end)
    program.end_with_stdin()
    Announced(
        application,
        endpoints=[f"tcp:port={options.port}:interface=127.0.0.1"],
        signal_handlers=False,
        ping_interval=options.ping_interval,
        ping_timeout=options.ping_timeout,
    ).run()


def main() -> None:
    parser = program.arguments(__doc__.splitlines()[0])
    parser.add_argument("--redis", default="", help="redis://HOST:PORT, where the channel layer is")
    parser.add_argument("--database", default="", help="an SQLite file; with --redis the same for each process")
    parser.add_argument("--ping-interval", type=int, default=20, help="seconds")
    parser.add_argument("--ping-timeout", type=int, default=30, help="seconds")
    options = parser.parse_args()
    if options.redis and not options.database:
        parser.error("--redis is for several processes: give each the same --database too")
    folder = settle(options)
    try:
        make_tables()
        serve(options, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
