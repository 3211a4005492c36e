"""A backend's half with FastAPI and a plain WebSocket: sign-in as the first frame, a set of sockets for each
person, and a signal after every commit.

`shop` is your own code: who a token belongs to, and the database. To run this file alone, see the foot of
docs/emitting.md.
"""

import asyncio
from collections import defaultdict
from contextlib import suppress

import shop
from fastapi import APIRouter, Header, HTTPException, WebSocket, WebSocketDisconnect

router = APIRouter()
# Person -> that person's sockets in this process. With more than one process, let each listen to one Redis
# channel and call `signal` for what arrives there.
members: dict[str, set[WebSocket]] = defaultdict(set)


# [join]
@router.websocket("/ws")
async def signals(socket: WebSocket) -> None:
    """The token comes as the first frame, not in the address, so no log keeps it. A later one renews it."""
    await socket.accept()
    person = None
    try:
        while True:
            token = (await socket.receive_json()).get("token")
            owner = shop.person_of(token)
            # A renewed token must be the same person's: otherwise one person would read another's signals.
            if owner is None or person not in (None, owner):
                await socket.close(4401, "unauthorized")
                return
            person, socket.state.token = owner, token
            members[person].add(socket)
            # Only now, as a member: nothing that is signalled after this frame can be missed.
            await socket.send_json({"event": "subscribed"})
    except (ValueError, AttributeError):
        await socket.close(1007, "not a JSON object")
    except WebSocketDisconnect:
        pass
    finally:
        if person is not None:
            members[person].discard(socket)


# [/join]


# [signal]
async def signal(person: str, event: str, data: dict) -> None:
    """Tells one person's sockets that something changed. What, not how: they ask for the data themselves."""
    frame = {"event": event, "data": data}
    await asyncio.gather(*(send(person, socket, frame) for socket in list(members[person])))


async def send(person: str, socket: WebSocket, frame: dict) -> None:
    """A socket that takes nothing for 5 s is closed. Only forgetting it would leave a client that believes itself
    subscribed; a closed one comes back, and asks for everything."""
    try:
        await asyncio.wait_for(socket.send_json(frame), 5)
    except (TimeoutError, WebSocketDisconnect, RuntimeError):
        members[person].discard(socket)
        with suppress(TimeoutError, WebSocketDisconnect, RuntimeError):
            await asyncio.wait_for(socket.close(1013, "too slow"), 5)


async def place_order(person: str, shop_id: str, key: str | None = None) -> None:
    """Commit first, then signal. `key` is the request's own name: the same request twice is one order."""
    with shop.transaction() as database:
        added = database.execute(
            "INSERT INTO orders (shop, total, key) VALUES (?, ?, ?) ON CONFLICT (key) DO NOTHING",
            (shop_id, 100, key),
        )
    if added.rowcount:
        await signal(person, "order_placed", {"shop": shop_id})


# [/signal]


# [action]
@router.post("/api/orders/{shop_id}", status_code=204)
async def post_order(shop_id: str, authorization: str = Header(""), idempotency_key: str | None = Header(None)) -> None:
    """What a person does. Answered after the commit; the signal reaches every window of theirs."""
    person = shop.person_of(authorization.removeprefix("Bearer "))
    if person is None:
        raise HTTPException(401)
    await place_order(person, shop_id, idempotency_key)


# [/action]


# [version]
async def rename(person: str, name: str) -> None:
    """Small data may travel with its signal, if a version says which of two is newer."""
    with shop.transaction() as database:
        database.execute("UPDATE profiles SET name = ?, revision = revision + 1 WHERE person = ?", (name, person))
        version = database.execute("SELECT revision FROM profiles WHERE person = ?", (person,)).fetchone()[0]
    await signal(person, "profile_updated", {"name": name, "version": version})


# [/version]
