"""Addresses of the public counter."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from koppelkans.web.reports import views_counter

app_name = "counter"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views_counter.counter, name="all"),
    path("<str:code>.json", views_counter.as_json, name="json"),
    path("<str:code>/", views_counter.of_programme, name="programme"),
]
