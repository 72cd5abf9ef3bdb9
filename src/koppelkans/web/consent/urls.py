"""Addresses of these pages."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from koppelkans.web.consent import views, views_asking

app_name = "consent"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.asked, name="asked"),
    path("klaar/", views.thanks, name="thanks"),
    path("vraag/<int:pk>/papier/", views_asking.paper, name="paper"),
    path("vraag/<int:pk>/nog-eens/", views_asking.again, name="again"),
    path("vraag/<int:pk>/gezegd/", views_asking.told, name="told"),
    path("<str:token>/", views.knock, name="knock"),
]
