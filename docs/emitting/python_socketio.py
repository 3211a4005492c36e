"""A backend's half with python-socketio: a room for each person, and a signal after every commit.

`shop` is your own code: who a token belongs to, and the database. To run this file alone, see the foot of
docs/emitting.md.
"""

import shop
import socketio
from socketio.exceptions import ConnectionRefusedError  # Python's own of this name says nothing to the client

# [server]
# One process: rooms live in its memory. More than one: client_manager=socketio.AsyncRedisManager("redis://…"),
# and nothing else changes.
sio = socketio.AsyncServer(async_mode="asgi")
# [/server]


# [join]
@sio.event
async def connect(sid: str, _environ: dict, auth: dict | None) -> None:
    """Somebody wants in. The token comes in the connect packet, not in the address, so no log keeps it."""
    person = shop.person_of((auth or {}).get("token"))
    if person is None:
        raise ConnectionRefusedError("unauthorized")
    await sio.enter_room(sid, f"user_{person}")
    # The answer to the connect packet leaves when this function returns. The room was joined before, so that
    # answer is the acknowledgement: whoever reads it misses nothing from here on.
# [/join]


# [signal]
async def signal(person: str, event: str, data: dict) -> None:
    """Tells one person's sockets that something changed. What, not how: they ask for the data themselves."""
    await sio.emit(event, data, room=f"user_{person}")


async def place_order(person: str, shop_id: str) -> None:
    """Commit first, then signal: whoever asks because of the signal sees the new order."""
    with shop.transaction() as database:
        database.execute("INSERT INTO orders (shop, total) VALUES (?, ?)", (shop_id, 100))
    await signal(person, "order_placed", {"shop": shop_id})
# [/signal]


async def rename(person: str, name: str) -> None:
    """The same for something that has no parameters: the event's name says it all."""
    with shop.transaction() as database:
        database.execute("UPDATE profiles SET name = ?, revision = revision + 1 WHERE person = ?", (name, person))
    await signal(person, "profile_updated", {})
