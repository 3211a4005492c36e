"""Signing in with a token: in the address, or as a bearer. A session is Channels' own matter."""

from urllib.parse import parse_qs

from channels.db import database_sync_to_async
from django.contrib.auth.models import AnonymousUser, User

from orders.counts import counts
from orders.models import Token


def user_of(key: str) -> User | None:
    """Whose token this is, if it is good now."""
    token = Token.objects.select_related("user").filter(key=key, expired=False).first()
    return token.user if token else None


def bearer(header: str) -> str | None:
    """The token in an Authorization header."""
    scheme, _, token = header.partition(" ")
    return token if scheme.lower() == "bearer" else None


class TokenSignIn:
    """Puts the token's person into the scope. Without a token whoever the session says stays there.

    `scope["credential"]` is what was signed in with: the token, or the session's key.
    """

    def __init__(self, application) -> None:
        self.application = application

    async def __call__(self, scope, receive, send):
        headers = dict(scope["headers"])
        query = parse_qs(scope["query_string"].decode())
        token = query.get("token", [None])[0] or bearer(headers.get(b"authorization", b"").decode("latin1"))
        if token is not None:
            user = await database_sync_to_async(user_of)(token) or AnonymousUser()
            scope = {**scope, "user": user, "credential": token}
        else:
            scope = {**scope, "credential": scope["session"].session_key}
        counts.refused += not scope["user"].is_authenticated
        return await self.application(scope, receive, send)
