"""A backend's half with Django Channels: a group for each person, and a signal on every commit.

`orders.models` is your own code. What this file needs of your project: a channel layer in the settings, and
`Signals.as_asgi()` behind something that puts the person into `scope["user"]`, such as AuthMiddlewareStack.
To run this file, see the foot of docs/emitting.md.
"""

from asgiref.sync import async_to_sync
from channels.generic.websocket import AsyncJsonWebsocketConsumer
from channels.layers import get_channel_layer
from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import F

from orders.models import Order, Profile


# [join]
class Signals(AsyncJsonWebsocketConsumer):
    """One socket of one person. It only listens."""

    async def connect(self) -> None:
        user = self.scope["user"]
        if not user.is_authenticated:
            # Before accept: the client sees HTTP 403. An Origin that is not allowed looks the same to it.
            await self.close()
            return
        self.groups.append(f"user_{user.username}")  # left again by Channels when the socket ends
        await self.channel_layer.group_add(f"user_{user.username}", self.channel_name)
        await self.accept()
        # Only now, as a member: nothing that is signalled after this frame can be missed.
        await self.send_json({"event": "subscribed"})

    async def signal(self, message: dict) -> None:
        """What was sent to the group goes to the client as it is."""
        await self.send_json({"event": message["event"], "data": message["data"]})


# [/join]


# [signal]
def signal(person: str, event: str, data: dict) -> None:
    """Tells one person's sockets that something changed, when the transaction is committed.

    Nothing is sent if it is undone. `robust`: an unreachable channel layer must not turn a change that was
    made into an error.
    """
    message = {"type": "signal", "event": event, "data": data}
    send = async_to_sync(get_channel_layer().group_send)
    transaction.on_commit(lambda: send(f"user_{person}", message), robust=True)


@transaction.atomic
def place_order(person: str, shop: str) -> None:
    """The signal names the shop, and leaves the orders to who asks for them."""
    user = get_user_model().objects.get(username=person)
    Order.objects.create(shop=shop, person=user, total=100)
    signal(person, "order_placed", {"shop": shop})


# [/signal]


@transaction.atomic
def rename(person: str, name: str) -> None:
    """The same for something that has no parameters: the event's name says it all."""
    Profile.objects.filter(user__username=person).update(name=name, revision=F("revision") + 1)
    signal(person, "profile_updated", {})
