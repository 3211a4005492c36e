"""A plain WebSocket with FastAPI: the example of docs/emitting, with tokens that expire and `/control`."""

import asyncio
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "python"))

import program  # noqa: E402, I001: it makes the examples known
import fastapi_websocket as example  # noqa: E402
import rest  # noqa: E402
import shop  # noqa: E402
from fastapi import FastAPI, WebSocket, WebSocketDisconnect  # noqa: E402

# How long a socket may stay without a renewed token, in seconds.
grace = 5.0
late: set[asyncio.Task] = set()


def of(person: str | None = None, token: str | None = None) -> list[WebSocket]:
    """Live sockets: of a person, or signed in with a token."""
    everyone = [(name, socket) for name, sockets in example.members.items() for socket in sockets]
    return [socket for name, socket in everyone if person == name or token == socket.state.token]


async def close(socket: WebSocket, code: int, reason: str) -> None:
    try:
        await socket.close(code, reason)
    except (RuntimeError, WebSocketDisconnect):
        pass  # it was gone already


async def expire(token: str) -> None:
    """Asks for another token on the same socket; without one in time the socket is closed with 4401."""

    async def unless_renewed(socket: WebSocket) -> None:
        await asyncio.sleep(grace)
        if socket.state.token == token:
            await close(socket, 4401, "token expired")

    for socket in of(token=token):
        await socket.send_json({"event": "token_expired", "data": {"within": grace}})
        task = asyncio.create_task(unless_renewed(socket))
        late.add(task)
        task.add_done_callback(late.discard)


async def kick(person: str) -> None:
    for socket in of(person=person):
        await close(socket, 4403, "kicked")


def sockets() -> dict[str, int]:
    return {person: len(sockets) for person, sockets in example.members.items() if sockets}


def main() -> None:
    parser = program.arguments(__doc__)
    parser.add_argument("--grace", type=float, default=5, help="seconds an expired token may stay on a live socket")
    options = parser.parse_args()
    global grace
    grace = options.grace
    app = FastAPI()
    app.include_router(example.router)
    app.router.routes += rest.routes(rest.Backend(example.place_order, example.rename, expire, kick, sockets))
    rest.serve(app, options.port)


if __name__ == "__main__":
    main()
