"""The shop's REST, and `/control` for the tests."""

from django.urls import path

from orders import control, rest

urlpatterns = [
    path("api/orders/<shop>", rest.orders),
    path("api/profile", rest.profile),
    path("control/<what>", control.control),
]
