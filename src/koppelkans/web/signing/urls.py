"""Addresses of the pages on which somebody signs an agreement without an account."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from koppelkans.web.signing import views

app_name = "signing"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.read, name="read"),
    path("tekst.pdf", views.paper, name="paper"),
    path("klaar/", views.thanks, name="thanks"),
    path("<str:token>/", views.knock, name="knock"),
]
