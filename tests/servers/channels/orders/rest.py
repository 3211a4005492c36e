"""What Oriel fetches."""

from django.http import HttpRequest, JsonResponse

from orders.counts import counts
from orders.models import Order, Profile
from orders.tokens import bearer, user_of


def signed_in(view):
    """401 without a good token or session."""

    def guarded(request: HttpRequest, **parameters) -> JsonResponse:
        token = bearer(request.headers.get("Authorization", ""))
        user = request.user if token is None else user_of(token)
        counts.gets[request.path] += 1
        if user is None or not user.is_authenticated:
            counts.refused += 1
            return JsonResponse({"error": "unauthorized"}, status=401, headers={"WWW-Authenticate": "Bearer"})
        return JsonResponse(view(user, **parameters))

    return guarded


@signed_in
def orders(_user, shop: str) -> dict:
    """The last orders of a shop. `revision` counts all there ever were."""
    of_shop = Order.objects.filter(shop=shop)
    rows = list(of_shop.order_by("-id").values("id", "total")[:10])
    return {"shop": shop, "rows": rows, "revision": of_shop.count()}


@signed_in
def profile(user) -> dict:
    """A person's profile."""
    found = Profile.objects.get(user=user)
    return {"person": user.username, "name": found.name, "revision": found.revision}
