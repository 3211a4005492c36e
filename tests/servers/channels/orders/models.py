"""The shop's tables."""

from django.conf import settings
from django.db import models


class Order(models.Model):
    """One order in one shop."""

    shop = models.CharField(max_length=20, db_index=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    total = models.IntegerField()


class Profile(models.Model):
    """What a person is called."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    name = models.CharField(max_length=100)
    revision = models.IntegerField(default=0)


class Token(models.Model):
    """What a person signs in with, besides a session."""

    key = models.CharField(max_length=100, primary_key=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    expired = models.BooleanField(default=False)
