"""python-socketio under uvicorn: the example of docs/emitting, with tokens that expire and `/control`."""

import sys
from collections import Counter
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "python"))

import program  # noqa: E402
import python_socketio as example  # noqa: E402
import rest  # noqa: E402
import shop  # noqa: E402
import socketio  # noqa: E402
from socketio.exceptions import ConnectionRefusedError  # noqa: E402
from starlette.applications import Starlette  # noqa: E402

# Socket -> (person, token).
signed_in: dict[str, tuple[str, str]] = {}
sio = example.sio


@sio.event
async def connect(sid: str, environ: dict, auth: dict | None) -> None:
    """The example's own sign-in, and who it was."""
    token = (auth or {}).get("token")
    try:
        await example.connect(sid, environ, auth)
    except ConnectionRefusedError:
        if token in shop.expired:
            # A second argument travels as `data` beside the message.
            raise ConnectionRefusedError("token_expired", {"code": "token_expired"}) from None
        raise
    signed_in[sid] = (shop.TOKENS[token], token)


@sio.event
async def disconnect(sid: str, _reason: str) -> None:
    signed_in.pop(sid, None)


async def expire(token: str) -> None:
    """An event that says why, then the end: the usual way, as Socket.IO has no word of its own for it."""
    for sid in [sid for sid, (_, used) in signed_in.items() if used == token]:
        await sio.emit("token_expired", {}, to=sid)
        await sio.disconnect(sid)


async def kick(person: str) -> None:
    for sid in [sid for sid, (name, _) in signed_in.items() if name == person]:
        await sio.disconnect(sid)


def sockets() -> dict[str, int]:
    return Counter(person for person, _ in signed_in.values())


def main() -> None:
    parser = program.arguments(__doc__)
    parser.add_argument("--ping-interval", type=float, default=25, help="seconds")
    parser.add_argument("--ping-timeout", type=float, default=20, help="seconds")
    options = parser.parse_args()
    sio.eio.ping_interval = options.ping_interval
    sio.eio.ping_timeout = options.ping_timeout
    backend = rest.Backend(example.place_order, example.rename, expire, kick, sockets)
    app = socketio.ASGIApp(sio, other_asgi_app=Starlette(routes=rest.routes(backend)))
    rest.serve(app, options.port)


if __name__ == "__main__":
    main()
