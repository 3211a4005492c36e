"""What a test asks of the server over HTTP: `/control/NAME`."""

import json

import django_channels as example
from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse

from orders.counts import counts
from orders.models import Profile, Token
from orders.people import PEOPLE


def _tell(person: str, message: dict) -> None:
    async_to_sync(get_channel_layer().group_send)(f"user_{person}", message)


def order(_request: HttpRequest, person: str, shop: str) -> None:
    """One order more."""
    example.place_order(person, shop)


def burst(_request: HttpRequest, person: str, shop: str, count: int) -> None:
    """Many orders, each with its own commit and signal."""
    for _ in range(count):
        example.place_order(person, shop)


def profile(_request: HttpRequest, person: str) -> None:
    """Another name."""
    revision = Profile.objects.get(user__username=person).revision
    example.rename(person, f"{person.title()} {revision + 1}")


def session(request: HttpRequest, person: str) -> dict:
    """Signs somebody in the way Django's own login does. The cookie is in the answer's header as well."""
    login(request, User.objects.get(username=person))
    request.session.save()
    return {"cookie": f"{settings.SESSION_COOKIE_NAME}={request.session.session_key}"}


def expire(_request: HttpRequest, token: str) -> None:
    """A token, or the key of a session, is no longer good."""
    Token.objects.filter(key=token).update(expired=True)
    Session.objects.filter(session_key=token).delete()
    for person in PEOPLE:
        _tell(person, {"type": "expire", "credential": token})


def kick(_request: HttpRequest, person: str) -> None:
    """Ends somebody's sockets, in every process."""
    _tell(person, {"type": "kick"})


def crash(_request: HttpRequest, person: str) -> None:
    """Makes the consumers of somebody's sockets fail."""
    _tell(person, {"type": "crash"})


_ACTIONS = {action.__name__: action for action in (order, burst, profile, session, expire, kick, crash)}


def control(request: HttpRequest, what: str) -> HttpResponse:
    """`GET /control/counts`, and POST for the rest with the parameters as JSON."""
    if what == "counts" and request.method == "GET":
        sockets = {person: count for person, count in counts.sockets.items() if count}
        return JsonResponse({"sockets": sockets, "gets": counts.gets, "refused": counts.refused})
    if what not in _ACTIONS or request.method != "POST":
        raise Http404
    return JsonResponse(_ACTIONS[what](request, **json.loads(request.body)) or {})
