"""Who there is at the start."""

from django.contrib.auth.models import User

from orders.models import Profile, Token

PEOPLE = {"ada": ["ada-token", "ada-token-2", "old-token"], "ben": ["ben-token"]}


def arrive() -> None:
    """Makes everybody who is not there yet."""
    for person, tokens in PEOPLE.items():
        user, _ = User.objects.get_or_create(username=person)
        Profile.objects.get_or_create(user=user, defaults={"name": person.title()})
        for key in tokens:
            Token.objects.get_or_create(key=key, user=user, defaults={"expired": key == "old-token"})
