"""Addresses of these pages."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from koppelkans.web.start import views

app_name = "start"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("toegankelijkheid/", views.accessibility, name="accessibility"),
    path("privacyverklaring/", views.privacy_statement, name="privacy"),
    path("over/", views.about, name="about"),
    path("gezond/", views.health, name="health"),
]
