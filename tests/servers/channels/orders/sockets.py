"""The example's consumer, and what a test can do to its socket."""

from django_channels import Signals

from orders.counts import counts


class ShopSignals(Signals):
    """Messages of the group besides signals: `expire`, `kick` and `crash`."""

    counted = False

    async def connect(self) -> None:
        await super().connect()
        self.counted = self.scope["user"].is_authenticated
        counts.sockets[self.scope["user"].username] += self.counted

    async def disconnect(self, code: int) -> None:
        counts.sockets[self.scope["user"].username] -= self.counted
        self.counted = False

    async def expire(self, message: dict) -> None:
        """4401: what was signed in with is no longer good."""
        if message["credential"] == self.scope["credential"]:
            await self.close(4401, "token expired")

    async def kick(self, _message: dict) -> None:
        """4403: signed in well enough, and not wanted."""
        await self.close(4403, "kicked")

    async def crash(self, _message: dict) -> None:
        """An exception in a consumer: daphne closes with 1011, and Channels does not call `disconnect`."""
        await self.disconnect(1011)
        raise RuntimeError("asked for by a test")
