"""Addresses of these pages."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

app_name = "supply"
urlpatterns: list[URLPattern | URLResolver] = []
