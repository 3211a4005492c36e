"""The HTTP half of a server that is not Django: the shop's REST, and `/control` for the tests."""

import asyncio
import os
import signal
import socket
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import program
import shop
import uvicorn
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route


@dataclass(frozen=True)
class Backend:
    """What a server can do when a test asks for it."""

    place_order: Callable[[str, str], Awaitable[object]]
    rename: Callable[[str, str], Awaitable[object]]
    expire: Callable[[str], Awaitable[object]]
    kick: Callable[[str], Awaitable[object]]
    sockets: Callable[[], dict[str, int]]


def _answer(request: Request, data: Callable[[str], dict]) -> Response:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    person = shop.person_of(token if scheme.lower() == "bearer" else None)
    shop.counts["gets"][request.url.path] += 1
    if person is None:
        return JSONResponse({"error": "unauthorized"}, status_code=401, headers={"WWW-Authenticate": "Bearer"})
    return JSONResponse(data(person))


async def _orders(request: Request) -> Response:
    return _answer(request, lambda _person: shop.orders(request.path_params["shop"]))


async def _profile(request: Request) -> Response:
    return _answer(request, shop.profile)


def routes(backend: Backend) -> list[Route]:
    """All routes over HTTP."""

    async def order(request: Request) -> Response:
        asked = await request.json()
        await backend.place_order(asked["person"], asked["shop"])
        return JSONResponse({})

    async def profile(request: Request) -> Response:
        person = (await request.json())["person"]
        await backend.rename(person, f"{person.title()} {shop.profile(person)['revision'] + 1}")
        return JSONResponse({})

    async def burst(request: Request) -> Response:
        asked = await request.json()
        for _ in range(asked["count"]):
            await backend.place_order(asked["person"], asked["shop"])
        return JSONResponse({})

    async def expire(request: Request) -> Response:
        token = (await request.json())["token"]
        shop.expired.add(token)
        await backend.expire(token)
        return JSONResponse({})

    async def kick(request: Request) -> Response:
        await backend.kick((await request.json())["person"])
        return JSONResponse({})

    async def counts(_request: Request) -> Response:
        return JSONResponse({"sockets": backend.sockets(), **shop.counts})

    return [
        Route("/api/orders/{shop}", _orders),
        Route("/api/profile", _profile),
        Route("/control/order", order, methods=["POST"]),
        Route("/control/profile", profile, methods=["POST"]),
        Route("/control/burst", burst, methods=["POST"]),
        Route("/control/expire", expire, methods=["POST"]),
        Route("/control/kick", kick, methods=["POST"]),
        Route("/control/counts", counts),
    ]


class _Server(uvicorn.Server):
    """Says its port when it listens, and does not linger."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if sockets:
            program.announce(sockets[0].getsockname()[1])

    def handle_exit(self, sig: int, frame) -> None:
        program.end_for_certain()
        super().handle_exit(sig, frame)


def serve(app, port: int, **options) -> None:
    """Runs an ASGI application until SIGTERM or the end of stdin. Open sockets are closed with 1012."""
    listener = socket.create_server(("127.0.0.1", port))
    program.end_with_stdin()
    config = uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=1, **options)
    # uvicorn raises the signal again when it is done; that would end the process with an error's code.
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    asyncio.run(_Server(config).serve(sockets=[listener]))
