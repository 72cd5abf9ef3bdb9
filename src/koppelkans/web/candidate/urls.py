"""Addresses of these pages."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from koppelkans.web.candidate import views

app_name = "candidate"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.mine, name="mine"),
    path("sluiten/", views.close, name="close"),
    path("link/<str:pseudonym>/", views.make_link, name="make-link"),
    path("<str:token>/", views.knock, name="knock"),
]
