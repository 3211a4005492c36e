"""What daphne serves: HTTP by Django, sockets by Channels, in the order of Channels' own manual."""

from channels.auth import AuthMiddlewareStack
from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from django.core.asgi import get_asgi_application
from django.urls import path

# Django first: it makes the models known that the rest imports.
http = get_asgi_application()

from orders.sockets import ShopSignals  # noqa: E402
from orders.tokens import TokenSignIn  # noqa: E402

application = ProtocolTypeRouter(
    {
        "http": http,
        "websocket": AllowedHostsOriginValidator(
            AuthMiddlewareStack(TokenSignIn(URLRouter([path("ws/", ShopSignals.as_asgi())])))
        ),
    }
)
